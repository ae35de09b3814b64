"""The interface for programs: which apps take part, and the page that describes it.

The description is drawn from the interface itself, with the words of the forms, so that it can't fall behind; the page
is our own because the usual ones run inline scripts.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse  # noqa: TID251 - the page that describes the interface
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from complaints.api import routes
from parkservice.accounts.access import public
from parkservice.accounts.api import make_api

api = make_api(title="parkservice", version="1", namespace="api")
api.add_router("/complaints", routes.router)
api.add_router("/contacts", routes.contacts_router)

#: What each operation does, in words; an operation without them has no place in the description.
WORDS = {
    "list_complaints": _("List the complaints that the posting sees, page by page"),
    "read_complaint": _("Read one complaint"),
    "create_complaint": _("Record a complaint"),
    "list_contacts": _("List visits and calls, page by page"),
    "read_contact": _("Read one visit or call"),
    "create_contact": _("Record a visit, call or letter"),
}
FILTERS = {
    "list_complaints": "view, state, sort, size, after, q, severity, category, building, officer, received",
    "list_contacts": "view, state, sort, size, after, q, topic, channel, at",
}


@public
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """How programs ask: every operation with what it takes and gives."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    operations = [
        _operation(schema, method, path, said)
        for path, methods in schema["paths"].items()
        for method, said in methods.items()
    ]
    return render(request, "home/api_docs.html", {"operations": operations})


def _operation(schema: dict[str, Any], method: str, path: str, said: dict[str, Any]) -> dict[str, Any]:
    """One operation as the page shows it."""
    name = said["operationId"]
    body = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    given = next((answer for code, answer in said["responses"].items() if int(code) < 300), {})
    gives = given.get("content", {}).get("application/json", {}).get("schema", {})
    return {
        "name": name,
        "words": WORDS[name],
        "method": method.upper(),
        "path": path,
        "filters": FILTERS.get(name, ""),
        "takes": _fields(schema, body),
        "gives": _fields(schema, gives),
    }


def _fields(schema: dict[str, Any], part: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of a described object: name, kind, whether needed."""
    model = schema["components"]["schemas"].get(part.get("$ref", "").rsplit("/", 1)[-1], {})
    needed = model.get("required", [])
    return [
        {"name": name, "kind": _kind(field), "needed": name in needed and "default" not in field}
        for name, field in model.get("properties", {}).items()
    ]


def _kind(field: dict[str, Any]) -> str:
    """The kind of a field in one word, "or null" where it may be missing."""
    options = field.get("anyOf", [field])
    return " | ".join(_one_kind(option) for option in options)


def _one_kind(option: dict[str, Any]) -> str:
    """string, date-time, integer, or the name of another object."""
    return str(option.get("format") or option.get("type") or option.get("$ref", "").rsplit("/", 1)[-1])
