"""The form field for several photos."""

import pytest
from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override

from parkservice.paperwork.forms import PhotosField
from tests.paperwork.pictures import pdf, picture, upload


class PhotoForm(forms.Form):
    photos = PhotosField()


class NeededForm(forms.Form):
    photos = PhotosField(required=True)


def form(*files, kind=PhotoForm) -> forms.Form:
    return kind({}, MultiValueDict({"photos": list(files)}))


def test_several_files_come_out_clean():
    sent = form(upload(picture(), "a.jpg"), upload(pdf(), "b.pdf"))
    assert sent.is_valid()
    assert [file.name for file in sent.cleaned_data["photos"]] == ["a.jpg", "b.pdf"]


def test_no_file_is_fine_unless_one_is_needed():
    assert form().is_valid()
    assert not form(kind=NeededForm).is_valid()


def test_errors_stand_beside_the_field_one_for_each_file():
    with override("en"):
        sent = form(upload(b"", "a.jpg"), upload(b"<svg/>", "b.jpg"), upload(picture(), "c.jpg"))
        assert [error.partition(" is ")[0] for error in sent.errors["photos"]] == ["“a.jpg”", "“b.jpg”"]


@pytest.mark.parametrize(
    "part", ['type="file"', "multiple", 'accept="image/jpeg,image/png,image/webp,application/pdf"']
)
def test_the_input_takes_several_pictures_and_documents(part):
    assert part in str(PhotoForm()["photos"])
