"""Mail that came in: what waits in the tray, what came about a case, one message with all that belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Prefetch, Q
from django.http import Http404

from cases.access import visible_to
from cases.models import Case
from documents.models import Attachment, Direction, Evidence, Incoming, IncomingState, Message, MessageStatus
from registry.actors import Actor
from registry.queries.customers import by_code
from registry.scoping import ScopedQuerySet

PAGE: Final = 25
STUCK_AFTER: Final = 3
TRAY, ASIDE, FILED = MessageStatus.TRAY, MessageStatus.SET_ASIDE, MessageStatus.RECEIVED
SHOWN: Final = (TRAY, ASIDE, FILED)


@dataclass(frozen=True, slots=True)
class MailPage:
    """One page, newest first; `more` when there are older ones."""

    messages: Sequence[Message]
    page: int
    more: bool


def readable(actor: Actor) -> ScopedQuerySet[Message]:
    """The inbound messages of the actor's company whose case he may see, or that have none yet."""
    inbound = Message.objects.of(actor.company_id).filter(direction=Direction.IN)
    return inbound.filter(Q(case__isnull=True) | Q(case__in=visible_to(actor)))


def page_of(actor: Actor, status: str, page: int = 1) -> MailPage:
    """A page of those in one state: of the tray, set aside, or filed under a case. Three statements."""
    rows = readable(actor).filter(status=status).select_related("case", "customer", "account")
    first = (max(page, 1) - 1) * PAGE
    found = list(rows.prefetch_related(_arrivals(actor)).order_by("-created_at", "-pk")[first : first + PAGE + 1])
    return MailPage(found[:PAGE], max(page, 1), len(found) > PAGE)


def waiting(actor: Actor) -> int:
    """How many messages wait in the tray."""
    return readable(actor).filter(status=TRAY).count()


def stuck(actor: Actor) -> int:
    """How many mails were kept and could not be read in several attempts."""
    unread = Incoming.objects.of(actor.company_id).exclude(state=IncomingState.READ)
    return unread.filter(attempts__gte=STUCK_AFTER).count()


def one(actor: Actor, key: UUID) -> Message:
    """An inbound message with what came with it. Raises Http404 for one the actor may not see."""
    files = Attachment.objects.of(actor.company_id).select_related("document__file")
    rows = readable(actor).select_related("case", "customer", "account", "original")
    found = (
        rows.prefetch_related(_arrivals(actor), Prefetch("attachments", files), "recipients").filter(key=key).first()
    )
    if found is None:
        raise Http404("no such message")
    return found


def arrival_of(message: Message) -> Incoming | None:
    """The mail a message was made of; None for one that was made otherwise."""
    return next((one for one in message.arrivals.all() if not one.is_repeat), None)


def candidates_of(actor: Actor, told: Iterable[Mapping[str, object]]) -> list[tuple[Case, list[str]]]:
    """The cases a mail may belong to that the actor may see, in the order they were found, with the reasons."""
    reasons = {int(str(one["case"])): one["reasons"] for one in told}
    cases = visible_to(actor).select_related("customer").in_bulk(list(reasons))
    return [(cases[pk], _words(told)) for pk, told in reasons.items() if pk in cases]


def _words(told: object) -> list[str]:
    return [str(one) for one in told] if isinstance(told, list) else []


def loose_evidence(actor: Actor, *, at_most: int = 50) -> list[Evidence]:
    """Receipts and returned mail that fit no message of ours, newest first."""
    rows = Evidence.objects.of(actor.company_id).filter(message__isnull=True)
    return list(rows.select_related("document").order_by("-pk")[:at_most])


def loose(actor: Actor, pk: int) -> Evidence:
    """One of them. Raises Http404."""
    found = Evidence.objects.of(actor.company_id).filter(pk=pk, message__isnull=True).first()
    if found is None:
        raise Http404("no such evidence")
    return found


def sent_about(actor: Actor, number: str) -> list[Message]:
    """The messages sent from a case the actor may see, or to a customer without a case, newest first.

    `number` is a case's or a customer's code; none for one that is neither.
    """
    wanted = number.strip().upper()
    rows = Message.objects.of(actor.company_id).filter(direction=Direction.OUT)
    case = visible_to(actor).filter(number=wanted).first()
    if case is not None:
        return list(rows.filter(case=case).prefetch_related("recipients")[:50])
    customer = by_code(actor.company_id, wanted) if wanted else None
    if customer is None:
        return []
    return list(rows.filter(customer=customer, case__isnull=True).prefetch_related("recipients")[:50])


def _arrivals(actor: Actor) -> Prefetch[Any]:
    return Prefetch("arrivals", Incoming.objects.of(actor.company_id).order_by("pk"))
