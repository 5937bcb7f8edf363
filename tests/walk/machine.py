"""The walk itself: rules that hypothesis strings together, each followed by the laws."""

from __future__ import annotations

import json
from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cases.definition import MACHINE
from cases.models import Case, CaseEvent, Dispatch, Hold, WorkItem
from cases.outbox import consumers, delivery, relay
from cases.outbox.limits import USUAL
from cases.services import holds, work
from cases.services.clockwork import tick
from cases.services.errors import NotPermitted, Refused, StaleCase
from cases.services.intake import open_case
from cases.services.transitions import Command, perform
from registry.actors import Actor
from tests.conformance import life
from tests.conformance.subjects import samples
from tests.walk import laws, matters, people
from tests.walk.crashes import Crash, Dying
from tests.walk.picking import Picking

DICE = st.integers(0, 2**32 - 1)
NO = (NotPermitted, Refused, StaleCase)
OPENED_AT_MOST = 5
HOURS = (1, 5, 24, 72, 24 * 8, 24 * 31)
ACTS = (
    *("act",) * 4,
    "sign_everything",
    "all_goes_well",
    "something_happens_outside",
    "messages_arrive",
    "time_passes",
    "open",
    "work_on_something",
    "stop_or_restart",
    "act_on_a_page_of_before",
    "a_message_comes_twice",
    "it_dies_in_the_middle_of_a_step",
    "the_relay_dies",
)
"""What may happen; that people act comes first and often, so that a walk gets somewhere."""
COUNTED = (Case, CaseEvent, WorkItem, Dispatch, Hold)


