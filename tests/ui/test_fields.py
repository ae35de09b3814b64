"""Form fields: label, help, error and input belong together for eyes and for screen readers."""

import re

import pytest
from django import forms
from django.template import engines
from django.utils import translation

from parkservice.kit.text import LineField
from parkservice.ui.forms import Choices, Files, Form, Segments


class Sample(Form):
    """One field of each kind."""

    name = LineField(label="Name", help_text="As on the card", max_length=5)
    mail = forms.EmailField(label="Mail", required=False)
    kind = forms.ChoiceField(
        label="Kind", choices=[("a", "First"), ("b", "Second")], widget=Choices(explanations={"a": "the usual one"})
    )
    way = forms.ChoiceField(label="Way", choices=[("x", "Cash"), ("y", "QR")], widget=Segments)
    many = forms.MultipleChoiceField(
        label="Many", choices=[("1", "One"), ("2", "Two")], widget=forms.CheckboxSelectMultiple, required=False
    )
    agreed = forms.BooleanField(label="Agreed", help_text="You can take it back")
    photos = forms.FileField(label="Photos", required=False, widget=Files(images=True, files=3))
    cost = forms.DecimalField(label="Cost", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def drawn(source, form=None, **context):
    return engines["django"].from_string(source).render({"form": form or Sample(), **context})


def test_label_help_and_input_are_tied():
    html = drawn("{% field form.name %}")
    assert '<label class="form-label" for="id_name">Name</label>' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'id="id_name_helptext">As on the card<' in html
    assert html.index("<input") < html.index("As on the card")


def test_public_pages_put_the_help_before_the_input():
    html = drawn("{% field form.name %}", public=True)
    assert html.index("As on the card") < html.index("<input")


def test_only_optional_fields_are_marked():
    assert "(optional)" not in drawn("{% field form.name %}")
    assert "(optional)" in drawn("{% field form.mail %}")
    assert "(optional)" not in drawn("{% field form.mail optional=False %}")


def test_an_error_names_the_input_and_is_read_with_it():
    html = drawn("{% field form.name %}", Sample({"name": "too long for it"}))
    assert 'class="form-control is-invalid"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    error = re.search(r'id="id_name_error">.*?<span>(.*?)</span>', html, re.DOTALL)[1]
    assert error == "At most 5 characters; there are 15 now."


def test_choices_are_boxes_with_their_explanations():
    html = drawn("{% field form.kind %}")
    assert html.count('class="ps-choice"') == 2
    assert "<small>the usual one</small>" in html
    assert "<legend" in html


def test_short_choices_stand_side_by_side():
    assert 'class="ps-seglist"' in drawn("{% field form.way %}")


def test_tick_boxes_look_plain_inside_and_boxed_in_public():
    assert drawn("{% field form.many %}").count('class="form-check"') == 2
    assert drawn("{% field form.many %}", public=True).count('class="ps-choice"') == 2


def test_a_single_tick_box_has_its_label_beside_it():
    html = drawn("{% field form.agreed %}")
    assert html.index("<input") < html.index("Agreed")
    assert 'aria-describedby="id_agreed_helptext"' in html


def test_files_say_their_limits_and_stay_in_the_tab_order():
    html = drawn("{% field form.photos %}")
    assert 'data-max-files="3"' in html
    assert 'class="ps-file-input"' in html
    assert 'accept="image/jpeg,image/png,image/webp"' in html
    assert "multiple" in html


def test_amounts_are_tabular_and_may_carry_a_unit():
    html = drawn("{% field form.cost suffix='yuan' %}")
    assert "form-control num" in html
    assert '<span class="input-group-text">yuan</span>' in html


def test_hidden_fields_are_bare():
    assert drawn("{% field form.secret %}").startswith('<input type="hidden"')


def test_words_of_people_are_escaped():
    html = drawn("{% field form.name %}", Sample({"name": "<b>"}))
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def test_crispy_forms_get_the_same_markup():
    html = drawn("{% load crispy_forms_tags %}{% crispy form %}", Sample({}))
    assert 'class="ps-choice"' in html
    assert "asteriskField" not in html
    assert "Please check 4 answers" in html


def test_the_summary_links_to_each_input():
    html = drawn("{% errors form %}", Sample({"mail": "x"}))
    assert re.findall(r'href="#(\w+)"', html) == ["id_name", "id_mail", "id_kind_0", "id_way_0", "id_agreed"]
    assert "Name: This is still empty. Please fill it in." in html
    assert "Kind: Nothing is chosen yet. Please choose one." in html


def test_no_mistakes_no_summary():
    assert drawn("{% errors form %}").strip() == ""
