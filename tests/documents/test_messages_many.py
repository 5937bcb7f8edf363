"""Messages written for many customers at once are the messages that would have been written one by one."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from cases.models import Dispatch
from documents.models import Attachment, Channel, Message, Recipient
from documents.services.messages.refusals import MessageRefused
from documents.services.messages.writing import Addressee, Draft, write
from documents.services.messages.writing_many import locked_customers, write_many
from registry.actors import Actor
from registry.models import Company, Customer
from tests.documents import good
from tests.factories import mailings as make
from tests.factories import messages as make_messages
from tests.factories.documents import uploaded

NOW = make.NOW
KEYS = [UUID(int=number) for number in range(1, 4)]
MINE = frozenset({"id", "message_id", "key", "rfc_message_id", "ordering_key", "source", "payload"})
pytestmark = pytest.mark.usefixtures("read_here", "committed")


@pytest.fixture
def boss(company: Company) -> Actor:
    return make.boss(company)


@pytest.fixture
def three(company: Company, boss: Actor) -> list[Customer]:
    make.customers(company, 3, pec="x@pec.example.it", agreed=False)
    return list(Customer.objects.of(company).select_related("company", "merged_into").order_by("pk"))


def draft(customer: Customer, key: UUID, **values: Any) -> Draft:
    to = [Addressee(name=customer.name, address=customer.email)] * 2
    known = {"channel": Channel.EMAIL, "to": to, "subject": " Novità ", "body": "Testo\n", "origin": "bulk"}
    return Draft(**{"key": key, **known, **values})


def left(model: type[Model], company: Company) -> list[dict[str, Any]]:
    """The rows of a model, without what two runs never share."""
    rows = model._default_manager.filter(company=company).order_by("pk").values()
    return [{name: value for name, value in row.items() if name not in MINE} for row in rows]


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.PEC, Channel.HAND])
def test_the_same_rows_are_left_as_by_writing_each_alone(
    company: Company, boss: Actor, three: list[Customer], channel: Channel
) -> None:
    for kind in ("email", "pec"):
        make_messages.account(company, kind=kind)
    paper = uploaded(company, boss, good.pdf(), name="listino.pdf", kind="letter")
    drafts = [draft(each, key, channel=channel, documents=[paper]) for each, key in zip(three, KEYS, strict=True)]
    kinds = (Message, Recipient, Attachment, Dispatch)
    Dispatch.objects.of(company).delete()
    for each, one in zip(three, drafts, strict=True):
        write(each, one, actor=boss, now=NOW)
    alone = {kind: left(kind, company) for kind in kinds}
    assert len(alone[Message]) == len(alone[Recipient]) == 3
    for kind in (Dispatch, Attachment, Recipient, Message):
        kind._default_manager.filter(company=company).delete()
    made = write_many(list(zip(three, drafts, strict=True)), actor=boss, now=NOW)
    assert {kind: left(kind, company) for kind in kinds} == alone
    assert [message.key for message in made] == KEYS
    assert [row.message.customer for row in Recipient.objects.of(company).order_by("pk")] == three


def test_a_key_that_was_used_gives_the_message_it_gave_before(boss: Actor, three: list[Customer]) -> None:
    before = write(three[1], draft(three[1], KEYS[1]), actor=boss, now=NOW)
    made = write_many([(each, draft(each, key)) for each, key in zip(three, KEYS, strict=True)], actor=boss, now=NOW)
    assert made[1] == before
    assert Message.objects.of(boss.company_id).count() == 3


def test_where_one_is_refused_none_is_written(boss: Actor, three: list[Customer]) -> None:
    wrong = draft(three[0], KEYS[0], to=[Addressee(address="nowhere")])
    with pytest.raises(MessageRefused) as refused:
        write_many([(three[1], draft(three[1], KEYS[1])), (three[0], wrong)], actor=boss, now=NOW)
    assert [each.code for each in refused.value.refusals] == ["message_address_wrong"]
    assert not Message.objects.of(boss.company_id).exists()


def test_statements_do_not_grow_with_the_number(company: Company, boss: Actor, three: list[Customer]) -> None:
    def asked(some: list[Customer]) -> int:
        with CaptureQueriesContext(connection) as told:
            held = locked_customers(company.pk, [each.pk for each in some])
            write_many([(held[each.pk], draft(each, uuid4())) for each in some], actor=boss, now=NOW)
        return len(told)

    assert asked(three[:1]) == asked(three)