class Walk(Picking, RuleBasedStateMachine):
    """A company at work on one process. Subclasses name the matter."""

    matter: matters.Matter
    moved = 0

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.now = life.NOW
        self.turn = 0
        self.process = self.matter.process

    @initialize()
    def begin(self) -> None:
        """An office with its people, and one case."""
        self.company = life.make.company(f"walk-{uuid4().hex[:8]}")
        matters.prepare(self.company)
        self.people = people.cast(self.process, self.company)
        self.stranger = life.make.actor(self.company, "stranger@example.org", "cases.read")
        self.open(Random(0))

    def teardown(self) -> None:
        """At the end every message arrives, and nothing is left waiting; then all is taken back."""
        try:
            if hasattr(self, "stranger"):
                self.settle_down()
        finally:
            transaction.savepoint_rollback(self.savepoint)

    def settle_down(self) -> None:
        """Let the relay come to an end, through every back-off."""
        for _ in range(12):
            self.now += timedelta(hours=7)
            relay.run_once(self.now, uuid4().hex)
        left = Dispatch.objects.of(self.company).exclude(status="delivered").values_list("consumer", "last_error")
        if left:
            raise laws.Broken(f"never delivered: {list(left)[:3]}")
        laws.examine(self.company, self.now, at_rest=True)

    @rule(what=st.sampled_from(ACTS), seed=DICE)
    def happens(self, what: str, seed: int) -> None:
        """One of the acts below; the turn counts in, so that the same dice do not fall alike for ever."""
        self.turn += 1
        getattr(self, what)(Random(f"{seed}/{self.turn}"))

    # --- what people do -------------------------------------------------------------------------------------------
    def open(self, dice: Random) -> None:
        """A case is opened, of this process or of one beside it; the same click twice opens one."""
        process = dice.choice((self.process, self.process, *self.matter.also))
        if Case.objects.of(self.company).count() >= OPENED_AT_MOST:
            return
        typed = samples(process).inputs(process.opening.code, self.company, None)
        by = life.taker(process, process.opening, self.company)
        command = self.command(by, typed)
        first = open_case(process.code, self.company, life.customer(self.company), command)
        again = open_case(process.code, self.company, life.customer(self.company), command)
        assert (again.repeated, again.case.pk) == (True, first.case.pk)

    def act(self, dice: Random) -> None:
        """Some people try steps, one after the other."""
        for _ in range(3):
            self.step(dice)
            self.the_laws_hold()

    def step(self, dice: Random) -> None:
        """Somebody tries a step: it happens exactly when the judge says so, and the same click twice is one step."""
        case, actor, code, typed = self.attempt_of(dice)
        said = self.says(case, actor, code)
        command = self.command(actor, typed)
        try:
            done = perform(case, code, command)
        except NO as no:
            if said and not isinstance(no, Refused):
                raise laws.Broken(f"{case.number}: the judge allowed {code}, and {no!r}") from no
            return
        if not said:
            raise laws.Broken(f"{case.number}: {code} happened against the judge")
        type(self).moved += 1
        again = perform(done.case, code, command)
        assert (again.repeated, again.event.pk) == (True, done.event.pk)

    def act_on_a_page_of_before(self, dice: Random) -> None:
        """A page shown before somebody else moved changes nothing."""
        case, actor, code, typed = self.attempt_of(dice)
        before = self.digest()
        try:
            perform(case, code, self.command(actor, typed, version=case.version + 3))
        except StaleCase:
            assert self.digest() == before
            return
        raise laws.Broken(f"{case.number}: {code} was done for a page of before")

    def work_on_something(self, dice: Random) -> None:
        """Work is taken, given back or ended, by whoever tries."""
        items = list(WorkItem.objects.of(self.company).filter(status__in=laws.WORKED).order_by("pk"))
        if not items:
            return
        item, actor = dice.choice(items), self.somebody(dice)
        outcome, why = dice.choice([("favourable", ""), ("favourable", ""), ("unfavourable", "Non va")])
        acts = [work.take, work.release]
        if dice.random() < 0.5:
            self.tried(lambda: work.complete(item, outcome, why, actor=actor, now=self.now))
        else:
            act = dice.choice(acts)
            self.tried(lambda: act(item, actor=actor, now=self.now))

    def sign_everything(self, dice: Random) -> None:
        """The checks of a case are ended in favour, each by whoever may."""
        self.sign(self.some_case(dice))

    def sign(self, case: Case) -> None:
        items = WorkItem.objects.of(self.company).filter(case=case, status__in=laws.WORKED).exclude(step="")
        for item in items.order_by("pk"):
            any(self.signed(item, actor) for actor in self.people if actor.has(item.duty))

    def all_goes_well(self, dice: Random) -> None:
        """A case goes on its way, state by state, as far as it is let: without this no short walk comes to the end."""
        case = self.some_case(dice)
        for _ in self.process.path:
            self.sign(case)
            onward = [each for each in self.allowed(case) if self.leads_on(case, each[1])]
            if not onward:
                return
            actor, move = dice.choice(onward)
            typed = {} if move.duty == MACHINE else samples(self.process).inputs(move.code, self.company, case)
            try:
                case = perform(case, move.code, self.command(actor, typed)).case
            except NO:
                return
            type(self).moved += 1
            self.the_laws_hold()

    def signed(self, item: WorkItem, actor: Actor) -> bool:
        return self.tried(lambda: work.complete(item, "favourable", actor=actor, now=self.now))

    def stop_or_restart(self, dice: Random) -> None:
        """A hold is placed, or one is lifted."""
        case, actor = self.some_case(dice), self.somebody(dice)
        active = Hold.objects.of(self.company).filter(case=case, status=Hold.ACTIVE).first()
        if active:
            self.tried(lambda: holds.lift(active, reason="Chiarito", actor=actor, now=self.now))
        else:
            stop = holds.Stop(reason="In attesa", until_on=self.now.date() + timedelta(days=dice.randint(1, 9)))
            self.tried(lambda: holds.place(case, stop, actor=actor, now=self.now))

    # --- what happens by itself -----------------------------------------------------------------------------------
    def time_passes(self, dice: Random) -> None:
        """Clocks run, with a worker that may have slept, or with two of them."""
        self.now += timedelta(hours=dice.choice(HOURS))
        for _ in range(dice.randint(1, 2)):
            report = tick(self.now)
            assert not report.failed, report

    def something_happens_outside(self, dice: Random) -> None:
        """What only this process knows of: a payment, a document."""
        self.matter.outside(self.company, self.now, dice)

    def messages_arrive(self, dice: Random) -> None:
        """The relay comes by; until it does, every hint was lost."""
        del dice
        relay.run_once(self.now, uuid4().hex)

    def a_message_comes_twice(self, dice: Random) -> None:
        """What was delivered is handed over again, past the outbox: a reaction does nothing a second time."""
        done = list(Dispatch.objects.of(self.company).filter(status="delivered").select_related("event__case"))
        if not done:
            return
        dispatch = dice.choice(done)
        consumer = consumers.named(dispatch.consumer)
        assert consumer is not None
        assert delivery.attempt(dispatch.pk, consumer, self.now, USUAL) == delivery.Attempt.BUSY
        if consumer.name.startswith(self.process.code):
            before = self.digest(Case, CaseEvent)
            result = dict(dispatch.result)
            with transaction.atomic():
                consumer.handle(dispatch, self.now)
            if "refused" not in json.dumps(result) and dispatch.created_at == self.now:
                assert self.digest(Case, CaseEvent) == before

    # --- crashes --------------------------------------------------------------------------------------------------
    def it_dies_in_the_middle_of_a_step(self, dice: Random) -> None:
        """A process that dies at some statement of a step leaves nothing of it; begun again, it is done once."""
        case, actor, code, typed = self.attempt_of(dice)
        command, before = self.command(actor, typed), self.digest()
        try:
            with Dying(dice.randint(1, 16)):
                perform(case, code, command)
        except Crash:
            assert self.digest() == before, "a crash left something"
            self.tried(lambda: perform(case, code, command))
        except NO:
            pass

    def the_relay_dies(self, dice: Random) -> None:
        """So does a relay; the next one, after its lease has run out, goes on."""
        try:
            with Dying(dice.randint(1, 25)):
                relay.run_once(self.now, uuid4().hex)
        except Crash:
            pass

    @invariant()
    def the_laws_hold(self) -> None:
        """After every step."""
        if not hasattr(self, "stranger"):
            return
        self.now += timedelta(minutes=1)
        laws.examine(self.company, self.now)
        for process in (self.process, *self.matter.also):
            laws.hold(process, self.company)
        self.matter.law(self.company)

    # --- picking --------------------------------------------------------------------------------------------------
    def command(self, by: Actor, inputs: dict[str, Any], version: int | None = None) -> Command:
        return Command(actor=by, now=self.now, command_id=uuid4(), version=version, inputs=inputs)

    def tried(self, act: Any) -> bool:
        """Whether it was done rather than refused; a refusal leaves nothing."""
        before = self.digest()
        try:
            act()
        except NO:
            assert self.digest() == before, "a refusal left something"
            return False
        return True

    def digest(self, *models: Any) -> list[Any]:
        """Enough of the rows to see whether anything changed."""
        counts = [model.objects.of(self.company).count() for model in models or COUNTED]
        heads = Case.objects.of(self.company).order_by("pk").values_list("state", "version", "seq", "head_hash")
        return [counts, list(heads)]
