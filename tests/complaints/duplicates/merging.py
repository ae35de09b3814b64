"""Merging for the tests."""

from django.test import Client
from django.urls import reverse

from complaints.duplicates.services import merge
from complaints.models import Complaint

#: What the second complainant wrote.
OTHER_WORDS = "货梯响得吓人，昨天两次停在二楼。"


def join(second: Complaint, first: Complaint, actor=None) -> None:
    merge(complaint_id=second.pk, actor=actor or second.officer, into=first)


def page(user, complaint: Complaint) -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse("complaints:record", args=[complaint.pk])).content.decode()
