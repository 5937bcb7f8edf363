"""Writing to a customer about no case, from his page; filing with him what he writes."""

from __future__ import annotations

from uuid import uuid4

from documents.models import EvidenceKind, Message
from documents.services.messages import evidence
from tests.desk.houses import at, eco
from tests.desk.world import House
from tests.factories import messages as make

__all__ = ["eco"]

MAIL = {"others": "neri@rossi.example\n", "subject": "Auguri", "body": "Buongiorno."}


def written(eco: House) -> Message:
    eco.client().post(at(eco, "write-to-customer", eco.customer.code), {**MAIL, "key": str(uuid4())})
    return Message.objects.of(eco.company).get(subject="Auguri")


def test_one_writes_from_the_customers_page_and_finds_it_there(eco: House) -> None:
    page = eco.client().get(at(eco, "customer", eco.customer.code)).content.decode()
    assert at(eco, "write-to-customer", eco.customer.code) in page
    message = written(eco)
    page = eco.client().get(at(eco, "customer", eco.customer.code)).content.decode()
    assert at(eco, "message", message.key) in page
    assert (
        at(eco, "message", message.key)
        not in eco.client("idle").get(at(eco, "customer", eco.customer.code)).content.decode()
    )
    own = eco.client().get(at(eco, "message", message.key)).content.decode()
    assert at(eco, "customer", eco.customer.code) in own
    register = eco.client().get(at(eco, "messages")).content.decode()
    assert at(eco, "message", message.key) in register


def test_what_did_not_arrive_is_on_the_first_page_of_who_sends_and_goes_again(eco: House) -> None:
    message = written(eco)
    given = make.given(EvidenceKind.REFUSED, reference="<own>", words="550 no such user")
    evidence.record(message, given, actor=eco.actor(), now=make.NOW)
    home = eco.client().get(at(eco, "home")).content.decode()
    assert "1 messaggio non consegnato" in home
    assert "messaggio non consegnato" not in eco.client("idle").get(at(eco, "home")).content.decode()
    form = eco.client().get(at(eco, "resend-message", message.key))
    assert form.status_code == 200
    typed = {**MAIL, "subject": "Auguri di nuovo", "key": str(uuid4())}
    assert eco.client().post(at(eco, "resend-message", message.key), typed).status_code == 302
    again = Message.objects.of(eco.company).get(subject="Auguri di nuovo")
    assert (again.resends, again.customer) == (message, eco.customer)
    assert "messaggio non consegnato" not in eco.client().get(at(eco, "home")).content.decode()


def test_the_tray_proposes_the_customer_files_with_him_and_he_is_answered_from_there(eco: House) -> None:
    came = eco.rows["tray"]
    page = eco.client().get(at(eco, "mail-message", came.key)).content.decode()
    assert at(eco, "mail-customer", came.key) in page
    assert f'value="{eco.customer.code}"' in page, "the customer the sender points to"
    wrong = eco.client().post(at(eco, "mail-customer", came.key), {"code": "C999999"})
    assert (wrong.status_code, "C999999" in wrong.content.decode()) == (422, True)
    assert eco.client().post(at(eco, "mail-customer", came.key), {"code": eco.customer.code}).status_code == 302
    assert eco.client().post(at(eco, "mail-customer", came.key), {"code": eco.customer.code}).status_code == 409
    reply = f"{at(eco, 'write-to-customer', eco.customer.code)}?reply={came.key}"
    for route in ("message", "mail-message"):
        assert reply in eco.client().get(at(eco, route, came.key)).content.decode()
    form = eco.client().get(reply).content.decode()
    assert "Re: Certificato di analisi" in form
    assert "mario@rossi.example" in form


def test_a_message_of_a_case_is_not_answered_as_if_it_were_about_none(eco: House) -> None:
    failed = eco.rows["failed"]
    address = f"{at(eco, 'write-to-customer', eco.customer.code)}?reply={failed.key}"
    assert eco.client().get(address).status_code == 404
