"""The page of a secret link: what is public of a case, in plain words, and nothing else (A3, C12, C13)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from complaints.casework import services, words
from complaints.choices import ReplyKind, ReplyMethod, State
from complaints.intake.services import Arrival, Place, Sender, record_suggestion
from complaints.models import Complaint, Remark, Suggestion
from complaints.voice import new_track_code
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem
from parkservice.paperwork.models import Attachment
from parkservice.paperwork.uploads import clean_files
from tests.complaints import factories
from tests.complaints.factories import MORNING, POLITE, Office, complaint_in, new_form
from tests.complaints.intake.sending import page, rows, send
from tests.paperwork.pictures import picture, upload

SECRET_PHONE = "13800138000"


def track(case: Complaint | Suggestion) -> str:
    """The secret address of a case."""
    return reverse("complaints:track_case", args=[case.track_code])


def a_suggestion(office: Office) -> Suggestion:
    """One suggestion from the public form."""
    return record_suggestion(
        park=office.park,
        sender=Sender(name="林示意", title="ms", phone="19900000034"),
        place=Place(unit=office.unit),
        content="自行车棚加装充电桩。",
        arrival=Arrival(channel="web", form_id=new_form()),
    )[0]


HEADINGS = {
    State.RECEIVED: ("We have received your complaint", "我们收到了您的投诉"),
    State.INVESTIGATING: ("We are finding out what happened", "我们正在查明情况"),
    State.ACTING: ("We are putting it right", "正在处理"),
    State.ESCALATED: ("The manager is deciding how we go on", "经理正在决定怎样处理"),
    State.RESOLVED: ("We have put it right", "我们处理好了"),
    State.CLOSED: ("We have put it right", "我们处理好了"),
}


@pytest.mark.duty("A3")
def test_the_wish_stands_on_the_page(client: Client, office: Office) -> None:
    send(client, wanted_result="本周内修好")
    assert "本周内修好" in page(client, track(Complaint.objects.get()), "zh-CN")


@pytest.mark.parametrize("state", HEADINGS)
def test_the_heading_says_where_it_stands_in_both_languages(client: Client, office: Office, state: str) -> None:
    complaint = complaint_in(office, state)
    english, chinese = HEADINGS[State(state)]
    assert f"<h1>{english}</h1>" in page(client, track(complaint))
    assert f"<h1>{chinese}</h1>" in page(client, track(complaint), "zh-CN")


def test_it_names_the_officer_the_desk_and_the_next_deadline(client: Client, office: Office) -> None:
    words_ = page(client, track(complaint_in(office)), "zh-CN")
    assert "由管理员李样例负责" in words_
    assert "0755-26001234" in words_
    assert "最晚 11 月 5 日 星期四 15:30 联系您" in words_
    assert "08:30–12:00" in words_


def test_a_missed_deadline_is_admitted(client: Client, office: Office) -> None:
    complaint = complaint_in(office)
    with clock.at(MORNING + timedelta(hours=8)):
        assert "We are late: it was due" in page(client, track(complaint))


def test_after_the_result_no_deadline_is_left_for_the_sender(client: Client, office: Office) -> None:
    complaint = complaint_in(office, State.RESOLVED)
    assert 'aria-label="Next deadline"' in page(client, track(complaint))
    factories.tell_result(office, complaint)
    assert 'aria-label="Next deadline"' not in page(client, track(complaint))


def test_steps_tell_what_was_found_and_done(client: Client, office: Office) -> None:
    complaint = complaint_in(office, State.RESOLVED)
    seen = page(client, track(complaint))
    assert "导靴衬垫磨损 4 毫米" in seen
    assert "更换左侧导靴衬垫，试运行 5 次" in seen


def test_an_explained_rule_is_shown_in_plain_words(client: Client, office: Office) -> None:
    complaint = complaint_in(office, State.INVESTIGATING)
    factories.find(office, complaint, "unfounded")
    article = factories.an_article(office.park)
    services.explain(
        complaint_id=complaint.pk, actor=complaint.officer, article_id=article.pk, explanation="口头说明，已理解"
    )
    assert article.plain_zh in page(client, track(complaint), "zh-CN")


def test_the_answer_stands_on_the_page(client: Client, office: Office) -> None:
    complaint = complaint_in(office, anonymous=True)
    words.reply(
        complaint_id=complaint.pk,
        actor=complaint.officer,
        kind=ReplyKind.ANSWER,
        method=ReplyMethod.TRACKING_PAGE,
        text=POLITE,
        form_id=new_form(),
    )
    assert POLITE in page(client, track(complaint))


@pytest.mark.duty("A3")
def test_what_staff_write_for_each_other_never_appears(client: Client, office: Office) -> None:
    """C12: notes, problem and opinion, the decision, the report, causes, staff phones and attempts stay inside."""
    office.officer.phone = SECRET_PHONE
    office.officer.save(update_fields=["phone"])
    complaint = complaint_in(office, State.INVESTIGATING)
    factories.find(office, complaint)
    words.note(complaint_id=complaint.pk, actor=complaint.officer, text="内部备注不外传", form_id=new_form())
    factories.escalate(office, complaint)
    services.decide(complaint_id=complaint.pk, actor=office.manager, decision="决定先租叉车", target="acting")
    services.resolve(complaint_id=complaint.pk, actor=complaint.officer, measures="已修好")
    factories.tell_office(office, complaint)
    with_secret = page(client, track(complaint)) + page(client, track(complaint), "zh-CN")
    inside = [
        "内部备注",
        "缺少备件",
        "租用叉车",
        "决定先租叉车",
        "上次检修只调整",
        "已处理，更换导靴",
        SECRET_PHONE,
        "19900000034",
    ]
    assert [text for text in inside if text in with_secret] == []


def test_the_decision_of_the_manager_as_result_stays_inside(client: Client, office: Office) -> None:
    complaint = complaint_in(office, State.ESCALATED)
    services.decide(complaint_id=complaint.pk, actor=office.manager, decision="不再处理，另案", target="resolved")
    assert "另案" not in page(client, track(complaint))


@pytest.mark.parametrize("address", ["track/{}/", "submit/done/{}/"])
def test_an_unknown_link_gives_the_same_friendly_page(client: Client, office: Office, address: str) -> None:
    """C13: a wrong code, a shortened code and a code of the right shape are answered alike."""
    real = complaint_in(office).track_code
    answers = {
        client.get(f"/complaints/{address.format(code)}").content.decode().replace(code, "")
        for code in (new_track_code(), real[:-1], real.swapcase(), "nowhere-0")
    }
    response = client.get(f"/complaints/{address.format('nonsense')}", headers={"accept-language": "en"})
    assert response.status_code == 404
    assert "This link leads nowhere" in response.content.decode()
    assert len({answer[answer.index("<main") : answer.index("</main>")] for answer in answers}) == 1


def test_a_link_has_at_least_128_random_bits() -> None:
    codes = {new_track_code() for _ in range(100)}
    assert len(codes) == 100
    assert min(len(code) for code in codes) * 6 >= 128


def test_the_page_is_kept_by_nobody(client: Client, office: Office) -> None:
    response = client.get(track(complaint_in(office)))
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"


def test_looking_writes_nothing_and_needs_few_statements(
    client: Client, office: Office, django_assert_max_num_queries: Any
) -> None:
    complaint = complaint_in(office, State.CLOSED)
    page(client, track(complaint))
    before = rows()
    with django_assert_max_num_queries(9):
        page(client, track(complaint))
    assert rows() == before


def test_a_suggestion_is_followed_as_well(client: Client, office: Office) -> None:
    suggestion = a_suggestion(office)
    seen = page(client, track(suggestion))
    assert "Your suggestion is with the manager" in seen
    assert suggestion.number in seen
    assert "<textarea" not in seen
    assert client.post(reverse("complaints:track_remark", args=[suggestion.track_code])).status_code == 404


# ---- adding something


def remark(client: Client, complaint: Complaint, **changed: Any) -> Any:
    """Send the remark form."""
    url = reverse("complaints:track_remark", args=[complaint.track_code])
    return client.post(
        url, {"form_id": new_form(), "text": "今天下午又响了", **changed}, headers={"accept-language": "en"}
    )


@pytest.mark.duty("A3")
def test_a_remark_reaches_the_officer_and_the_page(client: Client, office: Office) -> None:
    complaint = complaint_in(office, State.ACTING)
    response = remark(client, complaint, photos=[upload(picture())])
    assert response["Location"] == track(complaint)
    assert Remark.objects.get().text == "今天下午又响了"
    told = InboxItem.objects.latest("id")
    assert (told.recipient, told.data["text"]) == (office.officer, "今天下午又响了")
    assert Attachment.objects.of(complaint).count() == 1
    assert "今天下午又响了" in page(client, track(complaint))


def test_photos_alone_are_a_remark(client: Client, office: Office) -> None:
    complaint = complaint_in(office)
    assert remark(client, complaint, text="", photos=[upload(picture())]).status_code == 302
    assert Attachment.objects.of(complaint).exists()


def test_sending_a_remark_twice_keeps_it_once(client: Client, office: Office) -> None:
    complaint, same = complaint_in(office), new_form()
    assert remark(client, complaint, form_id=same).status_code == 302
    assert remark(client, complaint, form_id=same).status_code == 302
    assert Remark.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"text": ""}, "Write something, or add a photo"),
        ({"text": "x" * 2001}, "At most 2000 characters"),
        ({"text": "a\x00b"}, "characters that cannot be kept"),
        ({"form_id": "nonsense"}, "out of date"),
    ],
)
def test_a_bad_remark_is_explained(client: Client, office: Office, changed: dict[str, str], sentence: str) -> None:
    response = remark(client, complaint_in(office), **changed)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Remark.objects.exists()


@pytest.mark.parametrize("name", ["track_remark", "track_rate"])
def test_changing_the_language_after_a_mistake_leads_back_to_the_page(
    client: Client, office: Office, name: str
) -> None:
    complaint = complaint_in(office)
    response = client.get(reverse(f"complaints:{name}", args=[complaint.track_code]))
    assert response["Location"] == track(complaint)


def test_a_machine_cannot_flood_a_case(client: Client, office: Office, settings: Any) -> None:
    settings.PUBLIC_REMARKS_PER_HOUR = 2
    complaint = complaint_in(office)
    for _ in range(2):
        remark(client, complaint)
    response = remark(client, complaint)
    assert response.status_code == 422
    assert "a lot within one hour" in response.content.decode()
    assert Remark.objects.count() == 2


# ---- the sender's own verdict


def rate(client: Client, complaint: Complaint, satisfaction: str = "4") -> Any:
    """Send the rating."""
    url = reverse("complaints:track_rate", args=[complaint.track_code])
    return client.post(url, {"satisfaction": satisfaction}, headers={"accept-language": "en"})


def test_a_result_is_confirmed_and_rated_once(client: Client, office: Office) -> None:
    complaint = complaint_in(office, State.RESOLVED)
    assert "Confirm and rate" in page(client, track(complaint))
    assert rate(client, complaint).status_code == 302
    assert rate(client, complaint, "1").status_code == 302
    complaint = Complaint.objects.get()
    assert (complaint.satisfaction, complaint.confirmed_at) == (4, MORNING)
    seen = page(client, track(complaint))
    assert "4 of 5" in seen
    assert "Confirm and rate" not in seen


def test_nothing_is_rated_before_there_is_a_result(client: Client, office: Office) -> None:
    complaint = complaint_in(office, State.ACTING)
    assert "Confirm and rate" not in page(client, track(complaint))
    rate(client, complaint)
    assert Complaint.objects.get().satisfaction is None


@pytest.mark.parametrize("figure", ["", "0", "6", "4.5", "five", "-1", "４"])
def test_a_figure_outside_1_to_5_is_explained(client: Client, office: Office, figure: str) -> None:
    response = rate(client, complaint_in(office, State.RESOLVED), figure)
    assert response.status_code == 422
    assert "Choose a figure from 1 to 5" in response.content.decode()


# ---- photos


def with_photo(office: Office) -> tuple[Complaint, Attachment]:
    """A complaint with one photo."""
    complaint = complaint_in(office, files=clean_files([upload(picture())]))
    return complaint, Attachment.objects.of(complaint).get()


def test_photos_open_from_the_page_of_the_link_only(client: Client, office: Office) -> None:
    complaint, photo = with_photo(office)
    seen = page(client, track(complaint))
    address = seen.split(f'src="{photo.thumb}')[1].split('"')[0].join([photo.thumb, ""])
    assert client.get(address).status_code == 200
    assert client.get(photo.url).status_code == 404
    assert client.get(f"{photo.url}?key=").status_code == 404
    assert complaint.track_code not in address


def test_the_key_of_another_case_opens_nothing(client: Client, office: Office) -> None:
    _mine, photo = with_photo(office)
    other = complaint_in(office, files=clean_files([upload(picture(colour=(1, 2, 3)))]))
    key = page(client, track(other)).split("?key=")[1].split('"')[0]
    assert client.get(f"{photo.url}?key={key}").status_code == 404


def test_photos_that_staff_took_for_themselves_stay_inside(client: Client, office: Office) -> None:
    complaint, photo = with_photo(office)
    key = page(client, track(complaint)).split("?key=")[1].split('"')[0]
    Attachment.objects.update(public=False)
    assert client.get(f"{photo.url}?key={key}").status_code == 404
    assert "?key=" not in page(client, track(complaint))
    client.force_login(office.officer)
    assert client.get(photo.url).status_code == 200
    client.force_login(office.other_officer)
    assert client.get(photo.url).status_code == 404
