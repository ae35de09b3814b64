"""Both languages are complete, and every way of being wrong is found (design section 6)."""

import polib
import pytest
from django.core.management import CommandError, call_command

from parkservice.kit import catalog


def test_the_chinese_catalogues_are_complete():
    call_command("catalog", "--all", "--check")


@pytest.fixture
def app(tmp_path):
    """An app of one module and one template, in a project of its own."""
    (tmp_path / "parkservice/shop").mkdir(parents=True)
    (tmp_path / "templates/shop").mkdir(parents=True)
    (tmp_path / "parkservice/shop/models.py").write_text(
        'name = _("tenant")\n'
        'cases = ngettext("%(count)d case", "%(count)d cases", n)\n'
        'month = pgettext("calendar", "May")\n'
    )
    (tmp_path / "templates/shop/page.html").write_text(
        '<p>{% translate "Hello" %}</p>\n   {% blocktranslate trimmed with who=person.name %}\n  Dear {{ who }},\n'
        "  welcome.\n{% endblocktranslate %}"
    )
    return catalog.sources(tmp_path, {"shop": tmp_path / "parkservice/shop", "ui": tmp_path / "parkservice/ui"})["shop"]


def translate(app, **translations):
    """Give the app's entries these translations, and a right one to every other."""
    catalog.update(app)
    book = polib.pofile(str(app.catalogue))
    for entry in book:
        given = translations.get(entry.msgid.split()[0].strip("%()"), f"译：{entry.msgid}")
        if entry.msgid_plural:
            entry.msgstr_plural = {0: given}
        else:
            entry.msgstr = given
    book.save()


def test_strings_of_modules_and_templates_are_found(app):
    found = {(message.context, message.text, message.plural) for message in catalog.extract(app)}
    assert found == {
        ("", "tenant", ""),
        ("", "%(count)d case", "%(count)d cases"),
        ("calendar", "May", ""),
        ("", "Hello", ""),
        ("", "Dear %(who)s, welcome.", ""),
    }


def test_a_whole_catalogue_has_no_fault(app):
    translate(app)
    assert catalog.faults([app]) == []


def test_extracting_again_changes_nothing(app):
    translate(app)
    catalog.update(app)
    before = app.catalogue.read_text()
    catalog.update(app)
    assert app.catalogue.read_text() == before


def test_a_new_string_takes_the_translation_of_another_app(app, tmp_path):
    translate(app, Hello="你好")
    other = catalog.Source("other", tmp_path / "parkservice/other")
    other.folder.mkdir()
    (other.folder / "views.py").write_text('greeting = _("Hello")\n')
    catalog.update(other, [app])
    assert [entry.msgstr for entry in polib.pofile(str(other.catalogue))] == ["你好"]


@pytest.mark.parametrize(
    ("translations", "fault"),
    [
        ({"Hello": ""}, "not translated"),
        ({"Dear": "您好"}, "placeholders"),
        ({"Dear": "%(whom)s 您好"}, "placeholders"),
        ({"Dear": "%(who)d 您好"}, "incompatible"),
        ({"Dear": "Dear %(who)s, welcome."}, "still English"),
    ],
)
def test_a_wrong_translation_is_named(app, translations, fault):
    translate(app, **translations)
    assert any(fault in line for line in catalog.faults([app])), catalog.faults([app])


def test_a_string_that_nobody_extracted_is_named(app):
    translate(app)
    (app.folder / "views.py").write_text('farewell = _("Goodbye")\n')
    assert catalog.faults([app]) == ["shop: not in the catalogue: 'Goodbye'"]


def test_one_sentence_never_reads_in_two_ways(app, tmp_path):
    translate(app, Hello="你好")
    other = catalog.Source("other", tmp_path / "parkservice/other")
    other.folder.mkdir()
    (other.folder / "views.py").write_text('greeting = _("Hello")\n')
    translate(other, Hello="喂")
    assert catalog.faults([app, other]) == ["other: translated differently in shop: 'Hello'"]


def test_an_unknown_app_is_refused():
    with pytest.raises(CommandError, match="nowhere"):
        call_command("catalog", "--app", "nowhere")
