"""The register of messages of the demo: accounts, letters on their way, mail that came in, statements, mailings."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from cases.models import Case, CaseEvent
from cases.rules.days import ROME
from desk.demo.messages import incoming, mailings, statements
from desk.demo.messages.posting import booked
from documents.models import Channel, EvidenceKind, MailAccount, MailKind, Message, MessageStatus
from documents.services import appointments
from documents.services.messages import accounts
from documents.services.messages.sweeping import presume

if TYPE_CHECKING:
    from desk.demo.world import World

NUMBER: Final = "15398{:07d}-{}"
OFFICES: Final = (
    (MailKind.EMAIL, "Ufficio clienti", "clienti@{}.example"),
    (MailKind.PEC, "PEC aziendale", "{}@pec.demo.example"),
)


def fill(world: World) -> None:
    """Everything of one company that was written and came in; a company without cases writes statements alone."""
    office = [_account(world, *line) for line in OFFICES]
    statements.fill(world)
    _on_paper(world)
    if Case.objects.of(world.company).exists():
        incoming.fill(world, office[0])
        _meet(world)
        mailings.fill(world)
    presume(world.office_hours(0))


def _account(world: World, kind: MailKind, name: str, address: str) -> MailAccount:
    """An account with no server behind it: what a visitor of the demo sends is written to a file."""
    blank = MailAccount()
    values = {column: getattr(blank, column) for column in accounts.COLUMNS}
    values |= {"name": name, "kind": kind, "address": address.format(world.company.slug)}
    return accounts.save(None, {**values, "display_name": world.company.name}, actor=world.actors["admin"])


def _on_paper(world: World) -> None:
    """Registered letters get their number and, but for the newest, their card; what goes by hand was handed over."""
    waiting = Message.objects.of(world.company).filter(status=MessageStatus.QUEUED, case__isnull=False)
    registered = list(waiting.filter(channel=Channel.REGISTERED).order_by("created_at", "pk"))
    clerk = world.actors["backoffice"] if registered else None
    for number, message in enumerate(registered, start=1):
        if clerk is None:
            return
        code = NUMBER.format(4410000 + number * 137, number % 10)
        booked(message, EvidenceKind.POSTING, _days_after(world, message, 1), actor=clerk, number=code)
        if number < len(registered):
            booked(message, EvidenceKind.RETURN_CARD, _days_after(world, message, 6), actor=clerk, number=code)
    for message in waiting.filter(channel=Channel.HAND).order_by("pk"):
        words = "Consegnata allo sportello all'autista, che ha firmato per ricevuta."
        booked(
            message,
            EvidenceKind.HANDED_OVER,
            _days_after(world, message, 2),
            actor=world.actors["backoffice"],
            words=words,
        )


def _days_after(world: World, message: Message, days: int) -> datetime:
    """Some days after a message, not before the last that happened to its case, not after the demo's present."""
    last = CaseEvent.objects.of(world.company).filter(case=message.case_id).order_by("-seq").values_list("occurred_at")
    wanted = max(message.created_at + timedelta(days=days), last[0][0] + timedelta(minutes=20))
    return min(wanted, world.office_hours(0))


def _meet(world: World) -> None:
    """A sampling next week for the newest case under technical review."""
    rows = Case.objects.of(world.company).filter(closed_at__isnull=True, customer__isnull=False)
    case = rows.filter(state="under_technical_review").order_by("-opened_at", "-pk").select_related("customer").first()
    if case is None or case.customer is None:
        return
    starts = datetime.combine(world.today + timedelta(days=6), time(9, 30), tzinfo=ROME)
    plan = appointments.Plan(
        kind="sampling",
        title="Campionamento in contraddittorio",
        starts_at=starts,
        ends_at=starts + timedelta(hours=1, minutes=30),
        place=f"{case.customer.address}, {case.customer.city}",
        notes="Portare i contenitori in vetro; DPI obbligatori all'ingresso.",
    )
    appointments.make(case, plan, actor=world.actors["backoffice"], now=world.office_hours(0))
