"""The close of a day as one page: its steps in their order, each with what is known and what is to do (domain 4)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fees.cashdesk.forms import ActForm, NotesForm, WordsForm
from fees.cashdesk.models import Drawer
from fees.cashdesk.sheet import Sheet
from fees.cashdesk.sources import books
from fees.counting.forms import RaiseForm
from fees.dayclose.forms import CloseForm, SafeForm
from fees.dayclose.reading import sheet_of
from fees.dayclose.steps import Progress
from fees.ledger.models import Method
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.kit.money import yuan


@dataclass
class Offer:
    """One form of a step."""

    name: str
    form: ActForm
    button: str
    url: str


@dataclass
class Step:
    """One step: its number, title, how it stands ("done", "due", "miss" or ""), what is known, and its form.

    `instead` is what may be done in its place: counting again; `ways` what came in by each way of paying.
    """

    number: int
    title: str
    tone: str
    text: str
    offer: Offer | None = None
    instead: Offer | None = None
    facts: list[tuple[str, str]] = field(default_factory=list)
    ways: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class ClosePage:
    """The page for one reader; `bound` is a form that came back with mistakes, by its name."""

    drawer: Drawer
    user: User
    done: Progress
    bound: dict[str, ActForm] = field(default_factory=dict)

    @property
    def is_mine(self) -> bool:
        """Whether this person keeps the drawer."""
        return self.drawer.officer_id == self.user.pk

    @cached_property
    def sheet(self) -> Sheet:
        """The sums of the day."""
        return sheet_of(self.drawer, self.done.day)

    def offer(self, name: str, button: str, *, mine: bool = True) -> Offer | None:
        """A form of the page, when it is this person's and the day is open."""
        if self.done.close is not None or mine != self.is_mine:
            return None
        form = self.bound.get(name) or make_form(name, self.drawer)
        return Offer(name, form, button, reverse(f"fees:close_{name}", args=[self.drawer.pk]))

    @cached_property
    def steps(self) -> list[Step]:
        """The steps in their order; only the first that is due has its form open."""
        made = [self._receipts(), self._sums(), self._count(), self._compare(), self._pay_in(), self._float()]
        made += [self._safe(), self._close()]
        for number, step in enumerate(made, 1):
            step.number, step.tone = number, "done" if self.done.close else step.tone
        current = next((step for step in made if step.tone == "due"), None)
        for step in made:
            if step is not current:
                step.offer = step.instead = None
        return made

    @property
    def consent(self) -> Offer | None:
        """The manager's form: cash may stay in the safe."""
        if self.done.consent is not None or not may(self.user, "cash.decide", self.drawer):
            return None
        return self.offer("consent", _("Let it stay in the safe"), mine=False)

    def _receipts(self) -> Step:
        """Step 1: today's receipts."""
        title = _("Stop taking money; today's receipts")
        if self.done.unposted:
            said = {"numbers": _(", ").join(self.done.unposted[:5])}
            return Step(1, title, "due", _("Not in the journal yet: %(numbers)s.") % said)
        sheet = self.sheet
        words: dict[str, Any] = {"n": sheet.count, "first": sheet.first, "last": sheet.last, "voids": sheet.voids}
        text = (
            ngettext("%(n)d receipt, %(first)s to %(last)s", "%(n)d receipts, %(first)s to %(last)s", sheet.count)
            % words
        )
        if sheet.voids:
            text += " · " + ngettext("%(voids)d taken back", "%(voids)d taken back", sheet.voids) % words
        return Step(1, title, "done", text if sheet.count else _("No receipt today."))

    def _sums(self) -> Step:
        """Step 2: sums, shown after the count only: it is blind."""
        title = _("Sums by method and counter item")
        if self.done.count is None and self.is_mine:
            return Step(2, title, "", _("Shown after the count."))
        ways = books().methods(self.drawer, self.done.day).items()
        facts = [(name, yuan(amount)) for name, amount in self.sheet.items.items()]
        return Step(
            2,
            title,
            "done",
            "",
            facts=[*facts, (_("Total"), yuan(self.sheet.takings))],
            ways=[(str(Method(way).label), yuan(amount)) for way, amount in ways],
        )

    def _count(self) -> Step:
        """Step 3: the blind count."""
        title = _("Count the cash")
        count = self.done.count
        if count is not None and (self.done.is_counted or count == self.done.to_raise):
            return Step(3, title, "done", _("%(number)s: %(total)s") % {"number": count, "total": yuan(count.total)})
        text = _("Count by denomination. The book figure is shown when the count is saved.")
        if count is not None:
            text = _("Cash has moved since the last count. Count again.")
        return Step(3, title, "due", text, self.offer("count", _("Save count")))

    def _compare(self) -> Step:
        """Step 4: the difference as a document."""
        title = _("Compare with the journal")
        count = self.done.to_raise or self.done.count
        if count is None:
            return Step(4, title, "", "")
        said = {"book": yuan(count.book), "off": yuan(count.off)}
        if self.done.to_raise is not None:
            text = _("The journal says %(book)s, the difference is %(off)s. It becomes a document.") % said
            again = self.offer("float" if count == self.done.float_count else "count", _("Save count"))
            return Step(4, title, "due", text, self.offer("difference", _("Record the difference")), again)
        if not count.off:
            return Step(4, title, "done", _("The journal says %(book)s: no difference.") % said)
        return Step(4, title, "done", _("Difference %(off)s, recorded.") % said)

    def _pay_in(self) -> Step:
        """Step 5: the pay-in and finance's count."""
        title = _("Hand the takings to finance")
        done = self.done
        if done.pay_in is not None:
            said = {"number": done.pay_in.number, "amount": yuan(done.pay_in.amount)}
            if done.checked is None:
                text = _("%(number)s over %(amount)s waits for finance to count it.") % said
                return Step(5, title, "done" if done.consent else "due", text)
            return Step(
                5, title, "done", f"{done.pay_in} · {yuan(done.pay_in.amount)} · {done.checked.get_result_display()}"
            )
        if not self.drawer.takings and done.count is not None:
            return Step(5, title, "done", _("There are no takings to hand in."))
        if done.consent is not None:
            said = {"name": done.consent.by.name, "reason": done.consent.reason}
            return Step(5, title, "done", _("Stays in the safe, %(name)s agrees: %(reason)s") % said)
        if not done.is_counted:
            return Step(5, title, "", "")
        text = _("Takings of %(amount)s: which notes go to finance?") % {"amount": yuan(self.drawer.takings)}
        return Step(5, title, "due", text, self.offer("pay_in", _("Make the pay-in slip")))

    def _float(self) -> Step:
        """Step 6: the float once more."""
        title = _("Count the float once more")
        if self.done.is_float_counted and self.done.float_count is not None:
            return Step(6, title, "done", f"{self.done.float_count} · {yuan(self.done.float_count.total)}")
        ready = self.done.is_counted and (self.done.is_handed_in or self.done.consent is not None)
        offer = self.offer("float", _("Save count")) if ready else None
        return Step(6, title, "due" if ready else "", _("What stays in the drawer for change."), offer)

    def _safe(self) -> Step:
        """Step 8: the safe."""
        title = _("Check the safe")
        check = self.done.safe_check
        if check is not None:
            return Step(8, title, "done", f"{check} · {check.checker.name}")
        ready = self.done.is_float_counted
        text = _("Lock %(safe)s, scramble its dial, compare the contents.") % {"safe": self.drawer.safe}
        return Step(8, title, "due" if ready else "", text, self.offer("safe", _("Sign the safe check")))

    def _close(self) -> Step:
        """Steps 7 and 9: unused books, and the close."""
        title = _("Close the day")
        close = self.done.close
        if close is not None:
            return Step(9, title, "done", _("Closed by %(name)s.") % {"name": close.by.name})
        ready = self.done.safe_check is not None and self.done.is_float_counted
        text = _("What comes in afterwards goes to the next day.")
        if ready and self.done.needs_consent and self.done.consent is None:
            text = _("The float is not whole: finance refills it, or the manager agrees.")
        return Step(9, title, "due" if ready else "", text, self.offer("day", _("Close the day")))

    def progress(self) -> Iterator[dict[str, Any]]:
        """The steps for the bar on top."""
        for step in self.steps:
            current = step.tone == "due"
            yield {"label": step.title, "tone": "go" if current else step.tone, "current": current}


def make_form(name: str, drawer: Drawer, *sent: Any) -> ActForm:
    """The form of an act of the page."""
    auto = {"auto_id": f"{name}-%s"}
    if name == "difference":
        return RaiseForm(*sent, drawer=drawer, **auto)
    kinds: dict[str, type[ActForm]] = {"safe": SafeForm, "day": CloseForm, "consent": WordsForm}
    return kinds.get(name, NotesForm)(*sent, **auto)
