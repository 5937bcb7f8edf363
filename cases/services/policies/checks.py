"""Everything that speaks against a content, before anybody can publish it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from cases.definition import catalogue
from cases.models import PolicyVersion
from cases.queries.rulebook import STEPS
from cases.rules.policies.errors import PolicyError
from cases.rules.policies.kinds import EXAMPLES, Kind, read
from cases.rules.tables.analysis import analyse
from cases.rules.tables.compiled import compile_table
from cases.rules.tables.errors import TableError, TableInvalid
from cases.rules.tables.examples import check, parse_examples
from cases.rules.tables.findings import Finding, findings
from cases.rules.tables.notation import Notation, write_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from cases.definition import Process
    from cases.rules.policies.assignment import Assignment
    from cases.rules.policies.separations import Apart
    from cases.rules.policies.series import Series
    from cases.rules.tables.columns import Output
    from cases.rules.tables.examples import Checked, Differing
    from cases.rules.tables.model import Table
    from cases.services.policies.keys import PolicyKey

FACTORY = 0
"""The company of a key that means the factory's own version."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found: `typed` is the policy itself, None when it cannot be read."""

    typed: Any
    findings: tuple[Finding, ...]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """What forbids publishing."""
        return tuple(finding for finding in self.findings if finding.blocking)


def prove(key: PolicyKey, content: Mapping[str, object], on: date, notation: Notation = Notation.PLAIN) -> Proof:
    """Everything found in a content that is to apply from a day on; counterexamples are written in a notation.

    A table is proved on that day and on every later day on which rows start or stop counting.
    """
    try:
        typed = read(key.kind, content)
    except TableInvalid as invalid:
        return Proof(None, tuple(Finding(problem, blocking=True) for problem in invalid.problems))
    if Kind(key.kind).is_table:
        return Proof(typed, tuple(_of_table(key, typed, content, on, notation)))
    return Proof(typed, tuple(Finding(problem, blocking=True) for problem in _unfit(key, typed)))


def _of_table(
    key: PolicyKey, table: Table, content: Mapping[str, object], on: date, notation: Notation
) -> Iterator[Finding]:
    if table.code != key.code:
        yield Finding(PolicyError("policy.code", found=table.code, wanted=key.code), blocking=True)
    yield from (Finding(problem, blocking=True) for problem in _foreign_columns(key, table))
    yield from (Finding(problem, blocking=True) for problem in _unknown_steps(key, table))
    told: set[tuple[str, str, str]] = set()
    for day in (on, *table.change_days(on)):
        for finding in findings(table, analyse(table, day), notation, gettext):
            fingerprint = (finding.problem.code, finding.problem.row, finding.problem.column)
            if fingerprint not in told:
                told.add(fingerprint)
                yield finding
    yield from (Finding(problem, blocking=True) for problem in failing(table, content, on, notation))


def _foreign_columns(key: PolicyKey, table: Table) -> Iterator[TableError]:
    """The process asks and reads columns by code: a company changes rows, never columns."""
    factory = key.factory().filter(status=PolicyVersion.PUBLISHED).order_by("-valid_from", "-version").first()
    if factory is None or key.company_id == FACTORY:
        return
    declared: Table = read(factory.kind, factory.content)
    for ours, theirs in ((table.inputs, declared.inputs), (table.outputs, declared.outputs)):
        known = {field.code: field.kind for field in theirs}
        given = {field.code: field.kind for field in ours}
        for code in sorted(known.keys() | given.keys()):
            if known.get(code) is not given.get(code):
                yield PolicyError("policy.changed_column", column=code)


def _unknown_steps(key: PolicyKey, table: Table) -> Iterator[TableError]:
    """Documents are asked for only at the steps that the process lets wait for them."""
    if key.kind != Kind.REQUIREMENT or key.process is None:
        return
    waiting = key.process.papers.steps if key.process.papers else ()
    for step in next((column.choices for column in table.inputs if column.code == "step"), ()):
        if step not in waiting:
            yield PolicyError("policy.not_waiting", column="step", step=step)


