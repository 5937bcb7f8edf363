"""`import_history`: what it prints and leaves beside the report, and a public log tried on a process on paper."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import TextChoices

from cases.definition import Process, Transition, catalogue
from cases.models import Case, Dossier
from cases.rules.facts import Facts
from tests.factories import cases as cast
from tests.factories import logs as make
from tests.factories import registry as office
from tests.house.tree import ROOT
from tests.paper.fixtures import requests

__all__ = ["requests"]
pytestmark = pytest.mark.usefixtures("requests")

SAMPLE = ROOT.parent / "shared/data/samples/process-logs/roadtraffic100traces.csv"
TOML = """
source = "old"
[case]
id = "case"
[activity]
column = "activity"
transitions = { asked = "open", sent = "submit", passed = "pass_on" }
[time]
column = "time"
[actor]
column = "who"
[dossier]
waste_code = { column = "code" }
"""


@pytest.fixture
def order(tmp_path):
    """Run the command over rows; what it printed and its report."""

    def run(rows, *options: str, toml: str = TOML, file=None, process="request"):
        path = file or make.write_csv(tmp_path / "log.csv", rows)
        (tmp_path / "m.toml").write_text(toml, encoding="utf-8")
        said = StringIO()
        named = ("--process", process, "--mapping", str(tmp_path / "m.toml"), "--report", str(tmp_path / "r.json"))
        call_command("import_history", str(path), *named, *options, stdout=said)
        return said.getvalue(), json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))

    return run


def test_without_apply_it_says_what_apply_would_do(order, db):
    said, report = order([*make.whole("A", 3), make.row("B", "sent")])
    assert "import_history (preview): 4 rows, 2 cases, 4 events, 1 accepted, 1 refused" in said
    assert report["refused_by"] == {"order:not_opened": 1}
    assert [case["outcome"] for case in report["cases"]] == ["accepted", "refused"]
    assert not Case.objects.across_companies("a test").exists()


def test_rejects_stand_beside_the_report_safe_for_a_spreadsheet(order, tmp_path, db):
    rows = [make.row("=cmd()", "sent"), make.row("B", "asked") | {"time": ""}]
    order(rows)
    with (tmp_path / "r.rejects.csv").open(encoding="utf-8", newline="") as stream:
        rejects = list(csv.DictReader(stream))
    assert [(row["case"], row["line"], row["aspect"]) for row in rejects] == [
        ("B", "3", "row"),
        ("'=cmd()", "2", "order"),
    ]
    assert all(row["reason"] and row["what to do"] for row in rejects)


def test_apply_lets_cases_in_and_a_second_run_finds_them_there(order, db):
    eco = cast.company()
    office.member(eco, "admin.configure", who=office.user("boss@example.org"))
    options = ("--apply", "--company", "ecoverde", "--as", "boss@example.org", "--json")
    assert json.loads(order(make.whole("A", 3), *options)[0])["arrived"] == 1
    again = json.loads(order(make.whole("A", 3), *options)[0])
    assert (again["arrived"], again["here_before"]) == (0, 1)
    assert Case.objects.of(eco).get().state == "under_review"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--apply",), "--company and --as"),
        (("--evaluate", "order", "--apply"), "not allowed with"),
        (("--evaluate", "weather"), "--evaluate takes some of"),
        (("--company", "nowhere"), "no company"),
        (("--apply", "--company", "ecoverde", "--as", "nobody@example.org"), "nobody of that e-mail"),
        (("--apply", "--company", "ecoverde", "--as", "clerk@example.org"), "lacks the duty"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_written(order, db, options, says):
    eco = cast.company()
    office.member(eco, "request.enter", who=office.user("clerk@example.org"))
    with pytest.raises(CommandError, match=says):
        order(make.whole("A", 3), *options)
    assert not Case.objects.of(eco).exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"process": "lottery"}, "no process “lottery”; installed are .*request"),
        ({"toml": TOML.replace("submit", "sumbit")}, "no transition “sumbit”"),
        ({"toml": TOML.replace('"who"', '"whom"')}, "no column whom"),
    ],
)
def test_a_wrong_process_mapping_or_file_is_explained(order, changes, says):
    with pytest.raises(CommandError, match=says):
        order(make.whole("A", 1), **changes)


class Fine(Dossier):
    class Meta:
        abstract = True


class S(TextChoices):
    CREATED = "created", "Created"
    SENT = "sent", "Sent"
    NOTIFIED = "notified", "Notified"
    INCREASED = "increased", "Increased"
    PAID = "paid", "Paid"
    COLLECTED = "collected", "Handed to collection"


@dataclass(frozen=True)
class FineFacts(Facts):
    amount: int


def load(cases, on) -> dict[int, FineFacts]:
    return {case.pk: FineFacts(1) for case in cases}


fines = Process(
    code="fine",
    number_series="FI",
    label="Fines",
    dossier=Fine,
    facts=load,
    states=S,
    initial=S.CREATED,
    final=frozenset({S.PAID, S.COLLECTED}),
    describe=lambda case, on: [],
    opening=Transition("open", S.CREATED, S.CREATED, duty="write"),
    transitions=(
        Transition("send", S.CREATED, S.SENT, duty="write"),
        Transition("notify", S.SENT, S.NOTIFIED, duty="write"),
        Transition("increase", S.NOTIFIED, S.INCREASED, duty="write"),
        Transition("pay", (S.CREATED, S.SENT, S.NOTIFIED, S.INCREASED), S.PAID, duty="write"),
        Transition("collect", S.INCREASED, S.COLLECTED, duty="write"),
    ),
)
FINES = """
source = "road traffic"
[case]
id = "case:concept:name"
[activity]
column = "concept:name"
[activity.transitions]
"Create Fine" = "open"
"Send Fine" = "send"
"Insert Fine Notification" = "notify"
"Add penalty" = "increase"
"Payment" = "pay"
"Send for Credit Collection" = "collect"
[time]
column = "time:timestamp"
[actor]
column = "org:resource"
"""


def test_a_public_log_of_fines_is_judged_by_order(order):
    if not SAMPLE.exists():
        pytest.skip(f"the sample {SAMPLE.name} is not beside the checkout (shared/data/samples/process-logs)")
    catalogue.register(fines)
    try:
        said, report = order([], "--evaluate", "order", "--json", toml=FINES, file=SAMPLE, process="fine")
    finally:
        catalogue.unregister("fine")
    figures = json.loads(said)
    assert (figures["cases"], figures["accepted"], figures["refused"], figures["bad_rows"]) == (100, 89, 11, 0)
    assert report["refused_by"] == {"order:wrong_state": 11}
    appeals = ("Insert Date Appeal to Prefecture", "Send Appeal to Prefecture", "Receive Result Appeal from Prefecture",
               "Notify Result Appeal to Offender")  # fmt: skip
    assert report["unmapped_activities"] == dict.fromkeys(appeals, 1)
