"""The link in a report by mail: whoever got the mail reads the result and answers, without an account (A3, A5)."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from complaints.casework.records import OfficeReport
from parkservice.kit import clock
from parkservice.parks import thresholds

SALT = "complaints.office"


def with_link(report: OfficeReport) -> str:
    """Return the text of a report with the link by which the park office acknowledges it."""
    with translation.override("zh-hans"):
        address = settings.SITE_URL.rstrip("/") + reverse("complaints:office_word", args=[token_for(report)])
        invitation = _("Read it and acknowledge it here, valid %(days)d days: %(link)s") % {
            "days": days_of(report),
            "link": address,
        }
    return f"{report.text}\n\n{invitation}"


def days_of(report: OfficeReport) -> int:
    """Days for which the link in a mail works."""
    return thresholds.value(report.complaint.park, "office_link_days")


def token_for(report: OfficeReport) -> str:
    """Return the signed mark of a report; it opens the result of its one complaint only."""
    return signing.dumps(report.pk, salt=SALT)


def report_of(token: str) -> OfficeReport | None:
    """Return the report of a link; None for one that is forged, cut off or too old."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    report = OfficeReport.objects.select_related("complaint__park", "complaint__responsible_department").get(pk=pk)
    return report if clock.now() - report.at <= timedelta(days=days_of(report)) else None
