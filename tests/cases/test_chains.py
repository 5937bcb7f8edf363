"""Six kinds of tampering with one chain: each is detected, and the first wrong event named."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from cases.rules import chain
from cases.services.diagnosis.chains import Head, Row, first_wrong

KEY, FORGED = b"the key", b"another key"
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
TRIALS = 200


def row(seq, previous, key=KEY, **changes):
    at = NOW + timedelta(minutes=seq)
    body = {
        "case": "LO-2026-000001",
        "company": 1,
        "seq": seq,
        "kind": "comment",
        "transition": "",
        "from": "asked",
        "to": "asked",
        "actor": 7,
        "actor_name": "Ada",
        "for": None,
        "origin": "desk",
        "occurred_at": at.isoformat(),
        "recorded_at": at.isoformat(),
        "process_version": 1,
        "command": str(UUID(int=seq)),
        "matter": {"text": f"n. {seq}"},
    }
    text = chain.canonical({**body, **changes})
    return Row(
        seq, chain.link(key, previous, text), text, 1, "comment", "", "asked", "asked", 7, None, "Ada", "desk", 1,
        UUID(int=seq), at, at,
    )  # fmt: skip


def rows(count):
    made = []
    for seq in range(1, count + 1):
        made.append(row(seq, made[-1].hash if made else ""))
    return made


def head(chained):
    return Head("LO-2026-000001", 1, len(chained), chained[-1].hash)


def changed(chained, at):
    chained[at] = chained[at]._replace(body=chained[at].body.replace("n. ", "no "))
    return {"body_changed"}, at + 1


def deleted(chained, at):
    del chained[at]
    return {"missing", "tail_cut"}, at + 1


def inserted(chained, at):
    forged = row(at + 1, chained[at].hash, FORGED, matter={"text": "never said"})
    chained[at:] = [forged, *(later._replace(seq=later.seq + 1) for later in chained[at:])]
    return {"inserted"}, at + 1


def swapped(chained, at):
    other = at + 1 if at + 1 < len(chained) else at - 1
    first, second = sorted((at, other))
    chained[first], chained[second] = (
        chained[second]._replace(seq=first + 1),
        chained[first]._replace(seq=second + 1),
    )
    return {"out_of_order"}, first + 1


def cut(chained, at):
    del chained[max(at, 1) :]
    return {"tail_cut"}, max(at, 1) + 1


def rewritten(chained, at):
    """From `at` on with another key; of the last event alone nobody can tell it from a changed text."""
    for position in range(at, len(chained)):
        chained[position] = row(position + 1, chained[position - 1].hash if position else "", FORGED)
    return {"rewritten", "body_changed"}, at + 1


KINDS = [changed, deleted, inserted, swapped, cut, rewritten]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_first_wrong_event_of_a_tampered_chain_is_named(kind):
    choice = random.Random(kind.__name__)
    sound = rows(40)
    for _ in range(TRIALS):
        tampered = list(sound[: choice.randint(3, 40)])
        intact = head(tampered)
        codes, seq = kind(tampered, choice.randrange(len(tampered)))
        wrong = first_wrong(KEY, intact, tampered)
        assert wrong is not None
        assert (wrong.code in codes, wrong.seq) == (True, seq), wrong


def test_a_chain_rewritten_together_with_its_case_is_still_not_ours():
    sound = rows(10)
    rewritten(sound, 3)
    wrong = first_wrong(KEY, head(sound), sound)
    assert (wrong.code, wrong.seq) == ("rewritten", 4)


def test_an_untouched_chain_gives_no_alarm():
    sound = rows(40)
    assert [first_wrong(KEY, head(sound[:n]), sound[:n]) for n in range(1, 41)] == [None] * 40


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "loan.grant"),
        ("actor_id", 8),
        ("actor_name", "Bo"),
        ("to_state", "granted"),
        ("origin", "timer"),
        ("company_id", 2),
        ("recorded_at", NOW),
        ("command_id", None),
    ],
)
def test_a_column_that_says_something_else_than_the_text_is_named(column, value):
    sound = rows(5)
    sound[2] = sound[2]._replace(**{column: value})
    wrong = first_wrong(KEY, head(sound), sound)
    assert (wrong.code, wrong.seq) == ("column_differs", 3)
    assert column in wrong.message


def test_a_case_that_points_elsewhere_than_to_its_last_event_is_named():
    sound = rows(5)
    wrong = first_wrong(KEY, head(sound)._replace(head_hash="0" * 64), sound)
    assert (wrong.code, wrong.seq) == ("head_differs", 5)
