"""The contact register: record, recognise the caller, answer (A2, O9, D11, O11)."""

from django.contrib import messages
from django.db.models import Model, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.appointments.models import Appointment
from complaints.appointments.services import meet
from complaints.choices import Channel, ContactOutcome, Topic
from complaints.contacts import services
from complaints.contacts.callers import recognise
from complaints.contacts.filters import ContactFilter
from complaints.contacts.forms import AnswerForm, ContactForm, ConvertForm
from complaints.duplicates.sharing import to_ask
from complaints.enquiries.models import ReadyAnswer
from complaints.models import Article, Complaint, Contact, Mention, ReturnVisit, Suggestion
from complaints.rulebook.views import OFFERED
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.addresses import client_address
from parkservice.accounts.rights import may
from parkservice.journal.queries import timeline
from parkservice.journal.services import log_access
from parkservice.kit.errors import RuleViolation
from parkservice.kit.text import as_key, mask_phone
from parkservice.tasks import panels
from parkservice.ui.lists import Column, Create, ExportColumn, RecordList, SavedView


@allow("contacts.view", "contacts.record")
class ContactList(RecordList):
    """The register, newest first."""

    title, what, icon = gettext_lazy("Visits and calls"), "contacts", "phone"
    filterset_class = ContactFilter
    views = (
        SavedView("open", gettext_lazy("Waiting for an answer"), lambda request: Q(closed_at__isnull=True)),
        SavedView("mine", gettext_lazy("Taken by me"), lambda request: Q(received_by=request.user)),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    state_field, states = "outcome", ContactOutcome.choices
    sorts = {"number": "number", "date": "at"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Number"), sort="number"),
        Column(gettext_lazy("Time"), sort="date"),
        Column(gettext_lazy("What was said")),
        Column(gettext_lazy("Name")),
        Column(gettext_lazy("Topic"), css="inl"),
        Column(gettext_lazy("Outcome"), css="inl"),
        Column(gettext_lazy("Received by"), css="wide-only"),
    )
    row_template = "complaints/contacts/_row.html"
    export_columns = (
        ExportColumn(gettext_lazy("Number"), lambda row: row.number),
        ExportColumn(gettext_lazy("Time"), lambda row: row.at),
        ExportColumn(gettext_lazy("How it came"), lambda row: row.get_channel_display()),
        ExportColumn(gettext_lazy("Topic"), lambda row: row.get_topic_display()),
        ExportColumn(gettext_lazy("Name"), lambda row: row.salutation),
        ExportColumn(gettext_lazy("Phone"), lambda row: mask_phone(row.phone)),
        ExportColumn(gettext_lazy("Unit"), lambda row: row.unit.code if row.unit else ""),
        ExportColumn(gettext_lazy("Company"), lambda row: row.customer.display_name if row.customer else ""),
        ExportColumn(gettext_lazy("What was said"), lambda row: row.content),
        ExportColumn(gettext_lazy("Answer given"), lambda row: row.answer),
        ExportColumn(gettext_lazy("Outcome"), lambda row: row.get_outcome_display()),
        ExportColumn(gettext_lazy("Received by"), lambda row: row.received_by.display_name),
        ExportColumn(gettext_lazy("Passed on to"), lambda row: row.handed_to.display_name if row.handed_to else ""),
        ExportColumn(gettext_lazy("Closed"), lambda row: row.closed_at),
    )
    export_perms = ("complaints.export",)
    create = Create("complaints:contact_new", gettext_lazy("Record visit or call"), ("contacts.record",))
    empty_title = gettext_lazy("No visit or call here")
    empty_text = gettext_lazy("Write down the next one while you talk: N opens the form from every page.")

    def rows(self) -> QuerySet[Contact]:
        """The lines that this person may read in the park of the page."""
        user, park = self.request.user, self.request.park  # type: ignore[attr-defined]
        return Contact.objects.visible_to(user).filter(park=park)  # type: ignore[arg-type]

    def prepare(self, rows: QuerySet[Contact]) -> QuerySet[Contact]:
        """Unit, company and colleague of each line."""
        return rows.select_related("unit", "customer", "received_by", "handed_to")

    def row_url(self, row: Contact) -> str:
        """The page of a line."""
        return reverse("complaints:contact", args=[row.pk])


@allow("contacts.record")
@require_http_methods(["GET", "HEAD", "POST"])
def contact_new(request: PersonRequest) -> HttpResponse:
    """Record a visit or call in one screen; a complaint or suggestion becomes its own case at once."""
    park, user = request.park, request.user
    agreed = _agreed(request)
    if request.method != "POST":
        asked = {"unit": request.GET.get("unit", "")[:40], "topic": _topic(request)}
        first = {**asked, **_after_visit(request), **_from(request, agreed)}
        return _screen(request, ContactForm(initial=first, park=park, user=user))
    form = ContactForm(request.POST, request.FILES, park=park, user=user)
    if form.is_valid():
        try:
            contact, created = services.record_contact(
                park=park,
                actor=user,
                sender=form.sender(),
                place=form.where(),
                visit=form.visit(),
                matter=form.matter(),
                form_id=form.cleaned_data["form_id"],
                files=form.cleaned_data["photos"],
                same_as=form.mention_of(),
            )
            if agreed is not None and created:
                meet(appointment_id=agreed.pk, contact=contact, actor=user)
        except RuleViolation as error:
            form.add_error(None, str(error))
        else:
            return _recorded(request, contact)
    return _screen(request, form, status=422)


def _agreed(request: PersonRequest) -> Appointment | None:
    """The agreed visit that this record is about (M9); None when the address names none that waits."""
    waiting = Appointment.objects.visible_to(request.user).waiting().select_related("unit")
    return waiting.filter(park=request.park, pk=as_key(request.GET.get("appointment", ""))).first()


def _from(request: PersonRequest, agreed: Appointment | None) -> dict[str, str]:
    """What is known of a visitor who was expected."""
    if agreed is None:
        return {}
    unit = agreed.unit.code if agreed.unit else ""
    _shown(request, agreed, agreed.phone)
    known = {"name": agreed.visitor, "phone": agreed.phone, "unit": unit, "content": agreed.matter}
    return {**known, "channel": Channel.VISIT}


def _topic(request: PersonRequest) -> str:
    """The topic that a link asks for, an enquiry otherwise."""
    wanted = request.GET.get("topic", "")
    return wanted if wanted in Topic.values else Topic.ENQUIRY


def _after_visit(request: PersonRequest) -> dict[str, str]:
    """Who was asked in one of my return visits, for the new point that came up in it (domain 2.1)."""
    mine = ReturnVisit.objects.filter(by=request.user, park=request.park).select_related("complaint__unit")
    visit = mine.filter(pk=as_key(request.GET.get("after", ""))).first()
    if visit is None:
        return {}
    case = to_ask(visit.complaint)
    _shown(request, case, case.phone)
    unit = case.unit.code if case.unit else ""
    return {"name": case.sender_name, "title": case.sender_title, "phone": case.phone, "unit": unit}


def _shown(request: PersonRequest, subject: Model, phone: str) -> None:
    """A number that fills a form is a number shown: it goes into the access log (P1)."""
    if phone:
        log_access(
            what="reveal",
            park=request.park,
            actor=request.user,
            subject=subject,
            address=client_address(request),
            data={"field": "phone", "into": "contact"},
        )


def _screen(request: PersonRequest, form: ContactForm, status: int = 200) -> HttpResponse:
    """The form with the caller and the rules beside it."""
    caller = recognise(
        park=request.park,
        user=request.user,
        phone=str(form["phone"].value() or ""),
        unit=str(form["unit"].value() or ""),
    )
    articles = Article.objects.of_park(request.park.pk)[:OFFERED]
    answers = ReadyAnswer.objects.visible_to(request.user).filter(park=request.park, is_active=True)[:OFFERED]
    context = {"form": form, "articles": articles, "answers": answers, "caller": caller}
    return render(request, "complaints/contacts/new.html", context, status=status)


def _recorded(request: PersonRequest, contact: Contact) -> HttpResponse:
    """Say what came of it and show the case where this person may open it, or the line of the register."""
    if counted := Mention.objects.filter(contact=contact).select_related("complaint__officer").first():
        return _counted(request, contact, counted.complaint)
    case = contact.complaints.first() or contact.suggestions.first()
    if case is None:
        messages.success(request, _("%(number)s is in the register.") % {"number": contact.number})
        return redirect("complaints:contact", pk=contact.pk)
    said = {"number": case.number, "officer": case.officer.display_name}
    messages.success(request, _("%(number)s is recorded. %(officer)s answers for it.") % said)
    if isinstance(case, Complaint) and Complaint.objects.visible_to(request.user).filter(pk=case.pk).exists():
        return redirect("complaints:record", pk=case.pk)
    if isinstance(case, Suggestion) and may(request.user, "suggestions.view"):
        return redirect("complaints:suggestion", pk=case.pk)
    return _line(request, contact)


def _counted(request: PersonRequest, contact: Contact, case: Complaint) -> HttpResponse:
    """Say what the caller is told: the matter is in hand, under which number and with whom."""
    said = {"number": case.number, "officer": case.officer.display_name}
    messages.success(
        request,
        _("Counted as a mention. Tell the caller: it is already in hand as %(number)s, %(officer)s answers for it.")
        % said,
    )
    if Complaint.objects.visible_to(request.user).filter(pk=case.pk).exists():
        return redirect("complaints:record", pk=case.pk)
    return _line(request, contact)


def _line(request: PersonRequest, contact: Contact) -> HttpResponse:
    """The line of the register, or the register where it became a complaint about the one who wrote it down."""
    if Contact.objects.visible_to(request.user).filter(pk=contact.pk).exists():
        return redirect("complaints:contact", pk=contact.pk)
    return redirect("complaints:contacts")


@require_POST
@allow("contacts.record")
def caller(request: PersonRequest) -> HttpResponse:
    """Who is calling: by phone or unit, with their open matters, as a fragment beside the form.

    Asked by POST although it writes nothing: a phone number has no place in an address (P3).
    """
    phone, unit = (request.POST.get(name, "").replace("\x00", "")[:60] for name in ("phone", "unit"))
    found = recognise(park=request.park, user=request.user, phone=phone, unit=unit)
    return render(request, "complaints/contacts/_caller.html", {"caller": found})


@allow("contacts.view", "contacts.record")
@require_GET
def contact(request: PersonRequest, pk: int) -> HttpResponse:
    """One line of the register with its answer form while it is open."""
    row = _readable(request, pk)
    return _page(request, row, AnswerForm(contact=row))


@require_POST
@allow("contacts.record")
def contact_answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down the answer and close the line."""
    row = _readable(request, pk)
    form = AnswerForm(request.POST, contact=row)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    article = form.cleaned_data["article"]
    try:
        services.answer_contact(
            contact_id=row.pk,
            actor=request.user,
            answer=form.cleaned_data["answer"],
            courtesy_reason=form.cleaned_data["courtesy_reason"],
            article_id=article.pk if article else None,
        )
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(number)s is answered.") % {"number": row.number})
    return redirect("complaints:contact", pk=pk)


@require_POST
@allow("contacts.record")
def contact_convert(request: PersonRequest, pk: int) -> HttpResponse:
    """Make a complaint or suggestion of an open line."""
    row = _readable(request, pk)
    form = ConvertForm(request.POST, contact=row, user=request.user)
    if not form.is_valid():
        return _page(request, row, AnswerForm(contact=row), status=422, convert=form)
    try:
        services.convert_contact(
            contact_id=row.pk,
            actor=request.user,
            topic=form.cleaned_data["topic"],
            category=form.cleaned_data["category"],
            same_as=form.mention_of(),
        )
    except RuleViolation as error:
        messages.error(request, str(error))
        return redirect("complaints:contact", pk=pk)
    return _recorded(request, row)


def _readable(request: PersonRequest, pk: int) -> Contact:
    rows = Contact.objects.visible_to(request.user).select_related(
        "park", "unit", "building", "customer", "received_by", "handed_to", "answered_by", "article__version__rule"
    )
    row = get_object_or_404(rows, pk=pk)
    enter_park(request, row.park)
    return row


def _page(
    request: PersonRequest, row: Contact, form: AnswerForm, status: int = 200, convert: ConvertForm | None = None
) -> HttpResponse:
    user = request.user
    complaints = Complaint.objects.visible_to(user).filter(contact=row).select_related("officer")
    suggestions = Suggestion.objects.visible_to(user).filter(contact=row).select_related("officer")
    context = {
        "contact": row,
        "form": form,
        "convert": convert or ConvertForm(contact=row, user=user),
        "tasks": panels.for_subject(user, row) if may(user, "contacts.view", row) else None,
        "may_keep": bool(row.answer) and row.topic == Topic.ENQUIRY and may(user, "contacts.record", row.park),
        "complaints": complaints,
        "mention": Mention.objects.filter(contact=row).select_related("complaint__officer").first(),
        "mention_open": Complaint.objects.visible_to(user).filter(mentioned__contact=row).exists(),
        "suggestions": suggestions if may(user, "suggestions.view") else [],
        "entries": list(reversed(timeline(row))),
    }
    return render(request, "complaints/contacts/record.html", context, status=status)
