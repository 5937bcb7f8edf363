"""Released runs are written by the worker, some customers at a time: PDF, text, message.

The figures are read, the PDFs set and the texts filled in first; then, in one transaction, the rows that still wait are
locked and written. A worker that dies loses a few PDFs nobody saw; two workers at once set the same ones, and the
second finds no row waiting. When whoever released a run may not any more, it stops, as a mailing does. What the mail
server or the printer does with the message is told in its register.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final

from django.db import OperationalError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from structlog import get_logger

from billing.duties import READ
from billing.models import CustomerStatement, StatementRun
from billing.printing import Press
from billing.queries.statements import accounts, held_customers
from billing.refusals import no, refusal
from billing.services.statements.reasons import told
from billing.services.statements.ways import routes
from billing.services.statements.wording import Words
from cases.rules.days import day_of
from cases.services.chores import Chore, attempted
from documents.duties import SEND
from documents.letters.rendering import LetterFailed
from documents.letters.typeset import TypesettingFailed
from documents.models import Channel
from documents.services.keeping import Made, keep
from documents.services.letters.issuing import language_for
from documents.services.messages.refusals import MessageRefused
from documents.services.messages.writing import Draft, write
from documents.services.messages.writing_many import locked_customers
from documents.services.seals import sealed
from registry.actors import Actor
from registry.services.access import actor_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from billing.models import CollectionHold
    from billing.queries.statements import Account
    from billing.services.statements.ways import Route
    from cases.rules.refusals import Refusal
    from registry.scoping import ScopedQuerySet

WHY: Final = "the worker writes the statements of every company"
AT_ONCE: Final = 40
SECONDS: Final = 20.0
"""How long a round may take before other chores have their turn."""
PDF: Final = "application/pdf"
KIND: Final = "statement_of_account"
"""Read by who reads the ledger, or handles what is sent."""
log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """A statement about to be written; with `refusals` it is not. `hold`: placed since a person looked at the list."""

    row: CustomerStatement
    account: Account
    route: Route
    language: str
    pdf: bytes = b""
    subject: str = ""
    body: str = ""
    refusals: Sequence[Refusal] = ()
    hold: CollectionHold | None = None


def send_released(now: datetime, *, at_once: int = AT_ONCE, seconds: float = SECONDS) -> int:
    """Write what released runs still owe, the oldest run first; how many. Run twice, it changes nothing more."""
    runs = StatementRun.objects.across_companies(WHY).filter(status=StatementRun.RELEASED, company__is_active=True)
    until = monotonic() + seconds
    return sum(
        attempted(partial(_go_on, run, now, at_once, until), statement_run=run.pk)
        for run in runs.select_related("company", "released_by").order_by("pk")
    )


def _go_on(run: StatementRun, now: datetime, at_once: int, until: float) -> int:
    written = 0
    if not _is_still_meant(run, now):
        _end(run, now, is_stopped=True)
        return written
    while monotonic() < until:
        done = step(run, now, at_once)
        if done is None:
            break
        written += done
    return written


def _is_still_meant(run: StatementRun, now: datetime) -> bool:
    """Whether whoever released it works here today with the duties for it; what the product released goes on."""
    if run.released_by is None:
        return True
    actor = actor_for(run.released_by, run.company_id, on=day_of(now))
    return actor is not None and actor.has(READ) and actor.has(SEND)


def step(run: StatementRun, now: datetime, at_once: int = AT_ONCE, *, origin: str = "bulk") -> int | None:
    """Write the next few statements of a run; how many. None when none is left, and the run has ended."""
    rows = list(_waiting(run).select_related("customer__company")[:at_once])
    if not rows:
        _end(run, now)
        return None
    ready = list(prepared(run, rows, now))
    with transaction.atomic():
        locked_customers(
            run.company_id, [row.customer_id for row in rows]
        )  # first, as a merge does that moves the rows
        waiting = still_waiting(run, [row.pk for row in rows])
        writing = _Writing(run, now, origin)
        return sum(writing.settle(each, waiting[each.row.pk]) for each in ready if each.row.pk in waiting)


def prepared(run: StatementRun, rows: Sequence[CustomerStatement], now: datetime) -> Iterator[Ready]:
    """Each statement as it would be written now: the figures of the run's day as the books are, the address of today.

    Outside of any transaction.
    """
    customers = [row.customer for row in rows]
    found = accounts(run.company_id, {each.pk for each in customers}, run.on, from_on=run.from_on)
    where, words = routes(run, customers), Words(run.company_id, day_of(now))
    held = held_customers(run.company_id, day_of(now)) if run.skips_held else {}
    with Press(run.company) as press:
        for row in rows:
            customer, hold = row.customer, None if row.is_held else held.get(row.customer_id)
            begun = Ready(row, found[customer.pk], where[customer.pk], language_for(customer), hold=hold)
            yield _made(run, begun, press, words, now)


def preview(run: StatementRun, row: CustomerStatement) -> bytes:
    """The PDF of one statement as it would be written now. Raises Refused where it cannot be set."""
    customer = row.customer
    account = accounts(run.company_id, [customer.pk], run.on, from_on=run.from_on)[customer.pk]
    to = routes(run, [customer])[customer.pk].to
    try:
        with Press(run.company) as press:
            return press.statement(customer, account, to, language_for(customer), from_on=run.from_on)
    except TypesettingFailed as failed:
        raise no("statement_not_set", words=str(failed)[:300]) from failed


def still_waiting(run: StatementRun, ids: Sequence[int]) -> dict[int, CustomerStatement]:
    """Which of these nobody has written meanwhile, locked."""
    rows = _waiting(run).filter(pk__in=ids).select_for_update(of=("self",))
    return {row.pk: row for row in rows}


def _waiting(run: StatementRun) -> ScopedQuerySet[CustomerStatement]:
    rows = CustomerStatement.objects.of(run.company_id).filter(run=run, status=CustomerStatement.WAITING)
    return rows.order_by("pk")


def _made(run: StatementRun, begun: Ready, press: Press, words: Words, now: datetime) -> Ready:
    row, account, route, language = begun.row, begun.account, begun.route, begun.language
    if refusals := list(_why_not(run, begun)):
        return Ready(row, account, route, language, refusals=refusals)
    try:
        pdf = press.statement(row.customer, account, route.to, language, from_on=run.from_on)
        subject, body = words.write(row.customer, account, language, author=run.released_by_name)
    except TypesettingFailed as failed:
        return Ready(row, account, route, language, refusals=[refusal("statement_not_set", words=str(failed)[:300])])
    except LetterFailed as failed:
        return Ready(row, account, route, language, refusals=[refusal("statement_not_worded", words=str(failed)[:300])])
    except LookupError:
        return Ready(row, account, route, language, refusals=[refusal("statement_text_missing")])
    return Ready(row, account, route, language, sealed(pdf, run.company, now=now), subject, body)


def _why_not(run: StatementRun, ready: Ready) -> Iterator[Refusal]:
    if not ready.route.channel:
        yield refusal("statement_without_address" if run.by_post else "statement_without_mail")
    if ready.hold is not None:
        yield refusal("statement_on_hold", cause=ready.hold.cause)
    if ready.account.is_empty:
        yield refusal("statement_of_nothing")
    if ready.row.key != run.key_of(ready.row.customer_id) and _has_own(run, ready.row):
        yield refusal("statement_twice")


def _has_own(run: StatementRun, row: CustomerStatement) -> bool:
    """Whether the customer has a statement of his own in the run, beside the one that a merge brought him."""
    rows = CustomerStatement.objects.of(run.company_id).filter(run=run, customer_id=row.customer_id)
    return rows.exclude(pk=row.pk).exclude(status=CustomerStatement.REFUSED).exists()


@dataclass(frozen=True, slots=True)
class _Writing:
    """Rows of a run being written, in one transaction."""

    run: StatementRun
    now: datetime
    origin: str

    def settle(self, ready: Ready, row: CustomerStatement) -> bool:
        """Write one, or say why not; each by itself, so that one that is refused takes no other with it."""
        row.balance, row.overdue = ready.account.balance, ready.account.overdue
        row.channel, row.address = ready.route.channel, ready.route.said[:320]
        refusals = list(ready.refusals)
        if not refusals:
            try:
                with transaction.atomic():
                    self._write(ready, row)
            except MessageRefused as refused:
                refusals = list(refused.refusals)
            except (OperationalError, OSError):
                raise
            except Exception:
                log.exception("statement_broke", run=self.run.pk, customer=row.customer_id)
                refusals = [refusal("statement_broke")]
        if refusals:
            row.document = row.message = None
            row.why = told(refusals)
            row.refuse()
        row.save()
        return not refusals

    def _write(self, ready: Ready, row: CustomerStatement) -> None:
        run, customer = self.run, ready.row.customer
        actor = Actor(run.released_by_id, run.released_by_name, frozenset({SEND}), run.company_id)
        row.document = keep(_named(ready, run), customer, actor=actor, now=self.now)
        by_mail = ready.route.channel in (Channel.EMAIL, Channel.PEC)
        draft = Draft(
            key=row.key,
            channel=Channel(ready.route.channel),
            to=[ready.route.to],
            subject=ready.subject,
            body=ready.body if by_mail else "",
            documents=[row.document],
            origin=self.origin,
        )
        row.message = write(customer, draft, actor=actor, now=self.now)
        row.written_at = self.now
        row.write()


def _named(ready: Ready, run: StatementRun) -> Made:
    said = {"code": ready.row.customer.code, "day": run.on.isoformat()}
    with override(ready.language):
        title = _("Statement of account as of %(day)s") % {"day": date_format(run.on, "SHORT_DATE_FORMAT")}
        name = _("statement-%(code)s-%(day)s.pdf") % said
    return Made(ready.pdf, name, PDF, KIND, title, run.on)


@transaction.atomic
def _end(run: StatementRun, now: datetime, *, is_stopped: bool = False) -> None:
    held = StatementRun.objects.of(run.company_id).select_for_update(of=("self",)).get(pk=run.pk)
    if held.status != StatementRun.RELEASED or held.released_by_id != run.released_by_id:
        return
    if is_stopped:
        held.stop()
    else:
        held.end()
        held.ended_at = now
    held.save()
    log.info("statements_stopped" if is_stopped else "statements_sent", run=held.pk)


chore: Final = Chore("billing.statements", 5, send_released)
