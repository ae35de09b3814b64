"""The record page made ready: what it shows to this reader, in this state, and which acts it offers."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints import files
from complaints.casework import acting, acts, clocks, forms, letters, panels, printing, progress, rules, words
from complaints.casework.history import History
from complaints.casework.models import Complaint
from complaints.casework.outgoing import text_key
from complaints.casework.sight import Sight, sight_of, veiled
from complaints.choices import State, Validity
from complaints.duplicates.likely import apart, around
from complaints.duplicates.sharing import merged
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.accounts.roles import Role
from parkservice.journal.queries import keep_events
from parkservice.kit import clock
from parkservice.kit.courtesy import Finding
from parkservice.kit.text import mask_phone
from parkservice.messaging import outbox, templates
from parkservice.messaging.masks import mask_address
from parkservice.messaging.models import Channel, OutboxMessage, OutboxState

#: How many other complaints of the unit are shown.
SHOWN = 5


@dataclass(frozen=True)
class Offer:
    """One act of the next-step panel with its form; `open` when it lies open."""

    act: acting.Act
    form: forms.ActForm
    open: bool = False

    @property
    def url(self) -> str:
        """Where its form goes."""
        return reverse(f"complaints:{self.act.name}", args=[self.form.complaint.pk])

    @property
    def courtesy_url(self) -> str:
        """Where the courtesy check of its words is asked for; empty for acts without words to the complainant."""
        kind = getattr(self.form, "tells", "")
        return reverse("messaging:check", args=[text_key(kind), self.form.complaint.pk]) if kind else ""

    @property
    def findings(self) -> list[Finding]:
        """What the courtesy check says about its words as the page opens."""
        text = str(self.form["text"].value() or "")
        return words.courtesy_of(self.form.complaint, text, getattr(self.form, "tells", ""))


class RecordPage:
    """One complaint as one reader sees it on its page; everything is computed when the template asks."""

    def __init__(self, request: HttpRequest, complaint: Complaint) -> None:
        self.request = request
        self.complaint = complaint
        self.user: User = request.user  # type: ignore[assignment]
        self.bound: dict[str, forms.ActForm] = {}
        self.revealed = ""
        self.preview = ""
        keep_events(complaint)

    # ---- what is seen

    @cached_property
    def sight(self) -> Sight:
        """How much this reader sees."""
        return sight_of(self.complaint, self.user)

    @property
    def full(self) -> bool:
        """Whether this reader works with the complaint."""
        return self.sight is Sight.FULL

    def _veiled(self, text: str) -> str:
        return veiled(self.sight, self.complaint, text)

    @property
    def matter(self) -> str:
        """The matter in short."""
        return self._veiled(self.complaint.matter)

    @property
    def quoted(self) -> str:
        """The complainant's own words, quoted."""
        return _("“%(text)s”") % {"text": self._veiled(self.complaint.content)}

    @property
    def wanted(self) -> str:
        """The result wished for."""
        return self._veiled(self.complaint.wanted_result)

    @property
    def facts(self) -> str:
        """What was found."""
        return self._veiled(self.complaint.facts)

    @property
    def measures(self) -> str:
        """What is or was done about it."""
        return self._veiled(self.complaint.measures)

    @property
    def validity_tone(self) -> str:
        """A confirmed complaint is proved by a record; an unfounded one rests."""
        return "" if self.complaint.validity == Validity.UNFOUNDED else "done"

    @property
    def complainant(self) -> str:
        """The complainant as this reader may name them."""
        complaint = self.complaint
        if complaint.anonymous:
            return _("anonymous")
        return complaint.salutation if self.sight.names else self._veiled(complaint.sender_name)

    @property
    def addressee(self) -> str:
        """Whom a reply is for."""
        if self.complaint.anonymous:
            return _("For the tracking page")
        return _("To %(name)s") % {"name": self.complainant}

    @property
    def unit(self) -> str:
        """The unit, or the building where no unit was named."""
        complaint = self.complaint
        return str(complaint.unit or complaint.building or _("no unit named"))

    @property
    def company(self) -> str:
        """The company, empty for private persons."""
        customer = self.complaint.customer
        return customer.display_name if customer is not None and customer.is_company else ""

    @property
    def where(self) -> str:
        """Company and unit in one line."""
        return " · ".join(part for part in (self.company, self.unit) if part)

    @property
    def links_estate(self) -> bool:
        """Whether this reader may open the files of unit and customer."""
        return may(self.user, "estate.view", self.complaint)

    @property
    def beside(self) -> bool:
        """Whether anything stands in the right column."""
        return bool(self.offers or self.waits_for or self.siblings or self.contact_open or self.panels.side)

    @cached_property
    def panels(self) -> panels.Panels:
        """What other features show on this page to this reader."""
        return panels.of(self)

    @property
    def phone(self) -> str:
        """The phone: in full once after a reason was given, else masked; empty for readers who see no names."""
        return self.revealed or (mask_phone(self.complaint.phone) if self.sight.names else "")

    @property
    def email(self) -> str:
        """The masked mail address."""
        return mask_address(self.complaint.email) if self.sight.names else ""

    @property
    def reveal_form(self) -> forms.ActForm | None:
        """The form that asks why the number is needed; None for readers who may not see it, or see it now."""
        able = self.full and self.complaint.phone and not self.revealed
        if not able or not rules.works_on(self.user, self.complaint):
            return None
        return self.bound.get("reveal") or self._form("reveal", forms.RevealForm)

    @cached_property
    def photos(self) -> list[dict[str, Any]]:
        """Photos and files, ready for ui/photos.html."""
        if not self.sight.files:
            return []
        return [photo for each in (self.complaint, *merged(self.complaint)) for photo in files.shown(each)]

    # ---- progress and limits

    @property
    def steps(self) -> list[dict[str, Any]]:
        """How far the complaint is."""
        return progress.steps(self.complaint)

    @cached_property
    def clock(self) -> Any:
        """The limit that runs."""
        return clocks.running(self.complaint)

    @property
    def computed(self) -> str:
        """How it was computed."""
        return clocks.computed(self.complaint)

    @property
    def kept(self) -> list[Any]:
        """Limits that were met or missed."""
        return clocks.kept(self.complaint)

    @cached_property
    def history(self) -> History:
        """What happened so far."""
        return History(self.complaint, self.sight, self.request.GET.get("show", ""), self.sent)

    @cached_property
    def sent(self) -> list[OutboxMessage]:
        """Messages about this complaint for those who work on it, the one that needs a look first."""
        return outbox.messages_about(self.complaint) if self.full else []

    # ---- next step

    @cached_property
    def offers(self) -> list[Offer]:
        """What this person may do now; the first lies open, or the one that came back with mistakes."""
        possible = acting.offered(self.complaint, self.user)
        leading = next((act.name for act in possible if act.name in self.bound), "")
        if not leading and possible and not possible[0].quiet:
            leading = possible[0].name
        return [Offer(act, self._form(act.name, act.form), open=act.name == leading) for act in possible]

    def _form(self, name: str, kind: type[forms.ActForm]) -> forms.ActForm:
        return self.bound.get(name) or kind(complaint=self.complaint, user=self.user, auto_id=f"{name}-%s")

    @property
    def checks(self) -> list[dict[str, Any]]:
        """What closing needs."""
        return acts.missing_to_close(self.complaint)

    @property
    def waits_for(self) -> str:
        """Whom the complaint waits for when this person can't take the next step."""
        if self.complaint.state == State.AWAITING_APPROVAL and not rules.may_approve(self.complaint, self.user):
            return self._waits_for_approval
        if self.complaint.state == State.ESCALATED and not rules.may_decide(self.complaint, self.user):
            return _("It waits for the manager's decision. Nothing else moves it on.")
        if self._waits_for_proposal:
            return _("The manager now proposes how it is handled; nothing is done before it is approved.")
        if self.complaint.asked_officer_id == self.user.pk:
            return ""  # whether to take it over is the step, and it lies open
        if self.complaint.is_open and not rules.may_act(self.complaint, self.user):
            return _("%(name)s takes the next step.") % {"name": self.complaint.officer.display_name}
        return ""

    @property
    def _waits_for_proposal(self) -> bool:
        """Whether findings are there and only the manager's proposal is missing (P3)."""
        return rules.waits_for_proposal(self.complaint) and not rules.may_propose(self.complaint, self.user)

    @property
    def _waits_for_approval(self) -> str:
        proposal = self.complaint.open_proposal
        if proposal is not None and proposal.approver_role == Role.GENERAL_MANAGER:
            return _("It waits for the general manager's approval. Nothing else moves it on.")
        return _("It waits for the project manager's approval. Nothing else moves it on.")

    # ---- reply

    @cached_property
    def reply_form(self) -> forms.ActForm | None:
        """The form for a word to the complainant; None when this person can't write one now."""
        complaint = self.complaint
        if not complaint.is_open or complaint.held or not rules.may_act(complaint, self.user):
            return None
        if "reply" in self.bound:
            return self.bound["reply"]
        return forms.ReplyForm(
            complaint=complaint, user=self.user, auto_id="reply-%s", initial={"text": self._template_text()}
        )

    @property
    def template(self) -> str:
        """The key of the chosen ready text."""
        return self.request.GET.get("template", "")

    def _template_text(self) -> str:
        chosen = templates.chosen(self.complaint.park, self.template)
        return templates.fill(chosen, **letters.placeholders(self.complaint)) if chosen else ""

    @property
    def findings(self) -> list[Finding]:
        """What the courtesy check says about the text as the page opens."""
        form = self.reply_form
        return words.courtesy_of(self.complaint, str(form["text"].value() or "")) if form else []

    @cached_property
    def outgoing(self) -> OutboxMessage | None:
        """A message to a person about this complaint that has not arrived, for those who work on it."""
        to_people = (each for each in self.sent if each.channel != Channel.ROBOT)
        return next((each for each in to_people if each.state != OutboxState.SENT), None)

    @property
    def outgoing_lead(self) -> str:
        """Which message the alert speaks of."""
        if self.outgoing and self.outgoing.purpose == "complaint.report":
            return _("Report to the park office:")
        return _("Message to the complainant:")

    # ---- around it

    @property
    def back_url(self) -> str:
        """The list that the reader came from, with its filters; else the queue."""
        queue = reverse("complaints:queue")
        came = urlsplit(self.request.META.get("HTTP_REFERER", ""))
        return f"{queue}?{came.query}" if came.path == queue and came.query else queue

    @property
    def siblings(self) -> list[Complaint]:
        """The last few other complaints of the same unit."""
        return self._near[:SHOWN]

    @cached_property
    def _near(self) -> list[Complaint]:
        """Other complaints of the same unit within the time set, before and after."""
        complaint = self.complaint
        if complaint.unit_id is None or not self.full:
            return []
        return [other for other in around(complaint, self.user) if other.unit_id == complaint.unit_id]

    @property
    def repeat(self) -> int:
        """Which complaint of this unit and category it is within the time set; 0 for the first (duties A6)."""
        mine = self.complaint
        if mine.repeat_of_id is None:
            return 0
        first = mine.received_at - apart(mine.park)
        before = [
            each
            for each in self._near
            if each.category == mine.category and not each.held and first <= each.received_at <= mine.received_at
        ]
        return len(before) + 1

    @property
    def contact_open(self) -> bool:
        """Whether the visit or call it came from may be opened."""
        return self.complaint.contact is not None and may(self.user, "contacts.view", self.complaint.contact)

    @property
    def may_print(self) -> bool:
        """Papers name the complainant, so only those who work on it print them."""
        return self.full and rules.works_on(self.user, self.complaint)

    @cached_property
    def prints(self) -> list[printing.Line]:
        """The lines of the print menu."""
        return printing.offered(self)


def show(page: RecordPage, status: int = 200) -> HttpResponse:
    """Draw the page. It is never kept by a browser or proxy: it may show what was revealed once."""
    context = {"page": page, "complaint": page.complaint, "now": clock.now()}
    response = render(page.request, "complaints/casework/record.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
