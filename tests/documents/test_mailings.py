"""A mailing goes to who may get it, once each, and can be stopped between any two."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.core import mail

from cases.outbox import relay
from documents.models import CustomerList, EvidenceKind, Mailing, MailingRow, MailingStatus, Message
from documents.services.mailings import lists, preparing, releasing, unsubscribing, wording
from documents.services.mailings.refusals import MailingRefused
from documents.services.messages import evidence
from registry.actors import Actor
from registry.models import Code, Company
from tests.factories import mailings as make
from tests.factories import messages as make_messages

NOW = make.NOW
SERVICE = {"purpose": "service", "reason": "Contratto di servizio, art. 7"}
pytestmark = pytest.mark.usefixtures("read_here", "committed")


@pytest.fixture
def boss(company: Company) -> Actor:
    return make.boss(company)


def why(mailing: Mailing) -> dict[str, str]:
    rows = MailingRow.objects.of(mailing.company_id).filter(mailing=mailing).select_related("customer")
    return {row.customer.code: row.why_not for row in rows}


def fresh(mailing: Mailing) -> Mailing:
    return Mailing.objects.of(mailing.company_id).get(pk=mailing.pk)


def written(mailing: Mailing) -> list[str]:
    rows = MailingRow.objects.of(mailing.company_id).filter(mailing=mailing, message__isnull=False)
    return list(rows.order_by("customer__code").values_list("customer__code", flat=True))


def leave() -> None:
    relay.run_once(NOW, relay.new_holder())


def test_offers_go_only_to_who_agreed_and_everybody_else_is_listed_with_the_reason(
    company: Company, boss: Actor
) -> None:
    make.customers(company, 2)
    make.customers(company, 1, first=200, agreed=False)
    (withdrew,) = make.customers(company, 1, first=210)
    make.consent(withdrew, given=False, on=date(2026, 7, 1))
    make.customers(company, 1, first=220, email="")
    make.customers(company, 1, first=230, email="perché@example.it")
    make.customers(company, 1, first=240, email="CLIENTE100@example.it")
    assert why(make.prepared(boss)) == {
        "C000100": "",
        "C000101": "",
        "C000200": "no_consent",
        "C000210": "withdrawn",
        "C000220": "no_address",
        "C000230": "address_wrong",
        "C000240": "twice",
    }


def test_what_law_or_contract_require_needs_a_reason_and_no_consent(company: Company, boss: Actor) -> None:
    make.customers(company, 1, agreed=False)
    with pytest.raises(MailingRefused) as refused:
        make.mailing(boss, purpose="service")
    assert refused.value.refusals[0].code == "mailing_reason_missing"
    mailing = make.prepared(boss, list=CustomerList.objects.of(company).get(), **SERVICE)
    assert why(mailing) == {"C000100": ""}
    releasing.release(mailing, actor=boss, now=NOW)
    releasing.release_some(NOW)
    assert "unsubscribe" not in Message.objects.of(company).get().body


def test_offers_do_not_go_by_pec(company: Company, boss: Actor) -> None:
    with pytest.raises(MailingRefused) as refused:
        make.mailing(boss, channel="pec", texts={})
    assert {each.code for each in refused.value.refusals} == {"mailing_offers_by_email", "mailing_without_text"}


def test_an_account_of_another_kind_is_refused_before_anybody_is_written_to(
    company: Company, boss: Actor, settings: Any
) -> None:
    make.customers(company, 1, pec="uno@pec.example.it")
    ordinary = make_messages.account(company)
    with pytest.raises(MailingRefused) as refused:
        make.mailing(boss, channel="pec", account=ordinary, **SERVICE)
    assert [each.code for each in refused.value.refusals] == ["mailing_account_wrong"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    everybody = CustomerList.objects.of(company).get()
    with pytest.raises(MailingRefused) as refused:
        make.prepared(boss, channel="pec", list=everybody, **SERVICE)
    assert [each.code for each in refused.value.refusals] == ["mailing_without_account"]


def test_an_address_from_which_the_last_message_came_back_is_left_out(company: Company, boss: Actor) -> None:
    make.customers(company, 2)
    sent = make_messages.message(company, "cliente100@example.it", channel="email")
    evidence.record(sent, make_messages.given(EvidenceKind.BOUNCE, "cliente100@example.it"), actor=boss, now=NOW)
    assert why(make.prepared(boss)) == {"C000100": "address_failed", "C000101": ""}
    later = make_messages.message(company, "cliente100@example.it", channel="email")
    proof = make_messages.given(EvidenceKind.DELIVERY, "cliente100@example.it")
    evidence.record(later, proof, actor=boss, now=NOW)
    assert why(preparing.prepare(Mailing.objects.of(company).get(), actor=boss, now=NOW))["C000100"] == ""


def test_a_consent_given_long_ago_is_pointed_out_and_counts(company: Company, boss: Actor) -> None:
    Code.objects.create(list="consent_review", code="marketing", valid_from=date(2020, 1, 1), extra={"days": 730})
    (old,) = make.customers(company, 1, agreed=False)
    make.consent(old, on=date(2024, 1, 1))
    mailing = make.prepared(boss)
    row = MailingRow.objects.of(company).get(mailing=mailing)
    assert (row.why_not, row.is_consent_old) == ("", True)


def test_a_list_is_criteria_with_who_is_added_and_left_out_by_hand(company: Company, boss: Actor) -> None:
    make.customers(company, 3, province="BO")
    make.customers(company, 2, first=200, province="RA", is_prospect=True)
    bologna = lists.Criteria(provinces=["BO"])
    saved = make.saved_list(boss, criteria=bologna, added=["c000200"], left_out=["C000101"])
    codes = set(lists.members(saved, NOW.date()).values_list("code", flat=True))
    assert codes == {"C000100", "C000102", "C000200"}
    saved = lists.save(saved, lists.Wanted(name="Solo loro", is_by_hand=True, added=["C000201"]), actor=boss, now=NOW)
    assert [each.code for each in lists.members(saved, NOW.date())] == ["C000201"]
    with pytest.raises(MailingRefused) as refused:
        make.saved_list(boss, name="Altri", added=["C999999"])
    assert refused.value.refusals[0].params == {"typed": "C999999"}


def test_a_field_that_does_not_exist_is_named_and_nothing_is_prepared(company: Company, boss: Actor) -> None:
    make.customers(company, 1)
    mailing = make.mailing(boss, texts={"it": ("Ciao {{ customer.nome }}", "Testo")})
    (found,) = wording.findings(mailing.texts.get())
    assert (found.code, found.what, found.meant) == ("unknown_field", "customer.nome", "customer.name")
    with pytest.raises(MailingRefused):
        preparing.prepare(mailing, actor=boss, now=NOW)
    assert fresh(mailing).status == MailingStatus.DRAFT


def test_everybody_gets_it_once_with_his_name_in_his_language(company: Company, boss: Actor) -> None:
    make.customers(company, 2)
    make.customers(company, 1, first=200, country="DE", name="Kunde")
    english = ("Offer for {{ customer.name }}", "Dear {{ customer.name }}, our offer.")
    mailing = make.prepared(boss, texts={"it": make.TEXT, "en": english})
    releasing.release(mailing, actor=boss, now=NOW)
    assert releasing.release_some(NOW) == 3
    assert releasing.release_some(NOW) == 0
    leave()
    assert sorted(each["Subject"] for each in sent()) == [
        "Offer for Kunde",
        "Offerta per Cliente 100",
        "Offerta per Cliente 101",
    ]
    (offer,) = [each for each in Message.objects.of(company) if each.subject == "Offer for Kunde"]
    assert "/unsubscribe/" in offer.body
    assert "because you agreed" in offer.body
    assert fresh(mailing).status == MailingStatus.RELEASED
    assert {row.created_by_id for row in Message.objects.of(company)} == {boss.user_id}


def sent() -> list[Any]:
    """What left, as a mail program reads it."""
    return [message_from_bytes(each.message().as_bytes(), policy=default) for each in mail.outbox]


def test_a_mail_program_can_unsubscribe_for_its_user(company: Company, boss: Actor) -> None:
    (only,) = make.customers(company, 1)
    mailing = make.prepared(boss)
    releasing.release(mailing, actor=boss, now=NOW)
    releasing.release_some(NOW)
    leave()
    (arrived,) = sent()
    address = arrived["List-Unsubscribe"].strip("<>")
    assert arrived["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in arrived.get_content()
    asked = unsubscribing.read(address.rstrip("/").rpartition("/")[2])
    assert asked is not None
    assert [unsubscribing.unsubscribe(asked, NOW) for _twice in range(2)] == [True, False]
    (_given, withdrawn) = only.consents.order_by("pk")
    assert (withdrawn.given, withdrawn.source, withdrawn.recorded_by) == (False, "email", None)


def test_who_says_no_says_it_for_whoever_is_reached_at_his_address(company: Company, boss: Actor) -> None:
    (one,) = make.customers(company, 1, email="studio@example.it")
    (same,) = make.customers(company, 1, first=200, email="Studio@example.it")
    (silent,) = make.customers(company, 1, first=210, email="studio@example.it", agreed=False)
    (other,) = make.customers(company, 1, first=220)
    mailing = make.prepared(boss)
    asked = unsubscribing.Asked(one, mailing, "studio@example.it")
    assert unsubscribing.unsubscribe(asked, NOW)
    holds = {each.code: each.consents.order_by("on", "pk").last() for each in (one, same, silent, other)}
    assert {code: row.given if row else None for code, row in holds.items()} == {
        one.code: False,
        same.code: False,
        silent.code: None,
        other.code: True,
    }
    assert not unsubscribing.unsubscribe(asked, NOW)
    assert same.consents.count() == 2


@pytest.mark.parametrize("token", ["", "x", "example", "a.b.c"])
def test_a_token_that_is_not_ours_says_nothing(company: Company, token: str) -> None:
    assert unsubscribing.read(token) is None
