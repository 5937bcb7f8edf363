"""Two hundred cases of validity and quantity, each expectation derived in words by hand (two_hundred.csv).

validity  "approved DAY [for N months], analysis|permit|code|contract DAY ..." or "sampled DAY good N [printed DAY]":
          the last good day and its cause
quantity  what is approved ("100 t", "80 m3 at 1.25"), what happened ("reserve KEY TONNES [on DAY]", "weigh", "reverse",
          "release", "refused", "tick DAY"), and the last question: the answer, what is left, the reasons
"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from cases.rules.policies.decided import Decided
from cases.rules.tables.compiled import Decision
from contracts import approvals
from contracts.models import GatePolicy, Movement
from documents.queries.evidence import Proof
from registry.services.plants import WasteLine
from tests.factories import cases, registry
from tests.factories import contracts as make
from workflows.waste_approval import policies, validity
from workflows.waste_approval.quantities import in_tonnes
from workflows.waste_approval.register import KILOGRAM

FILE = Path(__file__).with_name("two_hundred.csv")
ROWS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines(), delimiter=";"))
KINDS = {kind: [row for row in ROWS if row["kind"] == kind] for kind in ("validity", "quantity")}
LIMITS = {"analysis": "analysis_until", "permit": "authorisation_until", "code": "code_until"}


def test_there_are_two_hundred_and_each_says_why():
    assert {kind: len(rows) for kind, rows in KINDS.items()} == {"validity": 100, "quantity": 100}
    assert [row for row in ROWS if len(row["why"].split()) < 4] == []
    assert len({row["given"] for row in ROWS}) == 200


def after(words: list[str], name: str, otherwise: str = "") -> str:
    return words[words.index(name) + 1] if name in words else otherwise


@pytest.mark.parametrize("row", KINDS["validity"], ids=lambda row: row["given"])
def test_an_approval_is_good_until_the_first_of_its_limits(row):
    said: dict[str, Any] = {}
    approved_on = date.min
    for part in row["given"].split(", "):
        words = part.split()
        if words[0] == "approved":
            approved_on, said["months"] = date.fromisoformat(words[1]), int(after(words, "for", "12"))
        elif words[0] == "sampled":
            said["analysis_until"] = proven_until(words)
        else:
            said[LIMITS.get(words[0], "contract_until")] = date.fromisoformat(words[1])
    first = validity.limits(approved_on, **said)[0]
    assert f"{first.until} {first.cause}" == row["expected"], row["why"]


def proven_until(words: list[str]) -> date | None:
    """The last day of an analysis by the table of its validity, or by its own words where that is sooner."""
    printed = after(words, "printed")
    proof = Proof(
        "analysis", "verified", date.fromisoformat(words[1]), date.fromisoformat(printed) if printed else None
    )
    decided = Decided(Decision(("row",), ({"months": Decimal(after(words, "good"))},)))
    return policies.aged([proof], decided)[0].valid_until


class Story:
    """An approval from July 2026 to June 2027 and everything a row says of it."""

    def __init__(self, given: str) -> None:
        self.eco = registry.company()
        self.by = {"actor": make.gate(self.eco), "now": make.NOW}
        self.loads: dict[str, Movement] = {}
        cases.waste_code("170504")
        parts = [part.split() for part in given.split(", ")]
        facts = {words[0]: words[1:] for words in parts}
        plant = registry.plant(self.eco, code="RA2")
        last = date.fromisoformat(facts["permit"][0]) if "permit" in facts else date(2030, 12, 31)
        room = Decimal(facts["plant"][0]) if "plant" in facts else None
        registry.authorisation(plant, WasteLine("170504", "R5", room), valid_from=date(2020, 1, 1), valid_to=last)
        if "tolerance" in facts:
            row = {"valid_from": date(2020, 1, 1), "reservation_days": 1, "source": "test"}
            GatePolicy.objects.create(company=self.eco, tolerance_percent=Decimal(facts["tolerance"][0]), **row)
        self.row = make.approval(
            self.eco,
            plant=plant,
            valid_from=date(2026, 7, 1),
            valid_to=date(2027, 6, 30),
            yearly_quantity_t=tonnes(parts[0]),
            per_delivery_t=tonnes(facts["each"]) if "each" in facts else None,
        )
        self.steps = [words for words in parts[1:] if words[0] not in ("permit", "plant", "tolerance", "each")]

    def asked(self, words: list[str], quantity: str) -> Any:
        return make.question(self.row, quantity, on=date.fromisoformat(after(words, "on", "2026-11-23")))

    def reserve(self, words: list[str]) -> None:
        assert approvals.reserve(words[1], self.asked(words, words[2]), **self.by).answer.yes

    def refused(self, words: list[str]) -> None:
        assert not approvals.reserve(words[1], self.asked(words, words[2]), **self.by).answer.yes

    def weigh(self, words: list[str]) -> None:
        self.loads[words[1]] = approvals.consume(words[1], Decimal(words[2]), **self.by)

    def reverse(self, words: list[str]) -> None:
        approvals.reverse(self.loads[words[1]], reason="pesata errata", **self.by)

    def release(self, words: list[str]) -> None:
        approvals.release(words[1], **self.by)

    def tick(self, words: list[str]) -> None:
        at = datetime.combine(date.fromisoformat(words[1]), time(9), tzinfo=UTC)
        approvals.expire_reservations(actor=self.by["actor"], now=at)

    def told(self) -> str:
        """What happened up to the last step, which is the question."""
        for words in self.steps[:-1]:
            getattr(self, words[0])(words)
        words = self.steps[-1]
        answer = approvals.may_deliver(self.eco.pk, self.asked(words, words[1]))
        left = f"{answer.remaining_t.normalize():f}" if answer.remaining_t is not None else "-"
        reasons = sorted(refusal.code for refusal in answer.refusals)
        return " ".join(("yes" if answer.yes else "no", left, *reasons))


def tonnes(words: list[str]) -> Decimal:
    """`80 m3 at 1.25` as the register keeps it: a hundred tonnes, to the kilogram."""
    density = after(words, "at")
    weight = in_tonnes(Decimal(words[0]), words[1], Decimal(density) if density else None)
    assert weight is not None
    return weight.quantize(KILOGRAM, ROUND_HALF_UP)


@pytest.mark.django_db
@pytest.mark.parametrize("row", KINDS["quantity"], ids=lambda row: row["given"])
def test_what_is_left_of_a_year_is_what_the_rule_says(row):
    assert Story(row["given"]).told() == row["expected"], row["why"]
