"""Announcements without a case, and consumers that come and go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any

from cases.models import Dispatch
from cases.outbox import announcing, consumers
from cases.outbox.consumers import Consumer
from registry.models import Company

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
TOPIC = "paper.announced"
_sources = count(1)


def announced(of: Company, *words: str, key: str = "K1", **values: Any) -> list[Dispatch]:
    """One announcement per word, owed to whoever subscribed to TOPIC."""
    rows = []
    for word in words:
        usual = {"source": f"test:{next(_sources)}", "ordering_key": key, "origin": "desk", "at": NOW}
        rows += announcing.saved(announcing.owed(of.pk, TOPIC, {"word": word}, **{**usual, **values}))
    return rows


def fresh(dispatch: Dispatch) -> Dispatch:
    return Dispatch.objects.of(dispatch.company_id).get(pk=dispatch.pk)


@contextmanager
def subscribed(*subscribers: Consumer) -> Iterator[None]:
    consumers.subscribe(*subscribers)
    try:
        yield
    finally:
        for consumer in subscribers:
            consumers.unsubscribe(consumer.name)


class Recorder:
    """Remembers the words it was handed, and fails on those named in `broken`."""

    def __init__(self, name: str = "recorder", **values: Any) -> None:
        self.words: list[str] = []
        self.broken: dict[str, Exception] = {}
        self.consumer = Consumer(name, (TOPIC,), self.handle, **values)

    def handle(self, dispatch: Dispatch, now: datetime) -> dict[str, str]:
        word = dispatch.payload["word"]
        if word in self.broken:
            raise self.broken[word]
        self.words.append(word)
        return {"heard": word}
