"""Who is told what: consumers subscribe to topics when their app is ready.

def ready(self) -> None:
    consumers.subscribe(*import_string("workflows.contract.reactions.consumers"))
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from cases.models import Case, Dispatch

    Handle = Callable[[Dispatch, datetime], Mapping[str, Any] | None]

_consumers: dict[str, Consumer] = {}


@dataclass(frozen=True, slots=True)
class Consumer:
    """One subscriber. `topics` may hold patterns ("*.approved"); `origins` which events it cares about.

    handle   `handle(dispatch, now)` runs in one transaction with the status of its dispatch: what it does in the
             database happens exactly once. It may return what it did, as JSON; `{"case": number}` names a case
             opened or moved. Different keys may be handled at the same time.
    prepare  `prepare(dispatch, now)` does what may not wait inside a transaction (HTTP, mail, files) and runs
             before `handle`, outside of any. It must send `dispatch.key()` along as idempotency key: a relay that
             dies before the answer is stored asks again with the same key. `handle` finds the answer in
             `dispatch.prepared`; once stored it is never asked again.
    when     whether an event of this case concerns it; None: always. It costs no statement: the case is loaded.
             Who asks is told of cases alone: nothing that a contract, a document or an invoice announces is owed to it
    awaited  the desk waits for it before it answers the person (ARCHITECTURE section 3)
    label    who is told, as a person reads it on the page of dispatches
    Imported history is left out unless `origins` names "import": last year's letters must not leave tonight.
    """

    name: str
    topics: tuple[str, ...]
    handle: Handle
    origins: frozenset[str] = frozenset({"desk", "bulk", "timer", "reaction", "demo", "portal", "api"})
    prepare: Handle | None = None
    awaited: bool = False
    when: Callable[[Case], bool] | None = None
    label: str | _StrPromise = ""

    def wants(self, topic: str, origin: str) -> bool:
        """Whether an announcement of this topic and origin is owed to this consumer."""
        return origin in self.origins and any(fnmatchcase(topic, pattern) for pattern in self.topics)


def subscribe(*subscribers: Consumer) -> None:
    """Make consumers known. Raises ValueError when a name is taken by another."""
    for consumer in subscribers:
        if _consumers.setdefault(consumer.name, consumer) is not consumer:
            raise ValueError(f"consumer {consumer.name} is subscribed already")
    interested.cache_clear()


def unsubscribe(name: str) -> None:
    """Forget a consumer (tests only)."""
    _consumers.pop(name, None)
    interested.cache_clear()


def named(name: str) -> Consumer | None:
    """The consumer of that name, or None when its code was removed."""
    return _consumers.get(name)


def names() -> list[str]:
    """Every subscriber's name, sorted."""
    return sorted(_consumers)


def awaited() -> list[str]:
    """The subscribers a person waits for: what they open is shown to him."""
    return sorted(name for name, consumer in _consumers.items() if consumer.awaited)


def concerns(consumer: Consumer, case: Case | None) -> bool:
    """Whether it wants to hear of this case at all, or of what is not about a case."""
    return consumer.when is None or (case is not None and consumer.when(case))


@lru_cache(maxsize=4096)
def interested(topic: str, origin: str) -> tuple[Consumer, ...]:
    """The consumers to whom an announcement is owed, by name."""
    return tuple(_consumers[name] for name in sorted(_consumers) if _consumers[name].wants(topic, origin))
