"""Context processor: `shell` in every template."""

from django.http import HttpRequest  # noqa: TID251 - the frame is drawn for a request

from parkservice.ui.shell import Shell


def shell(request: HttpRequest) -> dict[str, Shell]:
    """The frame of the page; nothing is read from the database until the template asks."""
    return {"shell": Shell(request)}
