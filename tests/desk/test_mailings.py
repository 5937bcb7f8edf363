"""A mailing from its list to the register, and the page where a customer says that he wants no more."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from documents.models import MailAccount, Mailing, MailingRow, MailingStatus, Message
from documents.services.mailings import releasing, unsubscribing
from registry.models import Customer
from registry.models.party import Purpose
from registry.queries import consents
from tests.desk.houses import at, eco
from tests.desk.world import House
from tests.factories import mailings as make

__all__ = ["eco"]


def text(answer: Any) -> str:
    return answer.content.decode()


def typed(eco: House, **values: Any) -> dict[str, Any]:
    words = {"subject_it": "Novità", "body_it": "Gentile {{ customer.name }}, ecco le novità."}
    known = {"name": "Novità di novembre", "list": eco.rows["list"].pk, "purpose": "marketing", "channel": "email"}
    return {**known, **words, **values}


def test_an_attachment_that_is_none_is_named_on_the_form(eco: House) -> None:
    client = eco.client()
    assert client.post(at(eco, "new-mailing"), typed(eco)).status_code == 302
    mailing = Mailing.objects.of(eco.company).get(name="Novità di novembre")
    answer = client.post(at(eco, "mailing-papers", mailing.key), {"file": SimpleUploadedFile("listino.pdf", b"")})
    assert (answer.status_code, "listino.pdf è vuoto" in text(answer)) == (422, True)


def test_what_is_wrong_with_a_text_stands_under_its_language(eco: House) -> None:
    client = eco.client()
    client.post(at(eco, "new-mailing"), typed(eco, body_it="{{ customer.nome }}"))
    page = text(client.get(at(eco, "mailing", Mailing.objects.of(eco.company).get(name="Novità di novembre").key)))
    assert "Italiano: da correggere" in page


def test_what_is_said_below_an_offer_ends_with_one_full_stop() -> None:
    offer = Mailing(purpose="marketing")
    for company in ("Lumen Energia S.r.l.", "Lumen"):
        said = unsubscribing.closing(offer, "t", "it", company)
        assert said.partition("\nSe non")[0].endswith(f" {company.removesuffix('.')}.")


def test_the_form_of_a_new_list_says_where_one_is(eco: House) -> None:
    page = text(eco.client().get(at(eco, "new-customer-list")))
    crumbs = page.partition('<nav class="crumbs"')[2].partition("</nav>")[0]
    assert all(at(eco, name) in crumbs for name in ("messages", "mailings", "customer-lists"))


def test_from_the_list_to_the_register(eco: House) -> None:
    Customer.objects.of(eco.company).filter(pk=eco.customer.pk).update(email="info@rossi.example")
    MailAccount.objects.of(eco.company).update(is_active=False)
    client = eco.client()
    assert at(eco, "mailings") in text(client.get(at(eco, "messages")))
    assert eco.customer.name in text(client.get(at(eco, "customer-list", eco.rows["list"].pk)))
    assert client.post(at(eco, "new-mailing"), typed(eco)).status_code == 302
    mailing = Mailing.objects.of(eco.company).get(name="Novità di novembre")
    page = at(eco, "mailing", mailing.key)
    trial = text(client.get(at(eco, "try-mailing", mailing.key)))
    assert f"Gentile {eco.customer.name}, ecco" in trial
    assert client.post(at(eco, "test-mailing", mailing.key), {"to": "io@example.it"}).status_code == 302
    assert [each.to for each in mail.outbox] == [["io@example.it"]]
    assert client.post(page, {"step": "release"}).status_code == 409
    for step in ("prepare", "release"):
        assert client.post(page, {"step": step}).status_code == 302
    assert releasing.release_some(make.NOW) == 1
    message = Message.objects.of(eco.company).get(subject="Novità")
    shown = text(client.get(page))
    assert at(eco, "message", message.key) in shown
    assert b"info@rossi.example" in b"".join(client.get(at(eco, "mailing-file", mailing.key, "csv")).streaming_content)


def test_a_wrong_field_is_shown_with_its_place_and_nothing_is_prepared(eco: House) -> None:
    client = eco.client()
    client.post(at(eco, "new-mailing"), typed(eco, body_it="Gentile {{ customer.nome }}"))
    mailing = Mailing.objects.of(eco.company).get(name="Novità di novembre")
    answer = client.post(at(eco, "mailing", mailing.key), {"step": "prepare"})
    assert answer.status_code == 409
    assert "customer.nome" in text(answer)
    assert "customer.name" in text(answer), "the field that may be meant"
    assert not MailingRow.objects.of(eco.company).filter(mailing=mailing).exists()


def test_what_is_wrong_is_said_and_what_was_typed_stays(eco: House) -> None:
    answer = eco.client().post(at(eco, "new-mailing"), typed(eco, purpose="service", body_it="Resta qui"))
    assert (answer.status_code, "Resta qui" in text(answer)) == (409, True)
    answer = eco.client().post(at(eco, "new-customer-list"), {"name": "X", "who": "named", "added": "C999999"})
    assert (answer.status_code, "C999999" in text(answer)) == (409, True)


def link(eco: House) -> str:
    token = unsubscribing.token_of(eco.rows["mailing"], eco.customer.pk)
    return f"/unsubscribe/{token}/"


def said(eco: House) -> bool:
    row = consents.newest(eco.company.pk, Purpose.MARKETING, [eco.customer.pk])[eco.customer.pk]
    return row.given


def test_following_the_link_changes_nothing_and_tells_nothing_but_a_masked_address(eco: House) -> None:
    answer = Client().get(link(eco))
    page = text(answer)
    assert (answer.status_code, said(eco)) == (200, True)
    assert "i•••@rossi.example" in page
    for secret in ("info@rossi.example", eco.customer.name, eco.customer.code):
        assert secret not in page
    assert answer.headers["Content-Language"] == "it"


def test_a_mail_program_unsubscribes_with_one_click_and_twice_is_once(eco: House) -> None:
    client = Client(enforce_csrf_checks=True)
    for _twice in range(2):
        assert client.post(link(eco), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert said(eco) is False
    assert eco.customer.consents.filter(given=False).count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_was_cut_has_a_page_of_its_own(eco: House, method: str) -> None:
    answer = getattr(Client(), method)(link(eco)[:-6] + "/")
    assert answer.status_code == 404
    assert "mailto" not in text(answer)
    assert said(eco) is True


def test_only_who_may_is_offered_the_release(eco: House) -> None:
    page = at(eco, "mailing", eco.rows["mailing"].key)
    assert 'value="release"' in text(eco.client().get(page))
    assert eco.client("idle").post(page, {"step": "release"}).status_code == 403
    assert Mailing.objects.of(eco.company).get(pk=eco.rows["mailing"].pk).status == MailingStatus.PREPARED
