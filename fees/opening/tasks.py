"""What was released is taken over by the worker."""

from django.utils import translation
from django_tasks import task


@task()
def take_over(source_id: int) -> None:
    """Take one import over; what stops it is kept in the language of the house."""
    from fees.opening.carrying import execute

    with translation.override("zh-hans"):
        execute(source_id)
