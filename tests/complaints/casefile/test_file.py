"""The whole case as one PDF: cover with contents, every part, photos; made outside any transaction (A3, A5)."""

import io
from time import process_time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from complaints.casefile.papers import print_file
from complaints.casework import words
from complaints.choices import ReplyMethod, State
from complaints.models import Complaint
from parkservice.accounts.models import User
from parkservice.paperwork.models import Attachment, Paper
from parkservice.paperwork.papers import render
from parkservice.paperwork.uploads import attach, clean_file
from tests.complaints import factories
from tests.complaints.factories import Office, complaint_in, new_form
from tests.paperwork.pictures import pdf, picture, upload
from tests.support.paper import pages_of, pictures_in, words_of

PARTS = (
    *("投诉登记", "调查和处理", "请示和批示", "答复投诉人", "报告园区办"),
    *("回访", "办理经过", "照片和附件", "签字归档"),
)


def noise(number: int) -> bytes:
    """A photo as large as phones send them, hard to compress like a real one."""
    image = Image.effect_noise((400, 300), 60 + number).resize((2400, 1800)).convert("RGB")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def add(complaint: Complaint, content: bytes, name: str = "photo.jpg") -> Attachment:
    """Attach one file."""
    return attach(subject=complaint, park=complaint.park, files=[clean_file(upload(content, name))], actor=None)[0]


def press(client: Client, complaint: Complaint, user: User):
    """Press the button of the print menu and follow it to the paper."""
    client.force_login(user)
    return client.post(reverse("complaints:print_file", args=[complaint.pk]), follow=True)


@pytest.mark.duty("A3", "A5")
def test_the_file_holds_every_part_and_the_cover_says_on_which_page(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED)
    add(complaint, picture())
    answer = press(client, complaint, office.officer)
    cover, *rest = pages_of(answer.content)
    for place, part in enumerate(PARTS):
        numeral = "一二三四五六七八九"[place]
        assert f"{numeral}、{part}" in cover, part
        page = next(n for n, text in enumerate(rest, start=2) if f"{numeral}、{part}" in text)
        line = cover[cover.index(f"{numeral}、{part}") + len(part) + 2 :].lstrip(".")
        assert line.startswith(str(page)), part
    said = "".join(rest)
    for known in ("李样例", "给您添麻烦了", "货梯异响已处理", "HF-2026-000001", "归档人"):
        assert known in said, known
    assert pictures_in(answer.content) == 1


@pytest.mark.duty("A5")
def test_replies_stand_with_their_text_and_how_they_arrived(client: Client, office: Office):
    complaint = complaint_in(office, State.RESOLVED)
    factories.tell_result(office, complaint, reached=False, text="两次拨打无人接听。")
    factories.tell_result(office, complaint, method=ReplyMethod.LETTER)
    said = words_of(press(client, complaint, office.officer).content)
    assert "未联系上" in said
    assert "两次拨打无人接听。" in said
    assert said.count("信函还没有打印") == 2, "a letter is proved by its print: in its part and in the history"


def test_a_second_print_is_a_reprint_although_the_first_one_is_in_the_history(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED)
    for _time in range(2):
        answer = press(client, complaint, office.officer)
    assert Paper.objects.get().reprints == 1
    assert "补打1" in words_of(answer.content)


def test_days_are_written_in_full_because_papers_are_read_later(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED)
    said = words_of(press(client, complaint, office.officer).content)
    assert "2026-11-05" in said
    assert "今日" not in said


@pytest.mark.duty("P1")
def test_the_duty_room_gets_the_file_without_names_and_notes(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED)
    words.note(complaint_id=complaint.pk, actor=office.officer, text="对方情绪激动", form_id=new_form())
    add(complaint, picture(), "林示例.jpg")
    answer = press(client, complaint, office.duty_room)
    said = words_of(answer.content)
    for secret in ("林示例", "林女士", "0034", "对方情绪激动"):
        assert secret not in said, secret
    assert pictures_in(answer.content) == 1
    assert "对方情绪激动" in words_of(press(client, complaint, office.officer).content)


@pytest.mark.duty("A3", "A5")
def test_the_park_office_gets_no_names_no_notes_no_photos(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED)
    words.note(complaint_id=complaint.pk, actor=office.officer, text="对方情绪激动", form_id=new_form())
    add(complaint, picture())
    answer = press(client, complaint, office.park_office)
    said = words_of(answer.content)
    assert "货梯异响已处理" in said
    for secret in ("林示例", "林女士", "对方情绪激动", "请示和批示", "照片和附件", "HF-2026"):
        assert secret not in said, secret
    assert pictures_in(answer.content) == 0


def test_a_document_is_named_and_a_lost_photo_leaves_its_place(client: Client, office: Office):
    complaint = complaint_in(office)
    add(complaint, pdf(), "维保合同.pdf")
    lost = add(complaint, picture(colour=(3, 2, 1)), "丢失.jpg")
    default_storage.delete(lost.file.path)
    answer = press(client, complaint, office.officer)
    said = words_of(answer.content)
    assert answer.status_code == 200
    assert "维保合同.pdf" in said
    assert "照片无法读取" in said
    assert pictures_in(answer.content) == 0


def test_twenty_photos_take_less_than_three_seconds_of_work(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED)
    for number in range(20):
        add(complaint, noise(number), f"{number}.jpg")
    began = process_time()
    answer = press(client, complaint, office.officer)
    assert process_time() - began < 3
    assert pictures_in(answer.content) == 20
    assert len(answer.content) < 8_000_000


def test_photos_are_read_when_the_paper_is_drawn_and_no_transaction_is_open_then(client: Client, office: Office):
    complaint = complaint_in(office)
    photo = add(complaint, picture(colour=(9, 8, 7)))
    default_storage.delete(photo.file.path)
    paper = print_file(complaint=complaint, actor=office.officer)
    default_storage.save(photo.file.path, ContentFile(picture(colour=(9, 8, 7))))
    client.force_login(office.officer)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(reverse("complaints:case_paper", args=[complaint.pk, paper.pk]))
    assert pictures_in(answer.content) == 1
    said = [query["sql"] for query in asked]
    before = said[: next(place for place, sql in enumerate(said) if '"paperwork_attachment"."uuid" IN' in sql)]
    opened, ended = (sum(sql.startswith(word) for sql in before) for word in ("SAVEPOINT", "RELEASE SAVEPOINT"))
    assert opened == ended


def test_a_photo_of_another_park_is_not_drawn(office: Office, other_park: Office):
    theirs = complaint_in(other_park)
    photo = add(theirs, picture())
    paper = print_file(complaint=complaint_in(office), actor=office.officer)
    paper.data = {**paper.data, "photos": [{"id": str(photo.uuid), "name": "x", "sent": "", "number": "x"}]}
    assert pictures_in(render(paper)) == 0
