"""Two registrations of one customer: found with a reason, told apart for good, or merged with everything they have."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from cases.models import Case
from cases.services.merging import settle_recent
from registry.actors import Actor
from registry.duties import EDIT_CUSTOMER, MERGE_CUSTOMERS, DutyMissing
from registry.models import Customer, Merge, NotSame, Site
from registry.queries import duplicates
from registry.queries.customers import by_code, search
from registry.rules.sameness import Known, compare, likeness
from registry.services import groups, merging, party
from registry.services.customers import change_customer
from registry.services.telling_apart import not_the_same
from tests.factories import cases as make_cases
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
VAT = "00743110157"
NOW = make_cases.NOW


@pytest.fixture
def ours():
    return make.company("ours")


@pytest.fixture
def clerk(ours):
    return Actor(make.user().pk, "Ada", frozenset({EDIT_CUSTOMER, MERGE_CUSTOMERS}), ours.pk)


CASES = {
    "one VAT number": ({"vat_number": VAT}, {"vat_number": VAT}, 95, ["vat_number"]),
    "a VAT number as fiscal code": ({"vat_number": VAT}, {"fiscal_code": VAT}, 95, ["vat_number"]),
    "one number in both columns": (
        {"vat_number": VAT, "fiscal_code": VAT},
        {"vat_number": VAT, "fiscal_code": VAT},
        95,
        ["vat_number"],
    ),
    "one account": ({"iban": "IT1"}, {"iban": "IT1"}, 80, ["iban"]),
    "one e-mail, however written": ({"emails": ("A@b.it",)}, {"emails": ("a@b.it",)}, 60, ["email"]),
    "one phone, with and without prefix": (
        {"phones": ("+39 0541 123456",)},
        {"phones": ("0541123456",)},
        50,
        ["phone"],
    ),
    "a similar name in one town": (
        {"name_key": " rossi metalli srl", "postal_code": "40026"},
        {"name_key": " rosi metalli spa", "postal_code": "40026"},
        72,
        ["name"],
    ),
    "a similar name elsewhere": (
        {"name_key": " rossi metalli srl", "postal_code": "40026"},
        {"name_key": " rossi metalli srl", "postal_code": "47900"},
        0,
        [],
    ),
    "phone and e-mail": (
        {"phones": ("0541123456",), "emails": ("a@b.it",)},
        {"phones": ("0541123456",), "emails": ("a@b.it",)},
        80,
        ["email", "phone"],
    ),
    "nothing in common": ({"vat_number": VAT}, {"iban": "IT1"}, 0, []),
    "both unknown": ({}, {}, 0, []),
}


@pytest.mark.parametrize(("one", "other", "score", "reasons"), CASES.values(), ids=CASES)
def test_what_two_customers_share_says_how_sure_it_is(one, other, score, reasons):
    found = compare(Known(**one), Known(**other))
    assert (found.score, [reason.kind for reason in found.reasons]) == (score, reasons)
    assert compare(Known(**other), Known(**one)).score == score


def test_legal_forms_and_the_order_of_words_tell_nothing():
    assert likeness(" metalli rossi srl", " rossi metalli spa in liquidazione") == 1


def test_a_duplicate_is_found_while_it_is_typed(ours):
    known = make.customer(ours, name="Rossi Metalli S.r.l.", vat_number=VAT, postal_code="40026")
    make.customer(make.company("theirs"), name="Rossi Metalli S.r.l.", vat_number=VAT)
    for typed in ({"vat_number": f"IT {VAT}"}, {"name": "ROSSI METALI", "postal_code": "40026"}):
        (hit,) = duplicates.alike(ours, duplicates.typed(**typed))
        assert hit.customer == known
    assert duplicates.alike(ours, duplicates.typed(name="Rossi Metalli")) == []


def test_a_contact_s_phone_makes_a_customer_known_until_the_contact_is_closed(ours, clerk):
    known = make.customer(ours)
    contact = party.add_contact(known, actor=clerk, name="Ugo", phone="0541 123456")
    assert duplicates.alike(ours, duplicates.typed(phone="+390541123456"))[0].customer == known
    party.change_contact(contact, actor=clerk, is_active=False)
    assert duplicates.alike(ours, duplicates.typed(phone="+390541123456")) == []


def test_pairs_are_listed_the_surest_first_until_they_are_told_apart(ours, clerk, django_assert_max_num_queries):
    first, second = (make.customer(ours, email="info@rossi.it", vat_number=VAT) for _ in range(2))
    third = make.customer(ours, email="info@rossi.it")
    with django_assert_max_num_queries(5):
        found = duplicates.pairs(ours)
    assert [(pair.first, pair.second) for pair in found] == [(first, second), (first, third), (second, third)]
    assert [pair.likeness.score for pair in found] == [98, 60, 60]
    not_the_same(second, first, actor=clerk, now=NOW, reason="two companies of one VAT group")
    not_the_same(first, second, actor=clerk, now=NOW)
    assert len(duplicates.pairs(ours)) == 2
    assert first not in [hit.customer for hit in duplicates.alike(ours, duplicates.typed(vat_number=VAT), but=second)]


def test_a_merge_moves_every_reference_and_writes_it_down(ours, clerk):
    kept, gone = make.customer(ours, name="Rossi"), make.customer(ours, name="Rossi bis", email="x@rossi.it", notes="n")
    make.site(kept)
    site, case = make.site(gone), make_cases.opened(ours, make_cases.actor(ours, "x@example.com", *make_cases.ENTER))
    Case.objects.of(ours).filter(pk=case.pk).update(customer=gone)
    child = make.customer(ours)
    groups.set_parent(child, gone, actor=clerk)
    party.add_contact(gone, actor=clerk, name="Ugo")
    done = merging.merge(kept, gone, actor=clerk, now=NOW, reason="registered twice")
    for field in merging.references():
        assert not merging.rows_of(merging.Move(kept, gone, clerk, NOW), field).exclude(pk=gone.pk).exists(), field
    assert done.moved["cases.Case.customer"] == [case.pk]
    assert done.moved["registry.Site.customer"] == [site.pk]
    assert done.moved["registry.Customer.parent"] == [child.pk]
    kept.refresh_from_db()
    assert (kept.email, done.taken["email"]) == ("x@rossi.it", ["", "x@rossi.it"])
    assert [each.code for each in kept.sites.order_by("pk")] == ["01", "02"]
    assert case.events.order_by("-seq").values_list("kind", flat=True)[0] == "customer.merged"


def test_both_histories_stay(ours, clerk):
    kept, gone = make.customer(ours, name="Rossi"), make.customer(ours, name="Rossi bis")
    merging.merge(kept, gone, actor=clerk, now=NOW)
    assert gone.history.count() == 2
    assert kept.history.first().history_change_reason == f"{gone.code} merged into it"
    assert kept.history.first().history_user_id == clerk.user_id


def test_the_code_merged_away_leads_to_the_kept_customer(ours, clerk):
    first, second, third = (make.customer(ours) for _ in range(3))
    merging.merge(second, first, actor=clerk, now=NOW)
    merging.merge(third, second, actor=clerk, now=NOW)
    assert by_code(ours, first.code) == by_code(ours, second.code) == third
    assert [hit.id for hit in search(ours, first.code)] == [third.pk]
    assert duplicates.pairs(ours) == []


def test_a_value_of_the_merged_customer_is_taken_on_choice_only(ours, clerk):
    kept, gone = make.customer(ours, phone="0541 111111"), make.customer(ours, phone="0541 222222", email="a@b.it")
    done = merging.merge(kept, gone, actor=clerk, now=NOW)
    assert done.kept.phone == "0541 111111"
    other = make.customer(ours, phone="0541 333333")
    assert merging.merge(done.kept, other, actor=clerk, now=NOW, take=["phone"]).kept.phone == "0541 333333"


def test_merging_with_a_customer_above_closes_no_circle(ours, clerk):
    top, middle, bottom = (make.customer(ours) for _ in range(3))
    groups.set_parent(middle, top, actor=clerk)
    groups.set_parent(bottom, middle, actor=clerk)
    merging.merge(bottom, top, actor=clerk, now=NOW)
    for row in Customer.objects.of(ours):
        assert row not in groups.above(row)
    assert Customer.objects.of(ours).get(pk=middle.pk).parent is None


@pytest.mark.parametrize("who", ["itself", "merged before", "merged into it"])
def test_what_cannot_be_merged_says_why(ours, clerk, who):
    one, other = make.customer(ours), make.customer(ours)
    if who != "itself":
        merging.merge(*((one, other) if who == "merged before" else (other, one)), actor=clerk, now=NOW)
    with pytest.raises(ValidationError) as refused:
        merging.merge(one, one if who == "itself" else other, actor=clerk, now=NOW)
    assert refused.value.code == ("same" if who == "itself" else "merged")
    assert Merge.objects.of(ours).count() == (who != "itself")


def test_who_lacks_the_duty_neither_merges_nor_tells_apart(ours):
    one, other = make.customer(ours), make.customer(ours)
    for act in (
        lambda: merging.merge(one, other, actor=make.office(ours), now=NOW),
        lambda: not_the_same(one, other, actor=make.office(ours), now=NOW),
    ):
        with pytest.raises(DutyMissing):
            act()


def test_not_the_same_goes_over_to_the_kept_customer(ours, clerk):
    kept, gone, third = (make.customer(ours) for _ in range(3))
    for pair in ((gone, third), (kept, gone), (kept, third)):
        not_the_same(*pair, actor=clerk, now=NOW)
    merging.merge(kept, gone, actor=clerk, now=NOW)
    assert [(row.first_id, row.second_id) for row in NotSame.objects.of(ours)] == [(kept.pk, third.pk)]


def test_what_was_written_while_two_were_merged_is_moved_afterwards(ours, clerk):
    kept, gone = make.customer(ours), make.customer(ours)
    done = merging.merge(kept, gone, actor=clerk, now=NOW)
    late = Site.objects.create(company=ours, customer=gone, code="01", name="Late")
    assert settle_recent(NOW) == 1
    assert settle_recent(NOW) == 0
    late.refresh_from_db()
    done.refresh_from_db()
    assert (late.customer, done.late) == (kept, {"registry.Site.customer": [late.pk]})


def test_a_merged_customer_is_changed_no_more(ours, clerk):
    kept, gone = make.customer(ours), make.customer(ours)
    merging.merge(kept, gone, actor=clerk, now=NOW)
    with pytest.raises(ValidationError, match=kept.code):
        change_customer(gone, actor=clerk, city="Rimini")
