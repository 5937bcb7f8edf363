"""The queues a person serves: his own duties' and those of the people he stands in for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from cases.definition import catalogue
from cases.models import WorkItem
from cases.models.kept import Given
from cases.queries.branches import EACH_QUEUE, Branch
from cases.queries.places import anybody, chosen, person
from cases.queries.substitutions import acting_for
from cases.rules.days import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from registry.actors import Actor
    from registry.scoping import ScopedQuerySet

SUPERVISE: Final = "supervise"
"""The duty of a process that gets what a clock or the machine could not do."""


SOON: Final = timedelta(hours=48)
NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Instant:
    """What statements about work ask of the clock: the instant, two days later, and the day in Rome."""

    now: Any
    soon: Any
    today: Any

    @classmethod
    def of(cls, now: datetime) -> Instant:
        """As it is at an instant."""
        return cls(now, now + SOON, day_of(now))

    @property
    def values(self) -> dict[str, Any]:
        """By the names of the places."""
        return {"now": self.now, "soon": self.soon, "today": self.today}


LATER: Final = Instant(Given("now"), Given("soon"), Given("today"))


@dataclass(frozen=True, slots=True)
class Queues:
    """The queues of a person; for each, as whom he serves it: himself first, then those he stands in for.

    `processes` are the codes of those in the catalogue: with the rest they say all that a statement about the work of
    this person depends on, so that it can be kept (see `anybodys`).
    """

    actor: Actor
    served: tuple[tuple[str, tuple[Actor, ...]], ...]
    now: datetime
    at: Instant
    processes: tuple[str, ...]

    @property
    def anybodys(self) -> Queues:
        """The same with places where instant, company and people go: equal for all who have the same duties."""
        stands, _values = self._anybody()
        served = tuple((queue, tuple(stands[actor] for actor in actors)) for queue, actors in self.served)
        return replace(self, actor=stands[self.actor], served=served, now=NEVER, at=LATER)

    @property
    def values(self) -> dict[str, Any]:
        """What goes in these places, by name."""
        _stands, values = self._anybody()
        return {**self.at.values, **values}

    def _anybody(self) -> tuple[dict[Actor, Actor], dict[str, Any]]:
        return anybody([self.actor, *(actor for _queue, actors in self.served for actor in actors)])

    def mine(self) -> Branch:
        """What he took and has not put off."""
        taken = WorkItem.objects.of(self.actor.company_id).filter(status=WorkItem.TAKEN, assignee_id=self.actor.user_id)
        return Branch(taken.filter(Q(follow_up_on__isnull=True) | Q(follow_up_on__lte=self.at.today)))

    def by_queue(self) -> list[Branch]:
        """One short scan of an index per queue; what came back from being put off, apart."""
        waiting = self._open().filter(follow_up_on__isnull=True, queue=EACH_QUEUE)
        return [*(Branch(waiting.filter(_may_act(actors)), queues) for actors, queues in self._groups()), *self._back()]

    def together(self) -> list[Branch]:
        """For counting what a day narrows down: one scan per set of people he serves queues for."""
        waiting = self._open().filter(follow_up_on__isnull=True)
        grouped = [waiting.filter(_may_act(actors), queue__in=queues) for actors, queues in self._groups()]
        return [*map(Branch, grouped), *self._back()]

    def put_off(self) -> list[Branch]:
        """What he, or somebody who serves the same queue, put off to a later day."""
        later = Q(follow_up_on__gt=self.at.today)
        rows = WorkItem.objects.of(self.actor.company_id).filter(later)
        mine = rows.filter(status=WorkItem.TAKEN, assignee_id=self.actor.user_id)
        waiting = self._open().filter(later, follow_up_on__isnull=False)
        grouped = [waiting.filter(_may_act(actors), queue__in=queues) for actors, queues in self._groups()]
        return [Branch(mine), *map(Branch, grouped)]

    def served_as(self, item: WorkItem) -> Actor:
        """As whom he would take a waiting item: himself where he may."""
        for actor in dict(self.served).get(item.queue, ()):
            if not item.candidates or person(actor) in item.candidate_ids:
                return actor
        return self.actor

    def _open(self) -> ScopedQuerySet[WorkItem]:
        return WorkItem.objects.of(self.actor.company_id).filter(status=WorkItem.OPEN)

    def _back(self) -> list[Branch]:
        """Items put off whose day has come: few, in an index of their own, so that they do not burden the queues."""
        back = self._open().filter(follow_up_on__isnull=False, follow_up_on__lte=self.at.today)
        return [Branch(back.filter(_may_act(actors), queue__in=queues)) for actors, queues in self._groups()]

    def _groups(self) -> list[tuple[Sequence[Actor], tuple[str, ...]]]:
        groups: dict[tuple[int | None, ...], tuple[Sequence[Actor], list[str]]] = {}
        for queue, actors in self.served:
            people = tuple(person(actor) for actor in actors)
            groups.setdefault(people, (actors, []))[1].append(queue)
        return [(actors, tuple(queues)) for actors, queues in groups.values()]


def queues_of(actor: Actor, now: datetime) -> Queues:
    """The queues of an actor, with those of the people he stands in for today, in one statement."""
    others: list[Actor] = []
    if actor.user_id is not None and actor.acting_for_id is None:
        others = acting_for(actor.user_id, actor.company_id, day_of(now))
    return _serving(actor, others, now)


def own_queues(actor: Actor, now: datetime) -> Queues:
    """The queues of an actor's own duties alone, without asking the database."""
    return _serving(actor, (), now)


def _serving(actor: Actor, others: Iterable[Actor], now: datetime) -> Queues:
    asked = _asked()
    served: dict[str, list[Actor]] = defaultdict(list)
    for one in (actor, *others):
        for duty in sorted(one.duties & asked):
            served[duty].append(one)
    return Queues(
        actor=actor,
        served=tuple((queue, tuple(actors)) for queue, actors in served.items()),
        now=now,
        at=Instant.of(now),
        processes=tuple(process.code for process in catalogue.processes()),
    )


_more: set[str] = set()


def add(*duties: str) -> None:
    """Let duties of packages above be queues, too: of work that belongs to no state of a case."""
    _more.update(duties)


def _asked() -> set[str]:
    """Every duty that can be a queue: those of stages, the supervisor's, and what packages above added."""
    return _more | {
        process.duty(duty)
        for process in catalogue.processes()
        for duty in {SUPERVISE}.union(*(stage.duties for stage in process.stages.values()))
    }


def _may_act(actors: Iterable[Actor]) -> Q:
    """Items anybody with the duty may take, and those for which one of these people was chosen."""
    named = (Q(candidates__contains=chosen(person(actor))) for actor in actors)
    return reduce(or_, named, Q(candidates=""))
