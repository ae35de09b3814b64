"""Letters that leave by themselves: the receipt of a matter, and the subjects of replies and reports."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from complaints.voice import Voice


def track_url(voice: Voice) -> str:
    """Return the full secret address that follows a case."""
    return settings.SITE_URL.rstrip("/") + reverse("complaints:track_case", args=[voice.track_code])


def receipt_letter(voice: Voice) -> tuple[str, str]:
    """Return subject and text of the mail that confirms a matter, in the sender's language."""
    with translation.override(voice.language or "zh-hans"):
        subject = _("We have received %(number)s") % {"number": voice.number}
        body = _(
            "%(name)s,\n\nHello! We have received what you sent us as %(number)s. %(officer)s answers for it; "
            "the desk phone is %(phone)s.\n\nFollow it here: %(link)s\nPlease keep the link to yourself: "
            "whoever has it can read the case. Thank you!"
        ) % {
            "name": voice.salutation or _("Dear Sir or Madam"),
            "number": voice.number,
            "officer": voice.officer.name,
            "phone": voice.park.desk_phone,
            "link": track_url(voice),
        }
    return subject, body


def reply_subject(voice: Voice) -> str:
    """Return the subject of a reply, in the sender's language."""
    with translation.override(voice.language or "zh-hans"):
        return _("Our answer to %(number)s") % {"number": voice.number}


def report_subject(voice: Voice) -> str:
    """Return the subject of a report to the park office; it reads Chinese."""
    with translation.override("zh-hans"):
        return _("Result of complaint %(number)s") % {"number": voice.number}
