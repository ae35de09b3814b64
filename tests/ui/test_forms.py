"""Ground forms: the number per filling-in, cleaned text, records found by what people type."""

import pytest
from django import forms
from django.utils import translation

from parkservice.accounts.models import User
from parkservice.kit.text import LineField, TextField
from parkservice.ui.forms import DateInput, Form, FormIdMixin, ModelForm, MomentInput, PickField
from tests.accounts.factories import UserFactory


class Note(FormIdMixin, Form):
    """A form that must not count twice."""

    text = forms.CharField(max_length=20)
    story = forms.CharField(widget=forms.Textarea, required=False)
    day = forms.DateField(required=False)
    moment = forms.DateTimeField(required=False)


class Person(ModelForm):
    """A form of a row."""

    class Meta:
        model = User
        fields = ["name"]


class Choice(Form):
    """A form that asks for a person."""

    person = PickField(
        find=lambda text: User.objects.filter(username__contains=text), url="/somewhere/", required=False
    )


def test_each_filling_in_has_its_own_number():
    first, second = Note()["form_id"].value(), Note()["form_id"].value()
    assert first != second
    assert len(first) == 32


def test_the_number_stays_when_the_form_comes_back():
    number = Note()["form_id"].value()
    sent = Note({"form_id": number, "text": ""})
    assert not sent.is_valid()
    assert sent["form_id"].value() == number


@pytest.mark.parametrize("number", ["", "x", "A" * 32, "'; drop", "0" * 31])
def test_a_number_that_is_not_ours_is_refused(number):
    assert "form_id" in Note({"form_id": number, "text": "x"}).errors


def test_plain_text_fields_become_cleaned_ones():
    form = Note({"form_id": "0" * 32, "text": "  Ａ－３０１ \n", "story": "a\r\nb \r\n"})
    assert isinstance(form.fields["text"], LineField)
    assert isinstance(form.fields["story"], TextField)
    assert form.is_valid()
    assert form.cleaned_data["story"] == "a\nb"
    assert isinstance(Person().fields["name"], LineField)


def test_days_and_moments_use_the_browsers_pickers():
    form = Note()
    assert isinstance(form.fields["day"].widget, DateInput)
    assert isinstance(form.fields["moment"].widget, MomentInput)
    assert Note({"form_id": "0" * 32, "text": "x", "moment": "2026-04-02T10:05"}).is_valid()


def test_exactly_one_record_is_taken(db):
    wanted = UserFactory(username="lin")
    UserFactory(username="wang")
    form = Choice({"person": "li"})
    assert form.is_valid()
    assert form.cleaned_data["person"] == wanted


def test_the_words_of_a_record_win_over_others_that_contain_them(db):
    UserFactory(username="lin-2", name="lin")
    wanted = UserFactory(username="lin", name="x")
    form = Choice({"person": str(wanted)})
    form.fields["person"].find = lambda _text: User.objects.all()
    assert form.is_valid(), form.errors
    assert form.cleaned_data["person"] == wanted


@pytest.mark.parametrize(("text", "said"), [("nobody", "Nothing was found"), ("p", "Several fit")])
def test_none_or_several_are_refused_with_the_way_on(db, text, said):
    UserFactory(username="p1")
    UserFactory(username="p2")
    with translation.override("en"):
        assert said in str(Choice({"person": text}).errors)


def test_nothing_typed_is_nothing_chosen(db):
    form = Choice({"person": " "})
    assert form.is_valid()
    assert form.cleaned_data["person"] is None


def test_the_typed_words_stay_in_the_input(db):
    assert Choice({"person": "nobody"})["person"].value() == "nobody"
    assert Choice(initial={"person": UserFactory.build(name="林示意")})["person"].value() == "林示意"
