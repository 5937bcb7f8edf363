"""Are guards what they claim to be: one sentence, and an answer that depends on their facts alone?"""

from __future__ import annotations

import ast
import inspect
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final, NoReturn

from django.db import DatabaseError, connections

from cases.definition.checks import graph, samples
from cases.definition.checks.findings import Finding
from cases.rules.facts import FactAbsent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.definition.process import Process
    from cases.definition.transitions import Guard
    from cases.rules.facts import Facts

FORBIDDEN: Final = ("django", "viewflow", "simple_history", "registry", "documents", "contracts", "billing")
FAILURES: Final = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError, DatabaseError)
"""What a guard may raise over facts made up by a machine, which need not agree with each other."""


class QueryAttempted(DatabaseError):
    """A guard went to the database."""


def check(process: Process) -> Iterator[Finding]:
    """Guards without their sentence, impure ones, and modules of guards that import Django."""
    guards = guards_of(process)
    facts = samples.samples_of(process) if guards else []
    if guards and not facts:
        yield Finding("facts_undeclared", process.code, "facts", "no frozen dataclass of Facts says what guards read")
    for guard, path in guards.items():
        yield from _documented(process, guard, path)
        yield from _pure(process, guard, path, facts)
    for module in sorted({guard.__module__ for guard in guards}):
        yield from _imports(process, module)


def guards_of(process: Process) -> dict[Guard, graph.Path]:
    """Every guard once, with the shortest path to a transition that asks it."""
    found: dict[Guard, graph.Path] = {}
    for transition in (process.opening, *process.transitions):
        for guard in transition.guards:
            path = graph.way_to(process, transition)
            if guard not in found or len(path) < len(found[guard]):
                found[guard] = path
    return found


def _documented(process: Process, guard: Guard, path: graph.Path) -> Iterator[Finding]:
    sentence = inspect.getdoc(guard) or ""
    if not sentence:
        message = "no docstring says which fact must hold"
        yield Finding("guard_undocumented", process.code, _name(guard), message, path)
    elif "\n" in sentence or not sentence.endswith(".") or ". " in sentence:
        message = "the docstring is the fact that must hold, in one sentence on one line"
        yield Finding("guard_undocumented", process.code, _name(guard), message, path)


def _name(guard: Guard) -> str:
    return f"guard {guard.__name__}"


def _pure(process: Process, guard: Guard, path: graph.Path, facts: Sequence[Facts]) -> Iterator[Finding]:
    attempts: list[str] = []
    with ExitStack() as stack:
        for connection in connections.all(initialized_only=True):
            stack.enter_context(connection.execute_wrapper(_refusing(attempts)))
        twice = [(_answer(guard, each), _answer(guard, each)) for each in facts]
    if attempts:
        message = f"it asks the database: {attempts[0][:80]}"
        yield Finding("guard_asks_the_database", process.code, _name(guard), message, path)
    elif any(first != second for first, second in twice):
        message = "asked twice with the same facts, it gives two answers"
        yield Finding("guard_answers_differently", process.code, _name(guard), message, path)


def _refusing(attempts: list[str]) -> Any:
    def refuse(execute: object, sql: str, *rest: object) -> NoReturn:
        attempts.append(sql)
        raise QueryAttempted(sql)

    return refuse


def _answer(guard: Guard, facts: Facts) -> object:
    """The refusal, or what was raised instead of one."""
    try:
        return guard(facts)
    except FactAbsent as absent:
        return f"unknown: {absent.name}"
    except FAILURES as error:
        return type(error).__name__


def refusals_of(process: Process) -> Iterator[tuple[str, str]]:
    """(where, text) of every message and hint that the guards give for the facts made up."""
    for guard in guards_of(process):
        for facts in samples.samples_of(process):
            answer = _answer(guard, facts)
            for text in (getattr(answer, "message", ""), getattr(answer, "hint", "")):
                if text:
                    yield _name(guard), text


def _imports(process: Process, module: str) -> Iterator[Finding]:
    source = inspect.getsource(sys.modules[module])
    for name in sorted(set(_imported(ast.parse(source)))):
        if name.split(".")[0] in FORBIDDEN:
            message = f"it imports {name}; guards know facts and refusals only"
            yield Finding("guards_import_django", process.code, module, message)


def _imported(tree: ast.Module) -> Iterator[str]:
    """The modules a module imports at its top; names for annotations are none."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
