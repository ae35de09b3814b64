"""One indexed SELECT of 25 rows shown in a table, one row shown, and one INSERT, without anything else."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from complaints.models import Complaint
from parkservice.journal.models import AccessEntry
from parkservice.kit import clock

COLUMNS = ("number", "state", "sender_name", "phone", "content", "received_at", "answer_due", "resolve_due", "unit_id")
#: The demo park is the first row of its table.
THE_PARK = 1
TABLE = engines["django"].from_string(
    "<table>{% for row in rows %}<tr>{% for value in row %}<td>{{ value }}</td>{% endfor %}</tr>{% endfor %}</table>"
)


def queue(request: HttpRequest) -> HttpResponse:
    """The newest 25 complaints of the park, as its index gives them."""
    assert request.user.is_authenticated
    rows = Complaint.objects.filter(park_id=THE_PARK).order_by("-received_at", "-id").values_list(*COLUMNS)[:25]
    return HttpResponse(TABLE.render({"rows": rows}, request))


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One complaint."""
    assert request.user.is_authenticated
    rows = Complaint.objects.filter(pk=pk).values_list(*COLUMNS)
    return HttpResponse(TABLE.render({"rows": rows}, request))


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """One row into an append-only table."""
    AccessEntry.objects.create(at=clock.now(), what="bench", reason=request.POST.get("content", "")[:100])
    return HttpResponseRedirect("/healthz")


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok")


urlpatterns = [
    path("queue/", queue),
    path("record/<int:pk>/", record),
    path("insert/", insert),
    path("healthz", healthz),
]
