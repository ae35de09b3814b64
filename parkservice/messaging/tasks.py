"""Work for the background worker."""

from django_tasks import task


@task()
def deliver() -> None:
    """Deliver what is due in the outbox."""
    # imported here because the outbox itself asks for this task
    from parkservice.messaging.outbox import deliver_due

    deliver_due()


def wake() -> None:
    """Ask the worker to look at the outbox now instead of at the next minute, unless everything left already."""
    # imported here for the same reason
    from parkservice.messaging.models import OutboxMessage

    if OutboxMessage.objects.due().exists():
        deliver.enqueue()
