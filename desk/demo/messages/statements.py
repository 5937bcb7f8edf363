"""Statements of account of the demo: last month's went out in a lot, this month's list waits to be looked through."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_OID, uuid5

from billing.models import StatementRun
from billing.models.statements import Whom
from billing.services.statements.deciding import release
from billing.services.statements.preparing import Wish, prepare
from billing.services.statements.sending import step
from cases.rules.days import day_of
from desk.demo.messages.posting import ORIGIN, go
from documents.models import Channel, Message, PrintBatch
from documents.services.messages import deciding, printing

if TYPE_CHECKING:
    from datetime import date, datetime

    from desk.demo.world import World

RETURNED: Final = "Destinatario trasferito"


def fill(world: World) -> None:
    """One run sent, one prepared; of the letters on paper some were posted, one came back, one waits."""
    end_of_month, now = world.today.replace(day=1) - timedelta(days=1), world.office_hours(0)
    released_at = min(world.office_hours(max((world.today - end_of_month).days - 4, 0)), now)
    sent = _prepare(world, end_of_month, released_at, "sent", whom=Whom.OPEN)
    release(sent, actor=world.actors["credito"], now=released_at)
    while step(sent, released_at, origin=ORIGIN) is not None:
        continue
    messages = list(Message.objects.of(world.company).filter(key__in=sent.statements.values("key")).order_by("pk"))
    for message in messages:
        if message.channel in (Channel.EMAIL, Channel.PEC):
            go(message)
    _print(world, [each for each in messages if each.channel == Channel.POST], released_at, now)
    _prepare(world, day_of(now), now, "next", whom=Whom.OVERDUE, days=30)


def _prepare(world: World, on: date, now: datetime, name: str, *, whom: Whom, days: int | None = None) -> StatementRun:
    key = uuid5(NAMESPACE_OID, f"statements/{world.company.slug}/{name}")
    wish = Wish(on=on, whom=whom, days=days, key=key)
    return prepare(wish, actor=world.actors["credito"], now=now)


def _print(world: World, letters: list[Message], released_at: datetime, now: datetime) -> None:
    """All but the last are printed at once and posted the next day; the first came back a week later."""
    if len(letters) < 2:
        return
    clerk, keys = world.actors["credito"], [each.key for each in letters[:-1]]
    batch = printing.gather(keys, is_double_sided=True, actor=clerk, now=released_at)
    printing.make(batch, released_at)
    made = PrintBatch.objects.of(world.company).get(pk=batch.pk)
    posted_at, back_at = (min(released_at + timedelta(days=days), now) for days in (1, 9))
    printing.post_batch(made, day_of(posted_at), actor=clerk, now=posted_at)
    deciding.returned(letters[0].code, day_of(back_at), RETURNED, actor=clerk, now=back_at)
