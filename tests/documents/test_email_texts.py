"""The texts of e-mails: templates like those of letters, in which no value becomes a header or markup."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from cases.definition import catalogue as processes
from cases.models import Case
from cases.services.intake import open_case
from documents.letters.catalogue import UnknownLetter
from documents.letters.checking import check
from documents.letters.generic import fields_of
from documents.letters.plaintext import composed, fill, parted
from documents.letters.rendering import plain
from documents.letters.sandbox import LetterEnvironment, grown
from documents.queries.templates import TemplateKey, in_force
from documents.services.letters import drafts, texts
from documents.services.letters.drafts import Publication
from documents.services.letters.refusals import LetterRefused
from registry.actors import Actor
from registry.duties import CONFIGURE
from registry.models import Company
from tests.documents.naughty import EVERY
from tests.factories import cases as cast
from tests.factories import letters as make
from tests.factories import registry as rows
from tests.paper import request

NOW = make.NOW
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _known() -> Any:
    processes.register(request.process)
    with make.known():
        yield
    processes.unregister("request")


@pytest.fixture
def admin(company: Company) -> Actor:
    return cast.actor(company, "admin@example.it", CONFIGURE, "request.read")


@pytest.fixture
def case(company: Company) -> Case:
    cast.waste_code("170504")
    clerk = cast.actor(company, "clerk@example.it", *request.process.duties)
    inputs = {"waste_code": "170504", "applicant": "Rossi", "quantity_per_year": 12}
    customer = rows.customer(company, name="Rossi & Figli <srl>")
    opened = open_case("request", company, customer, cast.command(clerk, inputs=inputs)).case
    found = Case.objects.of(company).select_related("company", "customer").get(pk=opened.pk)
    found.dossier = found.process.dossier.objects.of(company).get(pk=opened.pk)
    return found


def filled(subject: str, body: str, **values: object) -> tuple[str, str]:
    return parted(fill(composed(subject, body), grown(plain(values)), LetterEnvironment(markup=False)))


def test_an_e_mail_is_written_with_the_values_of_the_case_and_remembers_by_which_version(case: Case) -> None:
    published = make.email()
    text = texts.render("receipt", case, on=TODAY, note="Manca la firma.")
    assert text.subject == f"Pratica {case.number}"
    assert text.body == "Spett. Rossi & Figli <srl>,\n\nManca la firma.\n\nSaluti"
    assert (text.template, text.language, text.missing) == (published, "it", ())


@pytest.mark.parametrize("kind", ["receipt", "unheard"])
def test_without_a_text_or_a_kind_there_is_no_e_mail(kind: str, case: Case) -> None:
    assert texts.has_text(kind, case, on=TODAY) is False
    with pytest.raises((LetterRefused, UnknownLetter)):
        texts.render(kind, case, on=TODAY)


def test_no_value_and_no_template_puts_a_second_line_into_the_subject() -> None:
    for name in ("Rossi\r\nBcc: all@example.it", "Rossi\n\n<script>", "a\x0bb\x85c\u2028d\u2029e", *EVERY):
        subject, body = filled("Pratica {{ name }}", "Testo", name=name)
        EmailMessage()["Subject"] = subject
        assert (len(subject.splitlines()), body) == (1, "Testo")
    assert filled("Uno\r\nBcc: x", "Testo") == ("Uno Bcc: x", "Testo")
    assert len(filled("{{ name }}", "", name="x" * 10_000)[0]) == 250


def test_the_body_is_text_and_says_what_it_is_given() -> None:
    for name in EVERY:
        said = str(plain(name))
        if "\n\n" not in said:
            assert filled("Oggetto", "«{{ name }}»", name=said)[1] == f"«{said}»"


def test_what_is_wrong_is_told_with_its_line_and_a_picture_is_no_text() -> None:
    content = composed("{{ case.numbr }}", "Gentile {{ customer.name }},\n{% if note %}\n{{ company.logo }}\n{{ today")
    found = check(content, fields_of(make.REQUEST_LETTERS, "email"), "it").findings
    assert [(each.code, each.what, each.place) for each in found] == [
        ("unended", "{{", {"part": "body", "line": 4}),
        ("unclosed", "if", {"part": "body", "line": 2}),
        ("unknown_field", "case.numbr", {"part": "subject"}),
        ("unknown_field", "company.logo", {"part": "body", "line": 3}),
    ]


def test_a_company_s_own_text_goes_before_the_factory_s_from_its_day_on(
    company: Company, admin: Actor, case: Case
) -> None:
    factory, letter = make.email(), make.template()
    key = TemplateKey(company.pk, "request", "receipt", "it", "email")
    draft, checked = drafts.write(key, "Ricevuta {{ case.number }}", "Grazie\r\n", actor=admin, now=NOW)
    assert checked.findings == ()
    tomorrow = TODAY + timedelta(days=1)
    drafts.publish(key, Publication(valid_from=tomorrow, note="Nuovo", seen=draft.sha256), actor=admin, now=NOW)
    assert (in_force(key, TODAY), in_force(key, tomorrow)) == (factory, draft)
    assert in_force(TemplateKey(company.pk, "request", "receipt", "it"), tomorrow) == letter
    assert texts.render("receipt", case, on=tomorrow).body == "Grazie"


def test_a_customer_is_told_what_is_open_of_his_account(company: Company, db: None) -> None:
    content = composed("Conto {{ customer.code }}", "Saldo {{ account.balance }}")
    make.template(
        content=content, process_code="account", kind="statement_of_account", format="email", file_name="x.txt"
    )
    customer = rows.customer(company, name="Bianchi Spa")
    text = texts.render("statement_of_account", customer, on=TODAY)
    assert (text.subject, text.body) == (f"Conto {customer.code}", "Saldo 0,00\xa0€")
    with pytest.raises(UnknownLetter):
        texts.render("receipt", customer, on=TODAY)
