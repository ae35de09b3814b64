"""Long tables are taken over by the worker."""

from django.utils import translation
from django_tasks import task


@task()
def run_import(run_id: int) -> None:
    """Take one table over; what was refused is said in the language of its sender."""
    from parkservice.estate.imports.models import ImportRun
    from parkservice.estate.imports.services import run_by_worker

    language = ImportRun.objects.filter(pk=run_id).values_list("owner__language", flat=True).first()
    with translation.override(language or "zh-hans"):
        run_by_worker(run_id)
