"""The routes: list, read, create. A list is the page's own list, a creation the page's own form."""

import hashlib
import re
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict  # noqa: TID251 - answers of an interface
from django.utils.translation import gettext as _
from ninja import Header, Router, Status

from complaints.api import schemas
from complaints.api.shown import cases_of, complaint_for, contact_for, counted_for
from complaints.casework.lists import ComplaintList
from complaints.casework.models import Complaint
from complaints.casework.sight import READERS
from complaints.choices import Topic
from complaints.contacts.forms import ContactForm
from complaints.contacts.models import Contact
from complaints.contacts.services import record_contact
from complaints.contacts.views import ContactList
from complaints.duplicates.likely import tellable
from complaints.duplicates.offers import NEW
from parkservice.accounts.access import PersonRequest
from parkservice.accounts.api import Mistakes, asks_for
from parkservice.parks.models import Building
from parkservice.ui.listing import OWN
from parkservice.ui.lists import RecordList

router = Router(tags=["complaints"])
contacts_router = Router(tags=["contacts"])
KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
READABLE = ("park", "unit", "building", "customer", "officer", "received_by")
IN_REGISTER = ("unit", "building", "customer", "received_by", "handed_to")
RowT = TypeVar("RowT", bound=Model)


class Complaints(ComplaintList):
    """The queue with what a program gets of each row."""

    def prepare(self, rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
        """With the places and people that are named."""
        return rows.select_related(*READABLE)


class Contacts(ContactList):
    """The register with what a program gets of each line."""

    def prepare(self, rows: QuerySet[Contact]) -> QuerySet[Contact]:
        """With the places and people that are named."""
        return rows.select_related(*IN_REGISTER)


@router.get("", response={200: schemas.ComplaintPage, **schemas.refusals(422)}, operation_id="list_complaints")
@asks_for(*READERS)
def list_complaints(request: PersonRequest) -> Any:
    """The complaints that the posting sees, with the filters of the queue."""
    rows, found = _page(request, Complaints)
    return {**found, "items": [complaint_for(row, request.user) for row in rows]}


@router.get("/{key:pk}", response={200: schemas.ComplaintOut, **schemas.refusals(404)}, operation_id="read_complaint")
@asks_for(*READERS)
def read_complaint(request: PersonRequest, pk: int) -> Any:
    """One complaint."""
    return complaint_for(_one(Complaint.objects.visible_to(request.user).select_related(*READABLE), pk), request.user)


@router.post(
    "",
    response={201: schemas.ComplaintOut, 200: schemas.Counted, **schemas.refusals(400, 409, 422)},
    operation_id="create_complaint",
)
@asks_for("contacts.record")
def create_complaint(
    request: PersonRequest,
    response: HttpResponse,
    sent: schemas.ComplaintIn,
    idempotency_key: str = Header(""),
) -> Any:
    """Record a complaint as if it was taken down at the desk; it stands in the register of visits and calls too.

    Where the matter is likely known, 422 names the numbers; `same_as` then says which one it is, which counts a mention
    and answers 200, or `new`.
    """
    said = {**sent.dict(), "topic": Topic.COMPLAINT}
    same = _same(request, sent.same_as)
    contact = _record(request, said, idempotency_key, same)
    if same is not None:
        return Status(200, counted_for(Complaint.objects.select_related("officer").get(pk=same)))
    seen = Complaint.objects.visible_to(request.user).filter(contact=contact).select_related(*READABLE)
    complaint = seen.order_by("id").first()
    if complaint is None:
        raise Http404
    response["Location"] = f"{request.path}/{complaint.pk}"
    return Status(201, complaint_for(complaint, request.user))


@contacts_router.get("", response={200: schemas.ContactPage, **schemas.refusals(422)}, operation_id="list_contacts")
@asks_for("contacts.view")
def list_contacts(request: PersonRequest) -> Any:
    """The visits and calls that the posting sees, with the filters of the register."""
    rows, found = _page(request, Contacts)
    cases = cases_of(rows, request.user)
    return {**found, "items": [contact_for(row, cases[row.pk]) for row in rows]}


@contacts_router.get(
    "/{key:pk}", response={200: schemas.ContactOut, **schemas.refusals(404)}, operation_id="read_contact"
)
@asks_for("contacts.view", "contacts.record")
def read_contact(request: PersonRequest, pk: int) -> Any:
    """One line of the register."""
    contact = _one(Contact.objects.visible_to(request.user).select_related(*IN_REGISTER), pk)
    return contact_for(contact, cases_of([contact], request.user)[pk])


@contacts_router.post(
    "", response={201: schemas.ContactOut, **schemas.refusals(400, 409, 422)}, operation_id="create_contact"
)
@asks_for("contacts.record")
def create_contact(
    request: PersonRequest, response: HttpResponse, sent: schemas.ContactIn, idempotency_key: str = Header("")
) -> Any:
    """Record a visit, call or letter."""
    contact = _record(request, sent.dict(), idempotency_key)
    response["Location"] = f"{request.path}/{contact.pk}"
    return Status(201, contact_for(contact, cases_of([contact], request.user)[contact.pk]))


def _one(rows: QuerySet[RowT], pk: int) -> RowT:
    """The record. Raises Http404 for one that is not there for this posting."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _page(request: HttpRequest, kind: type[RecordList]) -> tuple[list[Any], dict[str, Any]]:
    """The rows of a page of a list, and the ways on. Raises Mistakes for a filter that cannot be understood."""
    page = kind()
    page.setup(request)
    # A page begins with what is open, a program with everything.
    listing = page.listing_class(page, request, query=f"view=all&{request.GET.urlencode()}")
    filterset = listing.filterset
    known = {*OWN, *(filterset.form.fields if filterset else ())} - {"export"}
    errors = {name: [_("This filter is not known here.")] for name in request.GET if name not in known}
    if filterset is not None:
        errors |= {name: [str(error) for error in faults] for name, faults in filterset.form.errors.items()}
    rows = list(listing.page.rows)
    size = request.GET.get("size", "")
    if size and size != str(listing.size):
        errors["size"] = [_("Possible: %(words)s") % {"words": ", ".join(str(each) for each in page.page_sizes)}]
    if listing.problems and not errors:
        errors[""] = listing.problems
    if errors:
        raise Mistakes(errors)
    found = {"total": listing.total_text, "next": listing.page.next or None, "previous": listing.page.previous or None}
    return rows, found


def _same(request: PersonRequest, number: str) -> int | None:
    """The complaint that is meant by its number, as far as a caller may hear of it. Raises Mistakes for another one."""
    if number in ("", NEW):
        return None
    found = tellable(request.user).filter(park=request.park, number=number[:24].replace("\x00", "")).first()
    if found is None:
        raise Mistakes({"same_as": [_("There is no such complaint here. Check the number.")]})
    return found.pk


def _record(request: PersonRequest, said: dict[str, Any], key: str, same: int | None = None) -> Contact:
    """Record what was sent by the form of the desk. Raises Mistakes, RuleViolation."""
    if not KEY.fullmatch(key):
        said_so = _("Send this header: 8 to 64 letters, digits, - or _, new for each record.")
        raise Mistakes({"Idempotency-Key": [said_so]})
    token = request.auth  # type: ignore[attr-defined]
    form_id = hashlib.sha256(f"token {token.pk}: {key}".encode()).hexdigest()[:32]
    said = {**said, "form_id": form_id, "same_as": same or said.get("same_as", "")}
    form = ContactForm(_as_form(request, said), park=request.park, user=request.user)
    if not form.is_valid():
        raise Mistakes(_faults(form))
    contact, _new = record_contact(
        park=request.park,
        actor=request.user,
        sender=form.sender(),
        place=form.where(),
        visit=form.visit(),
        matter=form.matter(),
        form_id=form_id,
        same_as=same,
    )
    return contact


def _faults(form: ContactForm) -> dict[str, list[str]]:
    """What is wrong beside each field; where the matter is likely known, also what it may be the same as."""
    faults = {"" if name == "__all__" else name: list(map(str, each)) for name, each in form.errors.items()}
    if "same_as" in faults:
        widget: Any = form.fields["same_as"].widget
        faults["same_as"] += [str(label) for value, label in widget.choices if value != NEW]
    return faults


def _as_form(request: PersonRequest, said: dict[str, Any]) -> QueryDict:
    """The same as a page would send it; a building is named by its code. Raises Mistakes for an unknown one."""
    data = QueryDict(mutable=True)
    for name, value in said.items():
        if value is True:
            data[name] = "on"
        elif value is not False:
            data[name] = str(value)
    code = data.get("building", "")
    if code:
        building = Building.objects.filter(park=request.park, code=code[:20].replace("\x00", "")).first()
        if building is None:
            raise Mistakes({"building": [_("There is no building with this code.")]})
        data["building"] = str(building.pk)
    return data
