"""What packages above announce narrows a saved list; what nobody knows any more never widens it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from documents.models import CustomerList, MailingRow
from documents.services.mailings import criteria, lists, preparing
from documents.services.mailings.criteria import Choice, Criterion, Number, Values
from documents.services.mailings.refusals import MailingRefused
from registry.actors import SYSTEM, Actor
from registry.duties import DutyMissing
from registry.models import Company, Customer
from registry.scoping import CompanyScopeMissing
from tests.factories import mailings as make
from tests.factories import registry

NOW, ON = make.NOW, make.NOW.date()
DUTY = "billing.read"
pytestmark = pytest.mark.usefixtures("read_here", "committed")


def of_town(company_id: int, asked: Values, on: date) -> QuerySet[Any, Any]:
    del on
    return Customer.objects.of(company_id).filter(city=asked["town"]).values("pk")


TOWNS = Criterion(
    code="town",
    label="Town",
    parts=(
        Choice(name="town", label="Town", options=lambda company: [("Imola", "Imola"), ("Lugo", "Lugo")]),
        Number(name="days", label="Days", least=0, most=30),
    ),
    customers=of_town,
)
IMOLA = {"town": {"town": "Imola"}}


@pytest.fixture
def boss(company: Company) -> Actor:
    make.customers(company, 2, city="Imola")
    make.customers(company, 1, first=200, city="Lugo")
    return make.boss(company)


@pytest.fixture(autouse=True)
def announced() -> Iterator[None]:
    criteria.register(TOWNS)
    yield
    criteria.forget("town")


def asking(by: Actor, further: dict[str, Any], **values: Any) -> CustomerList:
    return make.saved_list(by, **{"criteria": lists.Criteria(further=further), **values})


def changed(row: CustomerList, by: Actor, further: dict[str, Any]) -> CustomerList:
    return lists.save(row, lists.Wanted(name="Altro", criteria=lists.Criteria(further=further)), actor=by, now=NOW)


def who(row: CustomerList) -> list[str]:
    return sorted(lists.members(row, ON).values_list("code", flat=True))


def codes(row: CustomerList) -> list[str]:
    return [each.code for each in lists.unknown_in(row)]


def test_a_criterion_of_a_package_above_narrows_the_list_and_who_is_added_stays(boss: Actor) -> None:
    assert who(asking(boss, IMOLA, added=["C000200"], left_out=["C000101"])) == ["C000100", "C000200"]
    assert who(asking(boss, {}, name="Tutti")) == ["C000100", "C000101", "C000200"]


def test_who_is_on_it_is_read_in_one_statement(boss: Actor, django_assert_num_queries: Any) -> None:
    saved = asking(boss, IMOLA)
    with django_assert_num_queries(1):
        assert len(lists.members(saved, ON)) == 2


def test_a_criterion_whose_package_is_gone_is_met_by_nobody(boss: Actor) -> None:
    saved = asking(boss, IMOLA, added=["C000200"])
    criteria.forget("town")
    assert (who(saved), codes(saved)) == (["C000200"], ["list_criterion_unknown"])


@pytest.mark.parametrize(
    "values", [{"town": "Faenza"}, {"days": 31}, {"days": "3"}, {"days": True}, {"street": "x"}, {}, None, "Imola"]
)
def test_a_value_nobody_knows_any_more_is_met_by_nobody(boss: Actor, values: Any) -> None:
    saved = asking(boss, IMOLA)
    saved.criteria = {"further": {"town": values}}
    saved.save()
    assert (who(saved), codes(saved)) == ([], ["list_value_unknown"])


def test_nothing_is_prepared_for_a_list_that_is_to_be_mended(company: Company, boss: Actor) -> None:
    mailing = make.mailing(boss, list=asking(boss, IMOLA, added=["C000200"]))
    criteria.forget("town")
    with pytest.raises(MailingRefused) as refused:
        preparing.prepare(mailing, actor=boss, now=NOW)
    assert [each.code for each in refused.value.refusals] == ["list_criterion_unknown"]
    assert not MailingRow.objects.of(company).exists()


def test_the_criteria_are_asked_once_for_a_mailing_however_many_portions_it_is_worked_out_in(
    boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "PORTION", 1)
    mailing = make.mailing(boss, list=asking(boss, IMOLA))
    with CaptureQueriesContext(connection) as told:
        preparing.prepare(mailing, actor=boss, now=NOW)
    assert mailing.rows.count() == 2
    assert len([each for each in told if '"city" = ' in each["sql"]]) == 1


def test_a_list_with_an_unknown_criterion_can_be_saved_and_stays_as_narrow(boss: Actor) -> None:
    saved = asking(boss, IMOLA)
    criteria.forget("town")
    saved = changed(saved, boss, IMOLA)
    assert (saved.name, who(saved)) == ("Altro", [])
    assert who(changed(saved, boss, {})) == ["C000100", "C000101", "C000200"]


@pytest.mark.parametrize(
    ("further", "code"),
    [({"planet": {"name": "Mars"}}, "list_criterion_unknown"), ({"town": {"town": "Faenza"}}, "list_value_unknown")],
)
def test_nobody_asks_anew_for_what_is_not_known(company: Company, boss: Actor, further: Any, code: str) -> None:
    with pytest.raises(MailingRefused) as refused:
        asking(boss, further)
    assert [each.code for each in refused.value.refusals] == [code]
    assert not CustomerList.objects.of(company).exists()


def test_its_duty_is_asked_of_who_chooses_changes_or_takes_away_a_criterion(company: Company, boss: Actor) -> None:
    criteria.forget("town")
    criteria.register(replace(TOWNS, duty=DUTY))
    clerk = SYSTEM(company.pk, [*boss.duties, DUTY])
    saved = asking(clerk, IMOLA)
    for further in ({}, {"town": {"town": "Lugo"}}):
        with pytest.raises(DutyMissing) as missing:
            changed(saved, boss, further)
        assert missing.value.duty == DUTY
    with pytest.raises(DutyMissing):
        asking(boss, IMOLA, name="Nuovo")
    assert who(changed(saved, boss, IMOLA)) == ["C000100", "C000101"], "what does not change asks for no duty"


def test_a_process_nobody_knows_any_more_is_met_by_nobody(boss: Actor) -> None:
    saved = make.saved_list(boss, criteria=lists.Criteria(process="gone_for_good"))
    assert (who(saved), codes(saved)) == ([], ["list_process_unknown"])


def test_only_customers_of_its_company_are_on_a_list_whatever_a_criterion_answers(boss: Actor) -> None:
    other = registry.company("lumen")
    make.customers(other, 1, first=900, city="Imola")
    criteria.forget("town")
    criteria.register(replace(TOWNS, customers=lambda company, asked, on: of_town(other.pk, asked, on)))
    assert who(asking(boss, IMOLA)) == []


def test_a_criterion_that_names_no_company_is_not_asked(boss: Actor) -> None:
    criteria.forget("town")
    criteria.register(replace(TOWNS, customers=lambda *asked: Customer.objects.filter(city="Imola").values("pk")))
    saved = asking(boss, IMOLA)
    with pytest.raises(CompanyScopeMissing):
        who(saved)


def test_two_packages_cannot_announce_the_same_code() -> None:
    with pytest.raises(ValueError, match="known already"):
        criteria.register(replace(TOWNS, label="Another"))
    with pytest.raises(ValueError, match="no identifier"):
        criteria.register(replace(TOWNS, code="two words"))
