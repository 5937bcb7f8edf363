"""A process changes: its cases stay, move or are stuck, by a preview first and journaled moves then."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import TextChoices

from cases.definition import Clock, Stage, catalogue
from cases.models import Case, CaseEvent, Deadline, StageRun, WorkItem
from cases.queries.path import path
from cases.queries.timeline import timeline
from cases.services import migrating, work
from cases.services.diagnosis.verification import verify
from cases.services.errors import NotPermitted
from cases.services.intake import open_case
from cases.services.judgement import verdicts
from cases.services.transitions import perform
from registry.models import Company
from tests.factories import cases as cast
from tests.factories import registry as office
from tests.paper import cast as derogation_cast
from tests.paper import request
from tests.paper.fixtures import eco as derogations
from tests.paper.fixtures import paper, requests
from tests.paper.process import process as derogation

__all__ = ["derogations", "paper", "requests"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("requests")]
S = request.S


class Renamed(TextChoices):
    DRAFT = "draft", "Draft"
    UNDER_CHECK = "under_check", "Under check"
    UNDER_APPRAISAL = "under_appraisal", "Under appraisal"
    UNDER_DECISION = "under_decision", "Under decision"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"


NAMES = {"under_review": "under_appraisal", "rejected": "declined"}


def install(process):
    """The release: the new version takes the place of the old one."""
    catalogue.unregister(process.code)
    catalogue.register(process)


def renamed(transition):
    sources = tuple(NAMES.get(state, state) for state in transition.from_states)
    return replace(transition, sources=sources, target=NAMES.get(transition.target, transition.target))


SECOND = replace(
    request.process,
    version=2,
    states=Renamed,
    final=frozenset({Renamed.APPROVED, Renamed.DECLINED}),
    transitions=tuple(map(renamed, request.process.transitions)),
    stages={NAMES.get(state, str(state)): stage for state, stage in request.process.stages.items()},
    clocks=(
        Clock("check", S.UNDER_CHECK, working_days=3),
        Clock("decide", Renamed.UNDER_APPRAISAL, working_days=10),
        Clock("answer", Renamed.UNDER_APPRAISAL, calendar_days=5),
    ),
)


@pytest.fixture
def eco():
    cast.waste_code("170504")
    return cast.company()


@pytest.fixture
def ada(eco):
    everything = ("enter", "check", "review", "decide")
    return cast.actor(eco, "ada@example.org", "admin.configure", *(f"request.{duty}" for duty in everything))


@pytest.fixture
def three(eco, ada):
    """One case under check, one under review, one rejected."""

    def gone(*steps):
        sheet = {"waste_code": "170504", "quantity_per_year": Decimal(9)}
        case = open_case("request", eco, None, cast.command(ada, inputs=sheet)).case
        for step in steps:
            case = perform(case, step, cast.command(ada)).case
        return case

    return gone("submit"), gone("submit", "pass_on"), gone("submit", "pass_on", "reject")


@pytest.fixture
def second(three):
    del three
    install(SECOND)
    return migrating.Plan(process=SECOND, states=NAMES, reason="new names")


def told(company, plan=None):
    groups = migrating.preview(plan or migrating.Plan(process=SECOND), company)
    return {group.state: (group.count, group.verdict, group.target) for group in groups}


def test_without_a_mapping_cases_in_unknown_states_are_stuck(eco, second):
    assert told(eco) == {
        "rejected": (1, "stuck", "rejected"),
        "under_check": (1, "stays", "under_check"),
        "under_review": (1, "stuck", "under_review"),
    }


def test_the_mapping_says_where_they_move(eco, second):
    assert told(eco, second)["under_review"] == (1, "moves", "under_appraisal")
    assert told(eco, second)["rejected"] == (1, "moves", "declined")
    assert Case.objects.of(eco).filter(process_version=1).count() == 3


def test_a_case_in_an_unknown_state_is_still_shown(three, second, ada):
    case = three[1]
    case.dossier = case.process.dossier.objects.of(case.company_id).get(pk=case.pk)
    assert case.process.state_label(case.state) == "under_review"
    entries = timeline(case)
    assert path(case, entries)[-1].label == "under_review"
    assert verdicts(case, ada, cast.NOW.date()) == []
    assert str(WorkItem.objects.of(case.company_id).filter(case=case).last().label) == ""


def test_a_move_is_journaled_and_leaves_clocks_and_work_of_the_new_state(eco, ada, three, second):
    before = Deadline.objects.of(eco).get(case=three[1], clock="decide")
    assert migrating.migrate(second, eco, actor=ada, now=cast.NOW) == {"stays": 1, "moves": 2}
    case = Case.objects.of(eco).get(pk=three[1].pk)
    assert (case.state, case.process_version, case.version) == ("under_appraisal", 2, three[1].version + 1)
    assert case.state_since == three[1].state_since
    event = CaseEvent.objects.of(eco).filter(case=case).last()
    assert (event.kind, event.from_state, event.to_state) == ("case.migrated", "under_review", "under_appraisal")
    matter = json.loads(event.body)["matter"]
    assert (matter["from_version"], matter["to_version"], matter["inputs"]) == (1, 2, {"reason": "new names"})
    clocks = Deadline.objects.of(eco).filter(case=case, status="running").values_list("clock", "due_on")
    assert dict(clocks) == {"decide": before.due_on, "answer": cast.NOW.date().replace(day=21)}
    item = WorkItem.objects.of(eco).get(case=case, status="open")
    assert (item.state, item.queue) == ("under_appraisal", "request.review")
    assert verify(Company.objects.get(pk=eco.pk)).wrong == []


def test_a_staying_case_keeps_its_version_number_of_the_dossier_and_its_terms(eco, ada, three, second):
    before = list(Deadline.objects.of(eco).filter(case=three[0]).values())
    migrating.migrate(second, eco, actor=ada, now=cast.NOW)
    case = Case.objects.of(eco).get(pk=three[0].pk)
    assert (case.process_version, case.version, case.seq) == (2, three[0].version, three[0].seq + 1)
    assert list(Deadline.objects.of(eco).filter(case=three[0]).values()) == before


def test_work_stays_in_the_hands_it_is_in_when_its_duty_stays(eco, ada, three, second):
    item = work.take(WorkItem.objects.of(eco).get(case=three[1], status="open"), actor=ada, now=cast.NOW)
    migrating.migrate(second, eco, actor=ada, now=cast.NOW)
    kept = WorkItem.objects.of(eco).get(pk=item.pk)
    assert (kept.status, kept.assignee_id, kept.state) == ("taken", ada.user_id, "under_appraisal")


def test_work_of_a_duty_that_is_gone_is_opened_anew_even_where_the_case_stays(eco, ada, three, second):
    stages = {**SECOND.stages, S.UNDER_CHECK: Stage(label="Look", duty="review")}
    steps = tuple(replace(each, duty="review") if each.duty == "check" else each for each in SECOND.transitions)
    plan = replace(second, process=replace(SECOND, stages=stages, transitions=steps))
    install(plan.process)
    migrating.migrate(plan, eco, actor=ada, now=cast.NOW)
    items = WorkItem.objects.of(eco).filter(case=three[0]).order_by("pk").values_list("duty", "status")
    assert list(items)[-2:] == [("request.check", "cancelled"), ("request.review", "open")]


def test_a_second_run_moves_nothing(eco, ada, second):
    migrating.migrate(second, eco, actor=ada, now=cast.NOW, batch=1)
    assert migrating.migrate(second, eco, actor=ada, now=cast.NOW) == {"stays": 0, "moves": 0}
    assert {group.verdict for group in migrating.preview(second, eco)} == {"present"}


def test_a_reverse_mapping_takes_it_back(eco, ada, three, second):
    migrating.migrate(second, eco, actor=ada, now=cast.NOW)
    install(request.process)
    back = migrating.Plan(process=request.process, states={new: old for old, new in NAMES.items()})
    assert migrating.migrate(back, eco, actor=ada, now=cast.NOW) == {"stays": 1, "moves": 2}
    case = Case.objects.of(eco).get(pk=three[1].pk)
    assert (case.state, case.process_version) == ("under_review", 1)
    assert [row.clock for row in Deadline.objects.of(eco).filter(case=case, status="running")] == ["decide"]
    closed = Case.objects.of(eco).get(pk=three[2].pk)
    assert (closed.state, closed.closed_at) == ("rejected", three[2].closed_at)


@pytest.mark.parametrize(
    ("states", "state", "why"),
    [
        ({"rejected": "draft"}, "rejected", migrating.WOULD_OPEN),
        ({}, "rejected", migrating.UNKNOWN_STATE),
    ],
)
def test_a_stuck_case_says_why(eco, second, states, state, why):
    groups = migrating.preview(replace(second, states=states), eco)
    assert next(group.why for group in groups if group.state == state) == why


def test_an_open_case_in_a_state_that_became_final_is_stuck(eco, second):
    plan = replace(second, process=replace(SECOND, final=SECOND.final | {"under_check"}))
    groups = migrating.preview(plan, eco)
    assert next(group.why for group in groups if group.state == "under_check") == migrating.NOT_ENDED


def test_a_stage_of_several_people_whose_flow_is_gone_is_cancelled(derogations):
    case = derogation_cast.under_review(derogations)
    alone = Stage(label="Conclude", duty="conclude")
    changed = replace(derogation, version=2, stages={**derogation.stages, "under_review": alone})
    install(changed)
    who = cast.actor(derogations, "boss@example.org", "admin.configure")
    plan = migrating.Plan(process=changed, states={"under_review": "draft"})
    migrating.migrate(plan, derogations, actor=who, now=cast.NOW)
    assert not StageRun.objects.filter(case=case).exclude(status="CANCELED").exists()
    assert [item.state for item in derogation_cast.open_items(case).values()] == ["draft"]


def test_only_an_administrator_of_the_company_migrates(eco, second):
    clerk = cast.actor(eco, "clerk@example.org", "request.enter")
    with pytest.raises(NotPermitted):
        migrating.migrate(second, eco, actor=clerk, now=cast.NOW)


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('[states]\nrejected = "lost"', "no state “lost”"),
        ('[states]\na = "draft"\ndraft = "approved"', "moved on itself"),
        ("states = 3", "is a table"),
        ("colour = 3", "“colour” is not known"),
        ("states =", "no TOML"),
    ],
)
def test_a_wrong_mapping_is_explained(tmp_path, toml, says):
    file = tmp_path / "m.toml"
    file.write_text(toml, encoding="utf-8")
    with pytest.raises(migrating.PlanWrong, match=says):
        migrating.read_plan(file, request.process)


def test_the_command_previews_applies_and_fails_while_cases_are_stuck(tmp_path, eco, second):
    office.member(eco, "admin.configure", who=office.user("boss@example.org"))
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command("migrate_cases", "request", "--company", "ecoverde", stdout=said)
    assert "version 1 under_review (open): 1 stuck: the state is unknown" in said.getvalue()
    file = tmp_path / "m.toml"
    file.write_text('reason = "new names"\n[states]\nunder_review = "under_appraisal"\nrejected = "declined"\n')
    said = StringIO()
    named = ("request", "--company", "ecoverde", "--mapping", str(file))
    call_command("migrate_cases", *named, "--apply", "--as", "boss@example.org", stdout=said)
    assert said.getvalue().endswith("migrate_cases request version 2: moved 2, stayed 1\n")
    with pytest.raises(CommandError, match="--as"):
        call_command("migrate_cases", *named, "--apply")
