"""The form of a list shows what packages above announce, keeps it, and says what nobody knows any more."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from documents.models import CustomerList
from documents.services.mailings import criteria, lists
from registry.models import Plant
from tests.desk.houses import at, eco
from tests.desk.world import House, duties
from tests.factories import mailings as make
from tests.factories import registry as people

__all__ = ["eco"]


def text(answer: Any) -> str:
    return answer.content.decode()


def saved(eco: House, **criteria_: Any) -> CustomerList:
    return make.saved_list(eco.actor(), name="Scadenze", criteria=lists.Criteria(**criteria_))


def colleague(eco: House, *held: str) -> Client:
    """Somebody with these duties and no others, signed in."""
    client = Client(raise_request_exception=False)
    client.force_login(people.member(eco.company, *held).user)
    return client


def kept(row: CustomerList) -> Any:
    row.refresh_from_db()
    return row.criteria.get("further")


def test_what_packages_above_know_is_asked_in_the_readers_language_and_kept_by_code(eco: House) -> None:
    plant = Plant.objects.of(eco.company).get()
    client = eco.client()
    page = text(client.get(at(eco, "new-customer-list")))
    for words in ("Con un’omologa in vigore", "presso qualsiasi impianto", str(plant), "solo con partite scadute"):
        assert words in page
    typed = {
        "name": "Scadenze",
        "who": "all",
        "approval_in_force_plant": plant.code,
        "approval_in_force_within": "60",
        "overdue_items_items": "without",
    }
    assert client.post(at(eco, "new-customer-list"), typed).status_code == 302
    row = CustomerList.objects.of(eco.company).get(name="Scadenze")
    asked = {"approval_in_force": {"plant": plant.code, "within": 60}, "overdue_items": {"items": "without"}}
    assert kept(row) == asked
    shown = text(client.get(at(eco, "customer-list", row.pk)))
    assert f'value="{plant.code}" selected' in shown
    assert 'name="approval_in_force_within" value="60"' in shown
    cleared = {"name": "Scadenze", "who": "all"}
    assert client.post(at(eco, "customer-list", row.pk), cleared).status_code == 302
    assert kept(row) is None


@pytest.mark.parametrize("days", ["-1", "3651", "due", "1e3"])
def test_days_that_are_none_are_refused_beside_their_field(eco: House, days: str) -> None:
    typed = {"name": "X", "who": "all", "approval_in_force_within": days}
    answer = eco.client().post(at(eco, "new-customer-list"), typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["approval_in_force_within"]


def test_another_companys_plant_is_no_choice(eco: House) -> None:
    people.plant(people.company("lumen"), code="MI1")
    typed = {"name": "X", "who": "all", "approval_in_force_plant": "MI1"}
    assert "MI1" not in text(eco.client().get(at(eco, "new-customer-list")))
    assert eco.client().post(at(eco, "new-customer-list"), typed).status_code == 422


def test_who_may_not_read_the_ledger_neither_chooses_nor_changes_its_criterion(eco: House) -> None:
    client = colleague(eco, *(duties() - {"billing.read"}))
    assert "overdue_items" not in text(client.get(at(eco, "new-customer-list")))
    row = saved(eco, further={"overdue_items": {"items": "with"}})
    page = client.get(at(eco, "customer-list", row.pk))
    assert page.context["sections"][-1].form.fields["overdue_items_items"].disabled
    typed = {"name": "Altro", "who": "all", "overdue_items_items": "without"}
    assert client.post(at(eco, "customer-list", row.pk), typed).status_code == 302
    assert (kept(row), row.name) == ({"overdue_items": {"items": "with"}}, "Altro")


def test_a_criterion_nobody_announces_is_said_stays_and_can_be_taken_out(
    eco: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = saved(eco, further={"overdue_items": {"items": "with"}})
    client, page = eco.client(), at(eco, "customer-list", row.pk)
    assert eco.customer.name in text(client.get(page))
    monkeypatch.delitem(criteria._known, "overdue_items")
    shown = client.get(page)
    assert "che nessuna parte del prodotto conosce più" in text(shown)
    assert eco.customer.name not in text(shown)
    assert client.post(page, {"name": "Scadenze", "who": "all"}).status_code == 302
    assert kept(row) == {"overdue_items": {"items": "with"}}, "what is not shown as a field is not lost"
    assert client.post(page, {"name": "Scadenze", "who": "all", "gone": "overdue_items"}).status_code == 302
    assert kept(row) is None
    assert eco.customer.name in text(client.get(page))


def test_a_value_nobody_knows_is_shown_as_such_and_saving_the_list_does_not_widen_it(eco: House) -> None:
    plant = Plant.objects.of(eco.company).get()
    row = saved(eco, further={"approval_in_force": {"plant": plant.code}})
    Plant.objects.of(eco.company).update(code="ALTRO")
    client, page = eco.client(), at(eco, "customer-list", row.pk)
    shown = text(client.get(page))
    assert f"“{plant.code}”, che non è più noto" in shown
    assert f"{plant.code} (non più noto)" in shown
    typed = {"name": "Scadenze", "who": "all", "approval_in_force_plant": plant.code}
    assert client.post(page, typed).status_code == 302
    assert kept(row) == {"approval_in_force": {"plant": plant.code}}


def test_a_process_one_may_not_see_or_nobody_knows_stays_in_the_list(eco: House) -> None:
    row = saved(eco, process="request")
    page = at(eco, "customer-list", row.pk)
    shown = text(colleague(eco, "documents.send").get(page))
    assert 'value="request" selected' in shown
    CustomerList.objects.of(eco.company).filter(pk=row.pk).update(criteria={"process": "gone_for_good"})
    shown = text(eco.client().get(page))
    assert "gone_for_good (non più noto)" in shown
    assert "un tipo di pratica non più noto" in shown
    typed = {"name": "Scadenze", "who": "all", "process": "gone_for_good"}
    assert eco.client().post(page, typed).status_code == 302
    row.refresh_from_db()
    assert row.criteria == {"process": "gone_for_good"}
