"""Billing runs are carried out by the worker."""

from django.utils import translation
from django_tasks import task


@task()
def carry_out(run_id: int) -> None:
    """Carry one run out; its problems are kept as data and told in the language of the reader."""
    from fees.billing.runs import execute

    with translation.override("zh-hans"):
        execute(run_id)
