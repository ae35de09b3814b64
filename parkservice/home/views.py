"""Pages that show several apps: public front, desks, duties, search, customer file."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from complaints.intake.promised import first_contact
from complaints.models import Complaint, Contact, Suggestion
from parkservice.accounts.access import PersonRequest, allow, enter_park, public, signed_in
from parkservice.accounts.greetings import greeting
from parkservice.accounts.models import Posting
from parkservice.accounts.rights import may, roles_of
from parkservice.accounts.roles import Role
from parkservice.estate.invitations.services import may_invite_for
from parkservice.estate.invitations.standing import standings
from parkservice.estate.models import Customer, Occupancy, Unit
from parkservice.home import board, desks, money, procedure, search, tenants
from parkservice.home.procedure import Clause
from parkservice.journal.queries import timeline
from parkservice.kit import clock
from parkservice.messaging import inbox
from parkservice.messaging.models import InboxItem
from parkservice.parks.models import Park

#: Rows of each kind in a customer file.
FILE_ROWS = 20
#: Characters of a search text that are read.
LONGEST = 60


@public
@require_safe
def front(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The public front of the park: what a visitor comes for, in two buttons."""
    if slug:
        request.park = get_object_or_404(Park, slug=slug)  # type: ignore[attr-defined]
    park: Park | None = request.park  # type: ignore[attr-defined]
    context = {"contact": first_contact(park), "urgent": first_contact(park, urgent=True)} if park else {}
    return render(request, "home/front.html", context)


@allow("desk.view")
@require_safe
def desk(request: PersonRequest) -> HttpResponse:
    """A person's own desk: greeting, duty board, own work (design section 1); a tenant's page is another one."""
    now = clock.now()
    if roles_of(request.user, request.park) <= {Role.TENANT}:
        mine = tenants.page_of(request.user, request.park)
        closing = desks.closing(request.park, now)
        context = {"mine": mine, "now": now, "closing": closing, "greeting": greeting(request.user)}
        return render(request, "home/tenant.html", context)
    items = InboxItem.objects.visible_to(request.user).order_by("-pk")[: desks.FEW]
    context = {
        "desk": desks.desk_of(request.user, request.park, clock.today()),
        "now": now,
        "closing": desks.closing(request.park, now),
        "greeting": greeting(request.user),
        "inbox": inbox.lines(items),
        "to_grant": _to_grant(request) if may(request.user, "people.grant", request.park) else [],
    }
    return render(request, "home/desk.html", context)


def _to_grant(request: PersonRequest) -> QuerySet[Posting]:
    """Postings that others proposed and that wait for this person as the second one."""
    rows = Posting.objects.grantable_by(request.user).filter(park=request.park)
    return rows.select_related("user", "proposed_by", "standing_in_for").prefetch_related("buildings")[: desks.FEW]


@allow("desk.view")
@require_safe
def duties(request: PersonRequest) -> HttpResponse:
    """The 59 duties in the procedure's own words; mine carry their state."""
    tiles = {tile.duty.id: tile for tile in board.read_own(request.user, request.park, clock.today())}
    built = {duty.id for duty in board.all_duties()}
    parts = [(title, _lines(key, tiles, built)) for key, title in procedure.PARTS.items()]
    return render(request, "home/duties.html", {"parts": parts, "mine": len(tiles)})


def _lines(part: str, tiles: dict[str, board.Tile], built: set[str]) -> list[tuple[Clause, board.Tile | None, bool]]:
    """The lines of one part of the procedure, each with my tile and whether the product runs it already."""
    clauses = (clause for clause in procedure.CLAUSES if clause.id[0] == part)
    return [(clause, tiles.get(clause.id), clause.id in built) for clause in clauses]


@allow("search.use")
@require_safe
def search_page(request: PersonRequest) -> HttpResponse:
    """Search results; a complete number, unit or credit code opens its record at once."""
    text = request.GET.get("q", "")[:LONGEST].strip()
    try:
        kinds = search.find(request, text)
    except ValidationError:
        kinds = []
    hit = search.only_hit(kinds, text)
    if hit is not None:
        return redirect(hit.url)
    return render(request, "home/search.html", {"q": text, "kinds": kinds})


@allow("estate.view")
@require_safe
def unit(request: PersonRequest, pk: int) -> HttpResponse:
    """Everything about a unit: who is and was in it, all its matters and its money (domain G4)."""
    row = get_object_or_404(Unit.objects.visible_to(request.user).select_related("building", "park"), pk=pk)
    enter_park(request, row.park)
    occupancies = Occupancy.objects.filter(unit=row).select_related("customer").order_by("-main", "-starts", "-id")
    context = {
        "unit": row,
        "occupancies": occupancies[:FILE_ROWS],
        "purse": money.purse(request.user, row.park, unit=row),
        **_matters(request, unit=row),
    }
    return render(request, "home/unit.html", context)


@allow("estate.view")
@require_safe
def customer(request: PersonRequest, pk: int) -> HttpResponse:
    """Everything about a customer: units, contacts, matters, money (domain G4)."""
    row = get_object_or_404(Customer.objects.visible_to(request.user).select_related("park"), pk=pk)
    enter_park(request, row.park)
    occupancies = Occupancy.objects.filter(customer=row).select_related("unit__building").order_by("-starts", "-id")
    context = {
        "customer": row,
        "occupancies": occupancies[:FILE_ROWS],
        "people": standings(row.contacts.select_related("user").order_by("-is_active", "id")[:FILE_ROWS], row.park_id),
        "may_invite": may_invite_for(request.user, row),
        "entries": timeline(row),
        "purse": money.purse(request.user, row.park, customer=row),
        **_matters(request, customer=row),
    }
    return render(request, "home/customer.html", context)


def _matters(request: PersonRequest, **whose: Any) -> dict[str, Any]:
    """Complaints, suggestions and contacts of a unit or customer that this person may see."""
    user = request.user
    cases = Complaint.objects.visible_to(user).filter(**whose).select_related("officer").order_by("-received_at")
    ideas = Suggestion.objects.visible_to(user).filter(**whose).order_by("-received_at")
    return {
        "complaints": cases[:FILE_ROWS],
        "suggestions": ideas[:FILE_ROWS] if may(user, "suggestions.view") else [],
        "calls": Contact.objects.visible_to(user).filter(**whose).order_by("-at")[:FILE_ROWS],
        "may_record": may(user, "contacts.record", request.park),
        "may_manage": may(user, "estate.manage", request.park),
    }


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@public
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The process answers and the database does too; whether uploads are checked for malware stands beside it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    scanner = "on" if settings.CLAMAV_SOCKET else "none"
    return JsonResponse({"status": "ready", "time": clock.now().isoformat(), "malware_scanner": scanner})


@signed_in
@require_safe
def after_sign_in(request: PersonRequest) -> HttpResponse:
    """Send a person to their desk, or to the public front where they hold no posting today."""
    if roles_of(request.user):
        return redirect("home:desk")
    held = set(request.user.postings.values_list("role", flat=True))
    context = {"title": _("No posting today"), "moved_out": held == {Role.TENANT}}
    return render(request, "home/no_posting.html", context)
