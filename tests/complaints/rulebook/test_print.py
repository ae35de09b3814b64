"""A rule on paper: number, code that verifies, and revoked when a newer version comes (A2, D3)."""

import pytest
from django.test import Client
from django.urls import reverse

from complaints.rulebook import papers
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.models import Paper
from tests.complaints.factories import Office
from tests.complaints.rulebook.writing import renew, rows, rule


def press(client: Client, office: Office):
    """The clerk prints the covenant for a visitor."""
    client.force_login(office.clerk)
    return client.post(reverse("complaints:rule_print", args=[rule(office).pk]), follow=True)


def verified(client: Client, paper: Paper) -> str:
    """What the QR code opens."""
    return client.get(reverse("paperwork:verify", args=[paper.code])).content.decode()


@pytest.mark.duty("A2")
def test_the_paper_is_a_pdf_with_a_code_that_verifies(client: Client, office: Office):
    answer = press(client, office)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    paper = Paper.objects.get()
    assert (paper.kind, paper.number) == ("rule", "GZ-01-V1")
    assert paper.data["valid_from"] == "2026 年 11 月 5 日"
    assert [row["number"] for row in paper.data["articles"]] == ["1", "2", "3"]
    assert "GZ-01-V1" in verified(client, paper)
    press(client, office)
    assert Paper.objects.get().reprints == 1


def test_a_newer_version_revokes_the_paper_of_the_old_one(client: Client, office: Office):
    press(client, office)
    renew(office, "GZ-01", rows("甲"))
    paper = Paper.objects.get()
    assert paper.revoked_at is not None
    assert "第 2 版已发布" in paper.reason
    old = rule(office).versions.get(number=1)
    with pytest.raises(RuleViolation, match="已废止"):
        papers.print_rule(version=old, actor=office.clerk)