def failing(
    table: Table, content: Mapping[str, object], on: date, notation: Notation = Notation.PLAIN
) -> Iterator[TableError]:
    """The test rows that do not pass on a day; what differs is written in a notation and the language of the moment."""
    try:
        results = checked_examples(table, content, on)
    except TableInvalid as invalid:
        yield from invalid.problems
        return
    for result in results:
        if not result.passed:
            yield PolicyError("policy.example", example=result.example.id, why=_why(result, table, notation))


def checked_examples(table: Table, content: Mapping[str, object], on: date) -> tuple[Checked, ...]:
    """The test rows of a content and what the table says of them. Raises TableInvalid for test rows that cannot be."""
    given = content.get(EXAMPLES, [])
    examples = parse_examples(table, given if isinstance(given, list) else [given])
    return check(compile_table(table, on), examples)


def _why(result: Checked, table: Table, notation: Notation) -> str:
    if result.error is not None:
        return gettext(result.error.template).format(**result.error.params).rstrip(".")
    outputs = {output.code: output for output in table.outputs}
    texts = [_differs(each, outputs[each.output], notation) for each in result.differing]
    found = len(result.decision.answers) if result.decision else 0
    answers = gettext("{found} answers instead of {expected}")
    return "; ".join(texts) or answers.format(found=found, expected=len(result.example.expected))


def _differs(each: Differing, output: Output, notation: Notation) -> str:
    found, expected = (
        "–" if value is None else write_value(value, output, notation, gettext) for value in (each.found, each.expected)
    )
    template = gettext("{output}: {found} instead of {expected}")
    name = gettext(output.label) if output.label else output.code
    return template.format(output=name, found=found, expected=expected)


def _unfit(key: PolicyKey, typed: Any) -> Iterator[TableError]:
    process = key.process
    if process is None:
        return
    if key.kind == Kind.CLOCK:
        yield from _clock(process, key.code)
    elif key.kind == Kind.SEPARATION:
        yield from _separation(process, key.code, typed)
    elif key.kind == Kind.SERIES:
        yield from _series(process, typed)
    elif key.kind == Kind.ASSIGNMENT:
        yield from _assignment(process, key.code, typed)


def _clock(process: Process, code: str) -> Iterator[TableError]:
    if code not in {clock.code for clock in process.clocks}:
        yield PolicyError("policy.not_a_clock", clock=code)


def _separation(process: Process, code: str, rules: Sequence[Apart]) -> Iterator[TableError]:
    if code != STEPS:
        yield PolicyError("policy.code", found=code, wanted=STEPS)
    known = steps_of(process)
    for number, rule in enumerate(rules, 1):
        for step in (rule.step, *rule.not_who):
            if step not in known:
                yield PolicyError("policy.not_a_step", row=str(number), step=step)


def steps_of(process: Process) -> frozenset[str]:
    """Every transition of a process, and every step of its stages."""
    flows = [stage.flow for stage in process.stages.values() if stage.flow is not None]
    steps = {step for flow in flows for step in flow.step_labels()}
    return frozenset(steps | {each.code for each in (process.opening, *process.transitions)})


def _series(process: Process, series: Series) -> Iterator[TableError]:
    others = {other.number_series for other in catalogue.processes() if other.code != process.code}
    if series.prefix in others:
        yield PolicyError("policy.prefix_taken", column="prefix", prefix=series.prefix)


def _assignment(process: Process, state: str, assignment: Assignment) -> Iterator[TableError]:
    stage = process.stages.get(state)
    if stage is None or stage.flow is not None:
        yield PolicyError("policy.not_a_state", state=state)
    if assignment.skill and assignment.skill not in process.duties:
        yield PolicyError("policy.not_a_duty", column="skill", duty=assignment.skill)
