"""An empty installation gets its first company and its people from the command line."""

from __future__ import annotations

import sys
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cases.services.founding import Person, employ
from registry.actors import SYSTEM
from registry.duties import DutyMissing
from registry.models import Company, Membership, Role, User
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
WORD = "Un-cavallo-corretto-2026"
ANNA = "anna@ecoverde.example"


def typed(monkeypatch, password=WORD):
    monkeypatch.setattr(sys, "stdin", StringIO(f"{password}\n"))


def create(monkeypatch, *words, password=WORD, admin=ANNA):
    typed(monkeypatch, password)
    said = StringIO()
    who = ("--admin", admin, "--admin-name", "Anna Rossi", "--password-stdin")
    call_command("create_company", "ecoverde", "EcoVerde S.p.A.", *who, *words, stdout=said)
    return said.getvalue()


def add(monkeypatch, email, *words, by=ANNA):
    typed(monkeypatch)
    call_command("add_person", email, "--company=ecoverde", f"--as={by}", "--password-stdin", *words, stdout=StringIO())


def signed_in(email):
    client = Client()
    answer = client.post("/accounts/login/", {"username": email, "password": WORD})
    assert answer.status_code == 302
    return client


def roles_of(email):
    membership = Membership.objects.get(user__email=email, company__slug="ecoverde")
    return sorted(membership.roles.values_list("code", flat=True))


def test_the_first_administrator_signs_in_to_the_new_company(monkeypatch):
    assert "/ecoverde/" in create(monkeypatch, "--sector=waste", "--vat-number=01234567897")
    client = signed_in(ANNA)
    assert client.get("/ecoverde/").status_code == 200
    company = Company.objects.get()
    assert (company.sector, company.vat_number, roles_of(ANNA)) == ("waste", "01234567897", ["administrator"])
    assert Role.objects.of(company).filter(code="back_office").exists()


def test_the_roles_of_a_process_that_is_not_used_stay_away(monkeypatch):
    create(monkeypatch, "--process=waste_approval")
    assert Role.objects.of(Company.objects.get()).filter(code="technical_reviewer").exists()
    with pytest.raises(CommandError, match="waste_approval"):
        create(monkeypatch, "--process=omologa")


@pytest.mark.parametrize(
    ("words", "password", "admin", "named"),
    [
        (("--vat-number=1",), WORD, ANNA, "vat_number"),
        (("--patron-saint=31-12",), WORD, ANNA, "patron_saint"),
        ((), "12345", ANNA, "password"),
        ((), WORD, "anna", "email"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(monkeypatch, words, password, admin, named):
    with pytest.raises(CommandError, match=named):
        create(monkeypatch, *words, password=password, admin=admin)
    assert not Company.objects.exists()
    assert not User.objects.exists()


def test_a_company_is_created_once(monkeypatch):
    create(monkeypatch)
    with pytest.raises(CommandError, match="slug"):
        create(monkeypatch)


def test_people_are_admitted_by_the_administrator_and_get_roles_besides(monkeypatch):
    create(monkeypatch)
    add(monkeypatch, "Marta@EcoVerde.example", "--name=Marta Conti", "--role=back_office")
    add(monkeypatch, "marta@ecoverde.example", "--role=customer_care")
    assert roles_of("marta@ecoverde.example") == ["back_office", "customer_care"]
    assert signed_in("marta@ecoverde.example").get("/ecoverde/").status_code == 200


def test_who_left_comes_back_with_the_password_known_before(monkeypatch):
    create(monkeypatch)
    add(monkeypatch, "ugo@ecoverde.example", "--name=Ugo Neri", "--role=gate")
    Membership.objects.filter(user__email="ugo@ecoverde.example").update(since=date(2020, 1, 1), until=date(2021, 1, 1))
    add(monkeypatch, "ugo@ecoverde.example", "--role=gate")
    assert Membership.objects.get(user__email="ugo@ecoverde.example").until is None


@pytest.mark.parametrize("words", [(), ("--role=king",)])
def test_a_role_that_the_company_does_not_have_is_answered_with_those_it_has(monkeypatch, words):
    create(monkeypatch)
    with pytest.raises(CommandError, match="back_office"):
        add(monkeypatch, "ugo@ecoverde.example", "--name=Ugo Neri", *words)
    assert not User.objects.filter(email="ugo@ecoverde.example").exists()


def test_who_does_not_look_after_the_company_admits_nobody(monkeypatch):
    create(monkeypatch)
    add(monkeypatch, "ugo@ecoverde.example", "--name=Ugo Neri", "--role=gate")
    with pytest.raises(CommandError, match="ugo"):
        add(monkeypatch, "eva@ecoverde.example", "--name=Eva Blu", "--role=gate", by="ugo@ecoverde.example")
    with pytest.raises(CommandError, match="nobody"):
        add(monkeypatch, "eva@ecoverde.example", "--name=Eva Blu", "--role=gate", by="x@y.example")


def test_a_role_of_another_company_is_no_role_here():
    ours, theirs = make.company(), make.company()
    make.role(theirs, code="gate")
    with pytest.raises(DutyMissing):
        employ(Person(email="a@b.example"), ["gate"], actor=SYSTEM(ours.pk, []), on=date(2026, 1, 1))
    with pytest.raises(Exception, match="roles"):
        employ(Person(email="a@b.example"), ["gate"], actor=SYSTEM(ours.pk, ["admin.configure"]), on=date(2026, 1, 1))


def test_without_a_terminal_and_without_a_pipe_no_password_is_guessed(monkeypatch):
    typed(monkeypatch)
    with pytest.raises(CommandError, match="password-stdin"):
        call_command("create_company", "ecoverde", "EcoVerde", "--admin", ANNA, stdout=StringIO())
