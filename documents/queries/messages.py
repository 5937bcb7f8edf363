"""The register of messages: for guards, for pages, for lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from cases.access import visible_to
from cases.models import Case
from cases.queries.capped import CAP
from cases.rules.days import day_of
from documents.duties import RECEIVE, SEND
from documents.models import Direction, Evidence, EvidenceKind, Message, MessageStatus, Recipient
from registry.actors import Actor
from registry.models import Customer
from registry.scoping import ScopedQuerySet


@dataclass(frozen=True, slots=True)
class LetterSent:
    """A letter on its way, as a guard weighs it. `kind` is the letter's; `is_returned`: it came back by post.

    `letter` is its number and `dated` the day written on it: the same one may have gone several ways.
    """

    letter: int
    dated: date
    kind: str
    channel: str
    status: str
    sent_on: date | None
    delivered_on: date | None
    presumed_on: date | None
    is_returned: bool

    @property
    def is_lost(self) -> bool:
        """Whether it will not arrive: it came back, or could not be delivered."""
        return self.is_returned or self.status == MessageStatus.FAILED


def letters_sent(company_id: int, case_ids: Collection[int]) -> Mapping[int, tuple[LetterSent, ...]]:
    """Per case the letters that were sent or wait for it, the oldest first, in one statement; without any: absent."""
    found: dict[int, list[LetterSent]] = defaultdict(list)
    came_back = Evidence.objects.of(company_id).filter(message=OuterRef("pk"), kind=EvidenceKind.RETURNED)
    out = Message.objects.of(company_id).filter(case_id__in=case_ids, letter__isnull=False, direction=Direction.OUT)
    kept = out.exclude(status=MessageStatus.CANCELLED).select_related("letter").order_by("pk")
    for row in kept.annotate(is_returned=Exists(came_back)):
        if row.letter is None or row.case_id is None:
            continue
        sent = LetterSent(
            letter=row.letter.pk,
            dated=row.letter.dated,
            kind=row.letter.kind,
            channel=row.channel,
            status=row.status,
            sent_on=day_of(row.sent_at) if row.sent_at else None,
            delivered_on=day_of(row.delivered_at) if row.delivered_at else None,
            presumed_on=row.presumed_delivered_on,
            is_returned=row.is_returned,
        )
        found[row.case_id].append(sent)
    return {case_id: tuple(letters) for case_id, letters in found.items()}


def lost_letters(company_id: int, case_ids: Collection[int], kind: str) -> Mapping[int, date]:
    """The cases whose newest letter of a kind reached nobody by any way it was sent, with its date. One statement.

    One that goes out once more is on its way again, and one that was never sent from here says nothing.
    """
    found = {}
    for case_id, sent in letters_sent(company_id, case_ids).items():
        newest = max((each.letter for each in sent if each.kind == kind), default=None)
        mine = [each for each in sent if each.letter == newest]
        if mine and all(each.is_lost for each in mine):
            found[case_id] = mine[0].dated
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """How the register is narrowed. `words`: of the subject, an address, a name, a case number or a code."""

    direction: str = ""
    channel: str = ""
    status: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None


def readable_by(actor: Actor) -> ScopedQuerySet[Message]:
    """The messages of the cases the actor may see; those of no case for who handles mail."""
    seen = Q(case__in=visible_to(actor))
    if actor.has(SEND) or actor.has(RECEIVE):
        seen |= Q(case__isnull=True)
    return Message.objects.of(actor.company_id).filter(seen)


def register(actor: Actor, asked: Asked) -> ScopedQuerySet[Message]:
    """The register as asked for, the newest first, with what a line shows."""
    rows = readable_by(actor)
    for column, value in (("direction", asked.direction), ("channel", asked.channel), ("status", asked.status)):
        rows = rows.filter(**{column: value}) if value else rows
    if asked.since:
        rows = rows.filter(created_at__date__gte=asked.since)
    if asked.until:
        rows = rows.filter(created_at__date__lte=asked.until)
    if asked.words:
        rows = rows.filter(_meant(actor.company_id, asked.words))
    return rows.select_related("case", "customer").prefetch_related("recipients").order_by("-created_at", "-pk")


def troubled(actor: Actor) -> ScopedQuerySet[Message]:
    """What the actor may see of what did not arrive, or perhaps did not leave, and was not sent again."""
    again = Message.objects.of(actor.company_id).filter(resends=OuterRef("pk")).exclude(status=MessageStatus.CANCELLED)
    rows = register(actor, Asked(direction=Direction.OUT)).filter(~Exists(again))
    return rows.filter(status__in=(MessageStatus.FAILED, MessageStatus.UNKNOWN))


def troubled_without_case(actor: Actor) -> int:
    """How many of these belong to no case, where they leave no work for anybody: at most CAP; one statement.

    Without those of mailings: the page of each says whom it did not reach, and the next one leaves them out.
    """
    rows = troubled(actor).filter(case__isnull=True, mailed__isnull=True)
    return rows.order_by()[:CAP].count() if actor.has(SEND) else 0


def of_customer(customer: Customer, *, actor: Actor, at_most: int = 20) -> list[Message]:
    """The newest messages of a customer that the actor may see, with and without a case. Two statements."""
    rows = readable_by(actor).filter(customer=customer).exclude(status=MessageStatus.TRAY)
    return list(rows.select_related("case").prefetch_related("recipients").order_by("-created_at", "-pk")[:at_most])


def of_case(case: Case) -> list[Message]:
    """The messages of a case the caller was allowed to load, the newest first. Two statements."""
    rows = Message.objects.of(case.company_id).filter(case=case)
    return list(rows.prefetch_related("recipients").order_by("-created_at", "-pk"))


def _meant(company_id: int, words: str) -> Q:
    plain = words.strip()
    to = Recipient.objects.of(company_id).filter(
        Q(address__icontains=plain) | Q(name__icontains=plain), message=OuterRef("pk")
    )
    code = plain.replace("-", "").upper()
    return (
        Q(subject__icontains=plain)
        | Q(case__number__iexact=plain)
        | Q(customer__name__icontains=plain)
        | Q(sender_address__icontains=plain)
        | (Q(code=code) & ~Q(code=""))
        | Q(Exists(to))
    )
