"""A mailing to many customers: worked out, written into the register, and sent as files instead of to a server."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from cases.management.bench import scratch
from cases.outbox import relay
from documents.duties import MAIL_MANY, SEND
from documents.management.bench import setting
from documents.models import Mailing, MailingPurpose
from documents.queries.mailings import totals
from documents.services.mailings import drafts, lists, preparing, releasing
from registry.actors import Actor
from registry.models import Company, Consent, Customer
from registry.models.party import ConsentSource, Purpose

N: Final = 10_000
SENT: Final = 1_000
"""So many leave, with all the others waiting behind them: each is a conversation of its own with a mail server."""
NOW: Final = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TEXT: Final = (
    "Novità per {{ customer.name }}",
    "Spett. {{ customer.name }},\n\nle nuove tariffe sono sul nostro sito.\n\nCordiali saluti\n{{ company.name }}",
)


def run(n: int) -> dict[str, Any]:
    """Offers to `n` customers who agreed and n/4 who did not, or have no address; each read again as it is written."""
    with setting.folder():
        company = Company.objects.create(slug="bench", name="Bench")
        actor = setting.person(company, [SEND, MAIL_MANY], NOW)
        _customers(company, n)
        mailing = _mailing(actor)
        before = setting.peak_mb()
        prepared = setting.done(lambda: _prepare(mailing, actor), enough=1)
        counted, after = totals(mailing), setting.peak_mb()
        releasing.release(mailing, actor=actor, now=NOW)
        scratch.analyse()
        written = setting.done(lambda: releasing.release_some(NOW))
        holder = relay.new_holder()
        sent = setting.done(lambda: relay.run_once(NOW + timedelta(minutes=1), holder).delivered, enough=SENT)
        chunks = -(-counted.all // preparing.PORTION)
        return {
            "on_the_list": counted.all,
            "prepare_s": round(prepared.seconds, 2),
            "prepare_statements_a_chunk": round(prepared.statements / chunks, 1),
            "prepare_mb": after - before,
            **written.figures("written"),
            **sent.figures("sent"),
            "peak_mb": setting.peak_mb() - before,
        }


def _prepare(mailing: Mailing, actor: Actor) -> int:
    preparing.prepare(mailing, actor=actor, now=NOW)
    return 1


def _customers(company: Company, n: int) -> None:
    """Of those who do not get it one half said no and the other has no address."""
    scratch.fill(
        Customer(company=company, code="C", name="Bench"),
        n + n // 4,
        code="'C' || lpad(g::text, 6, '0')",
        name="'Customer ' || g",
        search_key="'c'",
        email=f"CASE WHEN g > {n} AND g % 2 = 0 THEN '' ELSE 'c' || g || '@example.org' END",
    )
    first = Customer.objects.of(company).order_by("pk").values_list("pk", flat=True)[0]
    said = Consent(
        company=company,
        customer_id=first,
        purpose=Purpose.MARKETING,
        given=True,
        on=date(2026, 6, 1),
        source=ConsentSource.WEB,
        recorded_at=NOW,
    )
    scratch.fill(said, n + n // 4, customer_id=f"g + {first - 1}", given=f"g <= {n} OR g % 2 = 0")
    scratch.analyse()


def _mailing(actor: Actor) -> Mailing:
    everybody = lists.save(None, lists.Wanted(name="Everybody"), actor=actor, now=NOW)
    wanted = drafts.Wanted(name="Offer", list=everybody, purpose=MailingPurpose.MARKETING, texts={"it": TEXT})
    return drafts.save(None, wanted, actor=actor, now=NOW)
