"""The translation tool: what it collects, what it keeps, what it refuses."""

from __future__ import annotations

import gettext
from textwrap import dedent

import pytest

from config.translation.catalogues import at_odds, compile_po, problems, read, update
from config.translation.sources import (
    Text,
    sentences_of_guards,
    sources,
    texts_in_python,
    texts_in_template,
)
from tests.house.tree import ROOT


@pytest.fixture
def tree(tmp_path):
    files = {
        "registry/models.py": 'label = _("Customer")',
        "workflows/letters/apps.py": "",
        "workflows/letters/guards.py": 'def sheet_is_complete(facts):\n    """The sheet is complete."""',
        "desk/areas/letters/views.py": '_("Only of letters")',
        "desk/views.py": '_("Everywhere")',
        "templates/desk/home.html": '{% translate "Home" %}',
        "templates/letters/case.html": "{% blocktranslate trimmed %}\n  Two\n  lines\n{% endblocktranslate %}",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def source(tree, name):
    return next(source for source in sources(tree) if source.name == name)


def translate(po, **texts):
    content = po.read_text(encoding="utf-8")
    for text, translation in texts.items():
        content = content.replace(f'msgid "{text}"\nmsgstr ""', f'msgid "{text}"\nmsgstr "{translation}"')
    po.write_text(content, encoding="utf-8")


def test_it_collects_every_way_of_marking_a_text():
    code = """
        _("a"); gettext("b"); gettext_lazy("c"); N_("d")
        ngettext("one", "{n} many", n); pgettext("door", "open"); npgettext("x", "1", "2", n); other("no")
    """
    plain = {Text(letter) for letter in "abcd"}
    others = {Text("one", "{n} many"), Text("open", context="door"), Text("1", "2", "x")}
    assert set(texts_in_python(dedent(code))) == plain | others


def test_it_collects_from_templates_whatever_their_indentation():
    template = """
    <p title="{% translate 'Who can' %}">don't</p>
            {% blocktranslate trimmed count n=items %}
              One case
            {% plural %}
              {{ n }} cases
            {% endblocktranslate %}
      {# a comment, it's ignored #}
    {{ _("Page") }}
    """
    assert set(texts_in_template(template)) == {Text("Who can"), Text("One case", "%(n)s cases"), Text("Page")}


def test_it_collects_the_sentence_of_each_public_guard():
    code = 'def a_fact_holds(facts):\n    """It holds."""\n\ndef _hidden(facts):\n    """Not shown."""\n'
    assert list(sentences_of_guards(code)) == [Text("It holds.")]


def test_a_process_owns_its_guards_its_pages_and_its_templates(tree):
    texts = source(tree, "workflows/letters").texts()
    assert texts == [Text("Only of letters"), Text("The sheet is complete."), Text("Two lines")]
    assert source(tree, "desk").texts() == [Text("Everywhere"), Text("Home")]


def test_it_keeps_translations_drops_what_is_gone_and_changes_nothing_twice(tree):
    desk = source(tree, "desk")
    update(desk)
    translate(desk.po, Everywhere="Ovunque", Home="Inizio")
    (tree / "desk/views.py").write_text('_("Nowhere")', encoding="utf-8")
    update(desk)
    written = desk.po.read_text(encoding="utf-8")
    update(desk)
    assert desk.po.read_text(encoding="utf-8") == written
    assert 'msgstr "Inizio"' in written
    assert "Ovunque" not in written
    assert "views.py" not in written


def test_it_names_each_text_without_a_translation(tree):
    registry = source(tree, "registry")
    assert list(problems(registry)) == ["registry: missing: 'Customer'"]
    update(registry)
    assert list(problems(registry)) == ["registry: untranslated: 'Customer'"]
    translate(registry.po, Customer="Cliente")
    assert list(problems(registry)) == []


@pytest.mark.parametrize(
    ("text", "translation", "is_good"),
    [
        ("Due in {days} days", "Scade tra {days} giorni", True),
        ("Due in {days} days", "Scade tra {giorni} giorni", False),
        ("%(first)s of %(total)s", "%(first)s", False),
        ("50% done", "fatto al 50%", True),
    ],
)
def test_it_refuses_a_translation_that_loses_a_placeholder(tree, text, translation, is_good):
    (tree / "registry/models.py").write_text(f"_({text!r})", encoding="utf-8")
    registry = source(tree, "registry")
    update(registry)
    translate(registry.po, **{text: translation})
    assert (list(problems(registry)) == []) is is_good


@pytest.mark.parametrize(("translation", "is_good"), [("l'ufficio", False), ("l’ufficio", True), ("'ufficio'", True)])
def test_it_refuses_an_apostrophe_as_it_is_typed_beside_those_that_are_printed(tree, translation, is_good):
    (tree / "registry/models.py").write_text('_("the office")', encoding="utf-8")
    update(source(tree, "registry"))
    translate(source(tree, "registry").po, **{"the office": translation})
    assert (list(problems(source(tree, "registry"))) == []) is is_good


def both_say_open(tree, registry_says, desk_says, *, door='_("Open")'):
    """Two packages with the same English text and their translations."""
    (tree / "registry/models.py").write_text('_("Open")', encoding="utf-8")
    (tree / "desk/views.py").write_text(door, encoding="utf-8")
    for name, said in (("registry", registry_says), ("desk", desk_says)):
        update(source(tree, name))
        translate(source(tree, name).po, Open=said)


def test_it_names_each_text_that_two_packages_translate_differently(tree):
    both_say_open(tree, "Aperto", "Apri")
    assert list(at_odds(sources(tree), sources(tree))) == ["'Open': 'Aperto' in registry; 'Apri' in desk"]
    assert list(at_odds(sources(tree), [source(tree, "desk")])) != []
    assert list(at_odds(sources(tree), [source(tree, "workflows/letters")])) == []


def test_the_same_translation_a_context_or_none_yet_are_not_at_odds(tree):
    both_say_open(tree, "Aperto", "Aperto")
    assert list(at_odds(sources(tree), sources(tree))) == []
    both_say_open(tree, "Aperto", "Apri", door='pgettext("button", "Open")')
    assert list(at_odds(sources(tree), sources(tree))) == []
    both_say_open(tree, "Aperto", "")
    assert list(at_odds(sources(tree), sources(tree))) == []


def test_the_product_translates_no_text_in_two_ways():
    known = sources(ROOT)
    assert list(at_odds(known, known)) == []


def test_what_it_compiles_is_what_gettext_reads(tree):
    registry = source(tree, "registry")
    update(registry)
    translate(registry.po, Customer="Cliente è")
    compile_po(registry.po)
    with registry.po.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Customer") == "Cliente è"
    assert read(registry.po).num_plurals == 2
