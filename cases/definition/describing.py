"""A process as a page of documentation: states, diagram, transitions, guards, clocks, duties. Always the same."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from django.utils.translation import override

from cases.definition.checks.graph import steps
from cases.definition.transitions import MACHINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cases.definition.clocks import Clock
    from cases.definition.process import Process
    from cases.definition.transitions import Transition


def describe(process: Process) -> str:
    """The page, in Markdown and English."""
    with override("en"):
        parts = (_heading, _states, _diagram, _transitions, _guards, _stages, _clocks, _papers, _separations)
        lines = [line for part in parts for line in part(process)]
    return "\n".join(lines).rstrip() + "\n"


def _heading(process: Process) -> Iterator[str]:
    yield f"# {process.label}"
    yield ""
    yield f"`{process.code}`, numbers `{process.number_series}-<year>-<number>`, version {process.version}."
    yield f"Written by `manage.py describe_processes` from `{process.facts.__module__.rpartition('.')[0]}`."
    yield ""


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A heading and a table; nothing when there are no rows."""
    cells = [" | ".join(str(cell).replace("|", "\\|") or "—" for cell in row) for row in rows]
    if not cells:
        return
    yield from (f"## {title}", "", f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}")
    yield from (f"| {row} |" for row in cells)
    yield ""


def _states(process: Process) -> Iterator[str]:
    def role(state: str) -> str:
        return "first" if state == process.initial else "final" if state in process.final else ""

    rows = [(f"`{state}`", process.state_label(state), role(state)) for state in process.states.values]
    yield from _table("States", ("State", "Label", ""), rows)


def _diagram(process: Process) -> Iterator[str]:
    """The moves as a Mermaid state diagram; steps that stay in their state are left out."""
    yield from (
        "## Diagram",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {process.initial}: {process.opening.code}",
    )
    for transition in process.transitions:
        for state in transition.from_states:
            if state != transition.target:
                yield f"    {state} --> {transition.target}: {transition.code}"
    yield from (f"    {state} --> [*]" for state in process.states.values if state in process.final)
    yield from ("```", "")


def _transitions(process: Process) -> Iterator[str]:
    columns = ("Transition", "Label", "From", "To", "Duty", "Guards", "Asks for", "Letter")
    rows = [_move(transition) for transition in (process.opening, *process.transitions)]
    yield from _table("Transitions", columns, rows)


def _move(transition: Transition) -> tuple[object, ...]:
    fields = transition.form.base_fields if transition.form else {}
    return (
        f"`{transition.code}`",
        transition.label,
        ", ".join(f"`{state}`" for state in transition.from_states),
        f"`{transition.target}`",
        _duty(transition.duty),
        ", ".join(f"`{guard.__name__}`" for guard in transition.guards),
        ", ".join(str(field.label or name) for name, field in fields.items()),
        transition.letter,
    )


def _duty(duty: str) -> str:
    return "the machine" if duty == MACHINE else f"`{duty}`"


def _guards(process: Process) -> Iterator[str]:
    guards = {guard.__name__: guard for t in (process.opening, *process.transitions) for guard in t.guards}
    rows = [(f"`{name}`", inspect.getdoc(guard) or "") for name, guard in guards.items()]
    yield from _table("Guards", ("Guard", "What must hold"), rows)


def _stages(process: Process) -> Iterator[str]:
    inside = steps(process)
    rows: list[tuple[object, ...]] = []
    for state, stage in process.stages.items():
        checks = inside.get(state, ())
        rows += [(f"`{state}`", stage.step_label(check.code), _duty(check.duty)) for check in checks]
        if stage.duty:
            rows.append((f"`{state}`", stage.label, _duty(stage.duty)))
    yield from _table("Work", ("State", "What there is to do", "Duty"), rows)


def _clocks(process: Process) -> Iterator[str]:
    columns = ("Clock", "Label", "Runs in", "Term", "On expiry", "Reminds", "Source")
    yield from _table("Clocks", columns, [_clock(clock) for clock in process.clocks])


def _clock(clock: Clock) -> tuple[object, ...]:
    states = (clock.states,) if isinstance(clock.states, str) else clock.states
    terms = ((clock.calendar_days, "calendar days"), (clock.working_days, "working days"), (clock.months, "months"))
    on_a_date = "on a date of the dossier" if clock.ends else ""
    resting = f", {clock.rests} days in the state at least" if clock.rests else ""
    return (
        f"`{clock.code}`",
        clock.label,
        ", ".join(f"`{state}`" for state in states),
        next((f"{amount} {unit}" for amount, unit in terms if amount is not None), on_a_date) + resting,
        f"`{clock.then}`",
        ", ".join(f"{days} days before" for days in clock.remind),
        clock.source,
    )


def _papers(process: Process) -> Iterator[str]:
    steps = process.papers.steps if process.papers else ()
    if steps:
        waiting = ", ".join(f"`{step}`" for step in steps)
        yield from ("## Documents", "", f"The policy `required_documents` says what {waiting} wait for.", "")


def _separations(process: Process) -> Iterator[str]:
    rows = [(f"`{rule.step}`", ", ".join(f"`{step}`" for step in rule.not_who)) for rule in process.separations]
    yield from _table("Separation of duties", ("Step", "Not by who took"), rows)
