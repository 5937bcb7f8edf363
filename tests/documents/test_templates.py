"""Templates of letters: checked before anybody uses them, and never changed once they are used."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import docx
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from documents.letters.checking import check
from documents.letters.generic import fields_of
from documents.letters.marks import Paragraph, scan
from documents.letters.rendering import render
from documents.letters.sandbox import LetterEnvironment
from documents.models import LetterTemplate, TemplateFinal
from documents.queries.templates import TemplateKey, in_force
from documents.services.letters import drafts
from documents.services.letters.drafts import Publication
from documents.services.letters.refusals import LetterRefused
from documents.services.refusals import UploadRefused
from registry.actors import Actor
from registry.duties import CONFIGURE, DutyMissing
from registry.models import Company
from tests.documents import good
from tests.factories import cases as cast
from tests.factories import letters as make

NOW = make.NOW
TODAY = NOW.date()
FIELDS = fields_of(make.REQUEST_LETTERS)


@pytest.fixture(autouse=True)
def _known() -> Any:
    with make.known():
        yield


@pytest.fixture
def admin(company: Company) -> Actor:
    return cast.actor(company, "admin@example.it", CONFIGURE, "request.read")


@pytest.fixture
def key(company: Company) -> TemplateKey:
    return TemplateKey(company.pk, "request", "receipt", "it")


def in_a_table(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph("Prima riga")
    table = document.add_table(2, 2)
    table.rows[1].cells[1].text = text
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def test_an_unknown_field_is_named_with_its_cell_and_the_words_around() -> None:
    found = check(in_a_table("Spett. {{ customer.nam }}, buongiorno"), FIELDS, "it").findings
    assert [(each.code, each.what, each.meant) for each in found] == [
        ("unknown_field", "customer.nam", "customer.name")
    ]
    assert found[0].place == {"part": "body", "table": 1, "row": 2, "cell": 2}
    assert found[0].words == "Spett. {{ customer.nam }}, buongiorno"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{{ customer.name }} {{ today }}", []),
        ("{% for row in lines %}\n{{ row.text }}\n{% endfor %}", []),
        ("{% for row in lines %}\n{{ row.txt }}\n{% endfor %}", ["row.txt"]),
        ("{% set x = customer %}{{ x.name }}", ["customer"]),
        ("{{ lines.text }}", ["“text” is not a field"]),
        ("{% if note %}x{% endif %} {{ name|upper }}", ["name"]),
        ("{{ customer.name|reverse }}", ["No filter named 'reverse'."]),
        ("{{ customer.name.upper() }}", ["customer.name.upper"]),
        ("{{ case.number ", ["{{"]),
    ],
)
def test_a_placeholder_is_known_or_told(source: str, found: list[str]) -> None:
    told = check(make.word(source), FIELDS, "it").findings
    assert [any(text in each.what for each in told) for text in found] == [True] * len(found)
    assert bool(told) == bool(found)


def test_everything_wrong_is_told_at_once_each_with_its_paragraph_or_cell() -> None:
    document = docx.Document()
    for text in ("{{ customer.nam }}", "{% if note %}", "Data: {{ today| }}", "{% for row in lines %}{{ row.txt }}"):
        document.add_paragraph(text)
    document.add_table(1, 1).rows[0].cells[0].text = "{{ case.number e {%p endfor %}{% endif %}{% else %}"
    written = io.BytesIO()
    document.save(written)
    told = [(each.code, each.what, each.place) for each in check(written.getvalue(), FIELDS, "it").findings]
    cell = {"part": "body", "table": 1, "row": 1, "cell": 1}
    faults = [(code, place) for code, _, place in told if code != "unknown_field"]
    assert faults == [
        ("syntax", {"part": "body", "paragraph": 3}),
        ("unended", cell),
        ("unopened", cell),
    ]
    assert told[3:] == [
        ("unknown_field", "customer.nam", {"part": "body", "paragraph": 1}),
        ("unknown_field", "row.txt", {"part": "body", "paragraph": 4}),
    ]


@pytest.mark.parametrize(
    ("source", "code", "what"),
    [
        ("{% if note %}{{ today }}", "unclosed", "if"),
        ("{% for row in lines %}{% if note %}{% endfor %}", "unclosed", "if"),
        ("{{ today }}{% endif %}", "unopened", "endif"),
        ("{% elif note %}", "unopened", "elif"),
        ("{% if note %}{% else %}{% endif %}{% ripeti %}", "syntax", "unknown tag 'ripeti'"),
        ("{{ today %}", "unended", "{{"),
    ],
)
def test_what_opens_must_close(source: str, code: str, what: str) -> None:
    place = {"part": "body", "paragraph": 1}
    (found,) = scan([Paragraph(source, place), Paragraph("", {})], LetterEnvironment()).faults
    assert (found["code"], what in found["error"], found["place"]) == (code, True, place)


def test_headers_loops_conditions_and_page_numbers_survive(company: Company) -> None:
    source = "{% for row in lines %}\n- {{ row.text }}\n{% endfor %}\n{% if note %}\nNota\n{% endif %}"
    written = render(make.word(source), {"lines": [{"text": "a"}, {"text": "b"}], "company": {"name": "Eco"}})
    document = docx.Document(io.BytesIO(written.content))
    texts = [each.text for each in document.paragraphs if each.text.strip()]
    assert (texts[-2:], "Nota" in texts) == (["a", "b"], False)
    foot = document.sections[0].first_page_footer._element.xml
    assert "PAGE" in foot
    assert "NUMPAGES" in foot
    assert "Eco" in document.sections[0].first_page_header.tables[0].rows[0].cells[0].text


def upload(key: TemplateKey, actor: Actor, content: bytes, name: str = "ricevuta.docx") -> Any:
    return drafts.upload(key, io.BytesIO(content), name, actor=actor, now=NOW)


def publication(draft: LetterTemplate, **values: Any) -> Publication:
    return Publication(**{"valid_from": TODAY, "note": "Testo nuovo", "seen": draft.sha256, **values})


def test_a_draft_is_published_from_its_day_on_and_goes_before_the_factory_s(key: TemplateKey, admin: Actor) -> None:
    factory = make.template()
    draft, checked = upload(key, admin, make.word("{{ customer.name }}"))
    assert checked.findings == ()
    assert in_force(key, TODAY) == factory
    tomorrow = TODAY + timedelta(days=1)
    published = drafts.publish(key, publication(draft, valid_from=tomorrow), actor=admin, now=NOW)
    assert (in_force(key, TODAY), in_force(key, tomorrow)) == (factory, published)
    assert published.history.first().history_change_reason == "Testo nuovo"


def test_a_draft_with_something_wrong_is_kept_and_not_published(key: TemplateKey, admin: Actor) -> None:
    draft, checked = upload(key, admin, make.word("{{ customer.nam }}"))
    assert [each.what for each in checked.findings] == ["customer.nam"]
    with pytest.raises(LetterRefused) as refused:
        drafts.publish(key, publication(draft, note=" ", valid_from=TODAY - timedelta(days=1)), actor=admin, now=NOW)
    codes = [each.code for each in refused.value.refusals]
    assert codes == ["template_has_findings", "template_in_the_past", "template_reason_missing"]


@pytest.mark.parametrize(("content", "name"), [(b"PK\x03\x04 no", "x.docx"), (good.pdf(), "x.pdf"), (b"", "x.docx")])
def test_only_a_sound_word_document_becomes_a_draft(content: bytes, name: str, key: TemplateKey, admin: Actor) -> None:
    with pytest.raises((UploadRefused, LetterRefused)):
        upload(key, admin, content, name)
    assert key.draft() is None


def test_a_draft_replaced_meanwhile_is_not_published_unseen(key: TemplateKey, admin: Actor) -> None:
    seen, _ = upload(key, admin, make.word("Prima"))
    upload(key, admin, make.word("Seconda"))
    with pytest.raises(LetterRefused) as refused:
        drafts.publish(key, publication(seen), actor=admin, now=NOW)
    assert [each.code for each in refused.value.refusals] == ["template_changed"]


@pytest.mark.parametrize("wrong", ["no duty", "in another's place", "another company"])
def test_only_who_configures_the_company_himself_writes_templates(wrong: str, key: TemplateKey, admin: Actor) -> None:
    actor = {
        "no duty": replace(admin, duties=frozenset()),
        "in another's place": replace(admin, acting_for_id=99),
        "another company": replace(admin, company_id=admin.company_id + 1),
    }[wrong]
    with pytest.raises(DutyMissing):
        upload(key, actor, make.word())


def test_a_published_version_never_changes(company: Company) -> None:
    template = make.template(company)
    template.note = "x"
    with pytest.raises(TemplateFinal):
        template.save()
    with pytest.raises(TemplateFinal):
        template.delete()


@pytest.mark.services
@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_itself_keeps_a_published_version(act: str, company: Company) -> None:
    template = make.template(company)
    rows = LetterTemplate.objects.filter(pk=template.pk)
    assert connection.vendor == "postgresql"
    acts: dict[str, Callable[[], Any]] = {"update": lambda: rows.update(note="x"), "delete": rows.delete}
    with pytest.raises(DatabaseError, match="published templates stay"), transaction.atomic():
        acts[act]()


def test_loading_the_factory_s_letters_again_changes_nothing(db: None) -> None:
    call_command("load_templates", "--json")
    first = dict(LetterTemplate.objects.values_list("pk", "sha256"))
    call_command("load_templates", "--json")
    assert dict(LetterTemplate.objects.values_list("pk", "sha256")) == first
