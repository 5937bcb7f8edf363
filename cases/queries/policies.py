"""Which numbers apply: the version in force on a day, and what it says of cases.

A company's version goes before the factory's; of either the newest published one whose day has come. Which version
that is, is asked of the database each time, in one statement for any number of policies: a publication counts from
its commit on, in every process. What a version says never changes, so contents are read and compiled once, under
their digest, and kept in memory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.db.models import Q

from cases.models import PolicyVersion, kept
from cases.rules.policies.decided import UNDECIDED, Decided
from cases.rules.policies.kinds import SUPPLIED, Kind, read
from cases.rules.tables.columns import conform
from cases.rules.tables.compiled import compile_table
from cases.rules.tables.errors import TableError, ValueRefused
from cases.rules.tables.plain import answer_to_plain, value_to_plain

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from cases.rules.tables.compiled import Compiled, Decision, Inputs
    from cases.rules.tables.model import Table

KEPT: Final = 500
PRODUCT: Final = ""
"""The process code of policies that no process owns: the office's calendar."""

_read: dict[str, Any] = {}
_compiled: dict[tuple[str, date], Compiled] = {}


@dataclass(frozen=True, slots=True)
class InForce:
    """A published version; its content is not loaded. `company_id` is None for the factory's."""

    pk: int
    company_id: int | None
    process_code: str
    kind: str
    code: str
    version: int
    valid_from: date
    digest: str

    @property
    def reference(self) -> dict[str, object]:
        """As journals name it."""
        owner = "factory" if self.company_id is None else "company"
        policy = f"{self.process_code}/{self.kind}/{self.code}"
        return {"policy": policy, "version": self.version, "version_id": self.pk, "of": owner}


K = TypeVar("K")
Key = tuple[str, str]
Row = tuple[Any, ...]
FIELDS: Final = ("pk", "company_id", "process_code", "kind", "code", "version", "valid_from", "digest")


def in_force(company_id: int, process_code: str, kind: str, code: str, on: date) -> InForce | None:
    """The version of one policy in force on a day, in one statement."""
    rows = kept.rows(_versions_of_one, company=company_id, process=process_code, on=on, kind=kind, code=code)
    return winners(rows).get((kind, code))


def published(company_id: int, process_code: str, on: date, kinds: tuple[str, ...]) -> tuple[Row, ...]:
    """Every version of the policies of a process and of the product whose day has come, in one statement."""
    return tuple(kept.rows(_versions_of_kinds, kinds, company=company_id, process=process_code, on=on))


def _versions_of_kinds(kinds: Collection[str]) -> QuerySet[PolicyVersion, Row]:
    codes = Q(process_code=kept.Given("process")) | Q(process_code=PRODUCT)
    return _applicable().filter(codes, kind__in=kinds).values_list(*FIELDS)


def _versions_of_one() -> QuerySet[PolicyVersion, Row]:
    key = {"process_code": kept.Given("process"), "kind": kept.Given("kind"), "code": kept.Given("code")}
    return _applicable().filter(**key).values_list(*FIELDS)


def _applicable() -> QuerySet[PolicyVersion]:
    whose = Q(company_id=kept.COMPANY) | Q(company_id__isnull=True)
    return PolicyVersion.objects.filter(whose, status=PolicyVersion.PUBLISHED, valid_from__lte=kept.Given("on"))


def winners(versions: Iterable[Row]) -> dict[Key, InForce]:
    """Of each policy the best: a company's before the factory's, then the newest day, then the highest number.

    A company whose best version says "as supplied" has none of its own.
    """
    own: dict[Key, InForce] = {}
    supplied: dict[Key, InForce] = {}
    for found in (InForce(*row) for row in versions):
        best, key = supplied if found.company_id is None else own, (found.kind, found.code)
        if key not in best or _rank(found) > _rank(best[key]):
            best[key] = found
    return supplied | {key: found for key, found in own.items() if found.digest != SUPPLIED}


def _rank(found: InForce) -> tuple[date, int]:
    return found.valid_from, found.version


def contents(found: Iterable[InForce]) -> Mapping[str, Any]:
    """The typed policies by digest; those never read before are loaded in one statement."""
    wanted = {each.digest: each for each in found}
    missing = {digest: each.pk for digest, each in wanted.items() if digest not in _read}
    typed = {digest: _read[digest] for digest in wanted.keys() - missing.keys()}
    if missing:
        for row in PolicyVersion.objects.filter(pk__in=missing.values()):
            typed[row.digest] = read(row.kind, row.content)
        keep(_read, typed)
    return typed


def keep(cache: dict[Any, Any], more: Mapping[Any, Any]) -> None:
    """Add to a cache; one that grew too large starts anew."""
    if len(cache) + len(more) > KEPT:
        cache.clear()
    cache.update(more)


def compiled_on(found: InForce, on: date) -> Compiled:
    """The table of a version, compiled for a day."""
    known = _compiled.get((found.digest, on))
    if known is None:
        table: Table = contents([found])[found.digest]
        known = compile_table(table, on)
        keep(_compiled, {(found.digest, on): known})
    return known


def decide(
    company_id: int,
    process_code: str,
    code: str,
    inputs_by_key: Mapping[K, Inputs],
    on: date,
    kind: str = Kind.TABLE,
) -> Mapping[K, Decided]:
    """What the table in force on a day says of every set of inputs, named by cases or otherwise, in one statement.

    Without a table in force, or for inputs it refuses, nothing is decided: the values are ABSENT.
    """
    found = in_force(company_id, process_code, kind, code, on) if inputs_by_key else None
    if found is None:
        return dict.fromkeys(inputs_by_key, UNDECIDED)
    compiled = compiled_on(found, on)
    return {key: _decided(found, compiled, inputs) for key, inputs in inputs_by_key.items()}


def _decided(found: InForce, compiled: Compiled, inputs: Inputs) -> Decided:
    told = {**found.reference, "inputs": _plain_inputs(compiled.table, inputs)}
    try:
        decision = compiled.evaluate(inputs)
    except TableError as error:
        return Decided(None, error, {**told, "rows": [], "error": error.code, "column": error.column})
    return Decided(decision, None, {**told, **_answered(compiled.table, decision)})


def _answered(table: Table, decision: Decision) -> dict[str, object]:
    answers = [answer_to_plain(table, answer) for answer in decision.answers]
    return {"rows": list(decision.row_ids), "answers": answers, "by_default": decision.by_default}


def _plain_inputs(table: Table, inputs: Inputs) -> dict[str, object]:
    """The inputs as JSON holds them; one that its column refuses is kept as its text."""
    plain: dict[str, object] = {}
    columns = {column.code: column for column in table.inputs}
    for name, value in inputs.items():
        try:
            plain[name] = value_to_plain(conform(columns[name], value), columns[name])
        except (KeyError, ValueRefused):
            plain[name] = None if value is None else str(value)
    return plain
