"""A log before the judge: accepted, refused at an event by a name, or not evaluable."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from cases.definition import catalogue
from cases.models import Case, CaseEvent
from cases.services.importing import mapping_file, report, run
from cases.services.importing.replay import ASPECTS
from tests.factories import cases as cast
from tests.factories import logs as make
from tests.factories import registry as office
from tests.paper.fixtures import requests

__all__ = ["requests"]
pytestmark = pytest.mark.usefixtures("requests")

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@pytest.fixture
def replayed(tmp_path):
    """Write rows, read them back, replay them: the reading, and the first case."""

    def replay(rows, *aspects, company=None, **tables):
        path = make.write_csv(tmp_path / "log.csv", rows, [*make.HEADER, "plant", "tax"])
        process = catalogue.get("request")
        mapping = mapping_file.from_tables(make.mapping(**tables), process)
        chosen = frozenset(aspects or ASPECTS)
        reading = run.evaluate(path, process, mapping, now=NOW, company=company, aspects=chosen)
        return reading, next(iter(reading.replays), None)

    return replay


def objections(replay):
    return [(each.aspect, each.name) for each in replay.objections]


def test_a_case_that_kept_every_rule_is_accepted_in_its_state(replayed):
    _, case = replayed(make.whole("A"))
    assert report.outcome(case) == "accepted"
    assert case.case.state == "approved"


def test_nothing_is_written(replayed, db):
    replayed(make.whole("A"), company=cast.company())
    assert not Case.objects.across_companies("a test").exists()
    assert not CaseEvent.objects.across_companies("a test").exists()


def test_a_step_out_of_order_is_refused_at_its_line(replayed):
    rows = make.whole("A")
    _, case = replayed([rows[0], rows[1], rows[3]])
    assert objections(case) == [("order", "wrong_state")]
    assert (case.refused_at.line, case.refused_at.activity) == (4, "reviewed")
    assert case.case.state == "under_check"


def test_a_case_that_does_not_begin_with_its_opening_is_refused(replayed):
    _, case = replayed(make.whole("A")[1:])
    assert ("order", "not_opened") in objections(case)


def test_a_case_opened_twice_is_refused(replayed):
    rows = make.whole("A")
    _, case = replayed([rows[0], rows[0]])
    assert objections(case) == [("order", "opened_twice")]


def test_a_log_that_does_not_record_the_opening_may_say_so(replayed):
    reading, case = replayed(make.whole("A")[1:], case={"opens_with_first": True})
    assert report.outcome(case) == "accepted"
    told = report.document(reading.gathered, reading.replays, {})["not_evaluable"]
    assert {"duties.enter", "separation.open"} <= set(told)


def test_who_lacked_the_duty_is_refused_by_its_name(replayed):
    rows = make.whole("A")
    rows[4]["role"] = "lab"
    _, case = replayed(rows)
    assert objections(case) == [("duties", "decide")]


def test_who_decided_on_his_own_request_is_refused_by_separation(replayed):
    rows = make.whole("A")
    rows[4]["who"] = "Anna"
    _, case = replayed(rows)
    assert objections(case) == [("separation", "separation.open"), ("separation", "separation.submit")]


def test_a_guard_refuses_with_what_the_file_tells(replayed):
    _, case = replayed(make.whole("A", delivery="500"))
    assert objections(case) == [("guards", "quantities_are_stated")]
    assert "500" in report.words(case.objections[0].refusal)


def test_an_empty_cell_is_no_statement(replayed):
    reading, case = replayed(make.whole("A", delivery=""))
    assert report.outcome(case) == "accepted"
    told = report.document(reading.gathered, reading.replays, {})["not_evaluable"]
    assert told["quantities_are_stated (quantity_per_delivery)"] == 4


def test_what_the_file_does_not_tell_is_not_evaluable(replayed):
    rows = [{**each, "who": "", "role": ""} for each in make.whole("A")]
    reading, case = replayed(rows, facts=None)
    assert report.outcome(case) == "accepted"
    told = report.document(reading.gathered, reading.replays, {})["not_evaluable"]
    expected = {"duties.decide", "separation.open", "code_is_valid (code_exists)", "analysis_is_attached (is_mirror)"}
    assert expected <= set(told)


def test_a_separation_from_a_step_of_an_unknown_hand_is_not_evaluable(replayed):
    rows = make.whole("A")
    rows[1]["who"] = ""
    reading, case = replayed(rows)
    assert report.outcome(case) == "accepted"
    told = report.document(reading.gathered, reading.replays, {})["not_evaluable"]
    assert (told["separation.submit"], told.get("separation.open")) == (2, None)


@pytest.mark.parametrize(
    ("aspects", "outcome"),
    [
        (("order",), "accepted"),
        (("duties",), "accepted"),
        (("guards",), "refused"),
        (("order", "separation"), "refused"),
    ],
)
def test_only_the_aspects_asked_for_can_refuse(replayed, aspects, outcome):
    rows = make.whole("A", delivery="500")
    rows[4]["who"] = "Anna"
    _, case = replayed(rows, *aspects)
    assert report.outcome(case) == outcome


def test_equal_times_keep_the_order_of_the_file_and_times_going_back_are_reported(replayed):
    rows = make.whole("A")
    for each in rows:
        each["time"] = rows[0]["time"]
    rows[3]["time"] = "2024-01-01T00:00:00+00:00"
    reading, case = replayed(rows)
    assert report.outcome(case) == "accepted"
    assert report.figures(reading.gathered, reading.replays)["cases_with_times_going_back"] == 1
    assert report.document(reading.gathered, reading.replays, {})["cases"][0]["times_go_back_at_lines"] == [5]


def test_cases_may_be_mixed_in_the_file(replayed):
    pairs = zip(make.whole("A"), make.whole("B"), strict=True)
    reading, _ = replayed([each for pair in pairs for each in pair])
    assert Counter(map(report.outcome, reading.replays)) == {"accepted": 2}


def test_activities_without_a_mapping_are_counted_and_passed_over(replayed):
    rows = [*make.whole("A"), make.row("A", "coffee", hours=5), make.row("B", "coffee")]
    reading, case = replayed(rows)
    assert report.outcome(case) == "accepted"
    assert reading.gathered.unmapped == {"coffee": 2}
    assert report.outcome(reading.replays[1]) == "passed_over"


def test_of_several_transitions_the_one_that_leaves_the_state_is_meant(replayed):
    rows = [*make.whole("A", 3), make.row("A", "sent", who="Carla", role="lab", hours=4)]
    _, case = replayed(rows, activity={"transitions": {**make.MAPPING["activity"]["transitions"], "sent": [
        "submit", "conclude_review"]}})  # fmt: skip
    assert case.case.state == "under_decision"


def test_rows_of_another_kind_are_left_out_and_counted(replayed):
    rows = [each for pair in zip(make.whole("A", year="start"), make.whole("A"), strict=True) for each in pair]
    for place, each in enumerate(rows):
        each["plant"] = "complete" if place % 2 else "start"
    reading, case = replayed(rows, log={"where": {"plant": "complete"}})
    assert report.outcome(case) == "accepted"
    assert reading.gathered.left_out == 5


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"time": ""}, "the time is missing"),
        ({"time": "yesterday"}, "not a time like"),
        ({"time": "2031-01-01T00:00:00+00:00"}, "in the future"),
        ({"year": "many"}, "“many” is no number; the mapping says decimal"),
        ({"year": "NaN"}, "is no number"),
        ({"code": "17050412"}, "does not fit waste_code"),
    ],
)
def test_a_bad_cell_keeps_its_case_out_and_is_named_with_line_and_remedy(replayed, cells, words):
    rows = [*make.whole("B"), *make.whole("A")]
    rows[1] |= cells
    reading, case = replayed(rows)
    assert report.outcome(case) == "unreadable"
    (bad,) = report.bad_rows(reading.gathered, reading.replays)
    assert (bad.line, bad.case) == (3, "B")
    assert words in bad.message
    assert bad.hint
    assert report.outcome(reading.replays[1]) == "accepted"


def test_a_row_without_a_case_is_named(replayed):
    reading, _ = replayed([make.row("", "asked")])
    assert [row.code for row in reading.gathered.orphans] == ["no_case"]


def test_times_without_an_offset_are_meant_in_the_zone_of_the_mapping(replayed):
    rows = make.whole("A", 1)
    rows[0]["time"] = "01/07/2024 08:30"
    _, case = replayed(rows, time={"format": "%d/%m/%Y %H:%M", "zone": "Europe/Rome"})
    assert case.opened_at == datetime(2024, 7, 1, 6, 30, tzinfo=UTC)


def test_a_role_without_a_mapping_is_counted_and_its_duty_not_evaluable(replayed):
    rows = make.whole("A", 2)
    rows[1]["role"] = "janitor"
    reading, case = replayed(rows)
    assert report.outcome(case) == "accepted"
    assert reading.gathered.roles == {"janitor": 1}
    assert "duties.enter" in case.moves[1].untold


def test_somebody_the_company_does_not_know_is_named(replayed, db):
    eco = cast.company()
    office.member(eco, who=office.user("anna@example.org"))
    rows = [*make.whole("A", 1), *make.whole("B", 1)]
    rows[1]["who"] = "Zeno"
    accounts = {"accounts": "email", "names": {"Anna": "anna@example.org"}}
    reading, case = replayed(rows, company=eco, actor=accounts)
    assert report.outcome(case) == "accepted"
    (bad,) = report.bad_rows(reading.gathered, reading.replays)
    assert (bad.code, bad.line) == ("unknown_actor", 3)
    assert "Zeno" in bad.message


def test_the_loader_of_the_process_tells_what_registers_know(replayed, db):
    eco = cast.company()
    cast.waste_code("170503", hazardous=True)
    loaded = {"loaded": {"code_exists": ["waste_code"], "is_mirror": ["waste_code"]}, "facts": None}
    rows = [*make.whole("A", code="999999"), *make.whole("B", code=""), *make.whole("C", code="170503")]
    reading, case = replayed(rows, company=eco, **loaded)
    assert ("guards", "code_is_valid") in objections(case)
    assert report.outcome(reading.replays[1]) == "accepted"
    assert "code_is_valid (code_exists)" in reading.replays[1].moves[1].untold
    assert report.outcome(reading.replays[2]) == "accepted"


def test_a_reference_to_a_row_nobody_knows_is_a_bad_cell(replayed, db):
    eco = cast.company()
    cast.plant(eco)
    plant = {"plant": {"column": "plant", "type": "reference", "match": "code"}}
    rows = [{**make.whole("A", 1)[0], "plant": "RA2"}, {**make.whole("B", 1)[0], "plant": "XX"}]
    reading, case = replayed(rows, company=eco, dossier=plant)
    assert case.dossier["plant"].name == "Ravenna 2"
    assert "“XX” is no code" in reading.replays[1].trace.problems[0].message
