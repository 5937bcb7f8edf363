"""What a run says: figures, every case, every bad row; and the rejects as a table for whoever repairs them."""

from __future__ import annotations

import csv
from collections import Counter
from typing import IO, TYPE_CHECKING, Any

from cases.rules.spreadsheet import safe_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.rules.refusals import Refusal
    from cases.services.importing.records import BadRow
    from cases.services.importing.replay import Replay
    from cases.services.importing.traces import Gathering

COLUMNS = ("case", "line", "activity", "aspect", "name", "reason", "what to do")
ACCEPTED, REFUSED, UNREADABLE, PASSED_OVER = "accepted", "refused", "unreadable", "passed_over"


def outcome(replay: Replay) -> str:
    """What became of a case: its bad rows come before anything the judge said."""
    if replay.trace.problems:
        return UNREADABLE
    if replay.refused_at is not None:
        return REFUSED
    return ACCEPTED if replay.moves else PASSED_OVER


def figures(gathered: Gathering, replays: Sequence[Replay]) -> dict[str, int]:
    """The counts of a run."""
    outcomes = Counter(map(outcome, replays))
    bad_rows = len(gathered.orphans) + sum(len(replay.trace.problems) for replay in replays)
    return {
        "rows": gathered.rows,
        "cases": len(replays),
        "events": sum(len(replay.trace.steps) for replay in replays),
        **{name: outcomes[name] for name in (ACCEPTED, REFUSED, UNREADABLE, PASSED_OVER)},
        "bad_rows": bad_rows,
        "unmapped_events": sum(gathered.unmapped.values()),
        "left_out_rows": gathered.left_out,
        "cases_with_times_going_back": sum(bool(replay.trace.backwards()) for replay in replays),
    }


def document(gathered: Gathering, replays: Sequence[Replay], arrived: dict[str, str]) -> dict[str, Any]:
    """Everything but the figures and the terms of the run."""
    untold = Counter(name for replay in replays for move in replay.moves for name in move.untold)
    refused = Counter(
        f"{each.aspect}:{each.name}" for replay in replays if outcome(replay) == REFUSED for each in replay.objections
    )
    return {
        "refused_by": dict(refused.most_common()),
        "not_evaluable": dict(untold.most_common()),
        "unmapped_activities": dict(gathered.unmapped.most_common()),
        "unmapped_roles": dict(gathered.roles.most_common()),
        "bad_rows": [_bad_row(row) for row in bad_rows(gathered, replays)],
        "cases": [_case(replay, arrived.get(replay.trace.case, "")) for replay in replays],
    }


def bad_rows(gathered: Gathering, replays: Sequence[Replay]) -> list[BadRow]:
    """Every row nobody can use, in file order."""
    spoiled = [row for replay in replays for row in replay.trace.problems]
    return sorted([*gathered.orphans, *spoiled], key=lambda row: row.line)


def _bad_row(row: BadRow) -> dict[str, Any]:
    return {"line": row.line, "case": row.case, "code": row.code, "message": row.message, "what_to_do": row.hint}


def _case(replay: Replay, number: str) -> dict[str, Any]:
    told: dict[str, Any] = {"case": replay.trace.case, "outcome": outcome(replay), "state": str(replay.case.state)}
    told["events"] = len(replay.trace.steps)
    if number:
        told["number"] = number
    if replay.trace.unmapped:
        told["unmapped"] = replay.trace.unmapped
    if replay.refused_at is not None:
        step = replay.refused_at
        told["refused_at"] = {"line": step.line, "activity": step.activity, "at": step.at.isoformat()}
        told["refused_by"] = [
            {"aspect": each.aspect, "name": each.name, "code": each.refusal.code, "reason": words(each.refusal)}
            for each in replay.objections
        ]
    untold = sorted({name for move in replay.moves for name in move.untold})
    if untold:
        told["not_evaluable"] = untold
    backwards = replay.trace.backwards()
    if backwards:
        told["times_go_back_at_lines"] = [step.line for step in backwards]
    return told


def words(refusal: Refusal) -> str:
    """A reason as text."""
    return refusal.message.format(**{name: str(value) for name, value in refusal.params.items()})


def write_rejects(stream: IO[str], gathered: Gathering, replays: Sequence[Replay]) -> int:
    """A line per reason of every case that was not let in, safe to open in a spreadsheet. Returns how many."""
    table = csv.writer(stream)
    table.writerow(COLUMNS)
    count = 0
    for row in _rejects(gathered, replays):
        table.writerow([safe_cell(str(cell)) for cell in row])
        count += 1
    return count


def _rejects(gathered: Gathering, replays: Sequence[Replay]) -> Iterator[tuple[object, ...]]:
    for row in bad_rows(gathered, replays):
        yield row.case, row.line, "", "row", row.code, row.message, row.hint
    for replay in replays:
        if outcome(replay) == REFUSED and replay.refused_at is not None:
            at = replay.refused_at
            for each in replay.objections:
                reason, hint = words(each.refusal), each.refusal.hint
                yield replay.trace.case, at.line, at.activity, each.aspect, each.name, reason, hint
