"""Reading a mapping and saying everything that is wrong with it at once."""

from __future__ import annotations

import codecs
import tomllib
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from cases.definition.process import UnknownTransition
from cases.rules.days import ROME
from cases.services.importing.errors import MappingWrong
from cases.services.importing.mapping import ACCOUNTS, CUSTOMER_KEYS, LogMapping
from cases.services.importing.telling import declared_facts
from cases.services.importing.values import ISO, TYPES, Cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from cases.definition import Process

TABLES: Final[Mapping[str, frozenset[str]]] = {
    "log": frozenset({"encoding", "delimiter", "where"}),
    "case": frozenset({"id", "subject", "opens_with_first"}),
    "activity": frozenset({"column", "transitions"}),
    "time": frozenset({"column", "format", "zone"}),
    "actor": frozenset({"column", "accounts", "names", "machine"}),
    "role": frozenset({"column", "duties", "present_duties"}),
    "customer": frozenset({"column", "match"}),
}
CELL: Final = frozenset({"column", "type", "format", "separator", "comma", "match", "value"})


def read(path: Path, process: Process) -> LogMapping:
    """The mapping of a file. Raises MappingWrong with every problem found."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MappingWrong([f"{path.name} cannot be read: {error.strerror}"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingWrong([f"{path.name} is no TOML: {error}"]) from error
    return from_tables(told, process)


def from_tables(told: Mapping[str, Any], process: Process) -> LogMapping:
    """The mapping that these tables state. Raises MappingWrong."""
    problems = [*_shape(told)]
    if not problems:
        problems = [*_required(told), *_choices(told), *_against(told, process)]
    if problems:
        raise MappingWrong(problems)
    return _built(told)


def _shape(told: Mapping[str, Any]) -> Iterator[str]:
    known = {"source", "dossier", "facts", "loaded", *TABLES}
    yield from (f"[{name}] is not a table of a mapping" for name in sorted(told.keys() - known))
    for name in sorted(told.keys() & (known - {"source"})):
        if not isinstance(told[name], dict):
            yield f"{name} is to be a table: [{name}]"
        elif name in TABLES:
            unknown = sorted(told[name].keys() - TABLES[name])
            yield from (f"[{name}] has no “{key}”; it has {', '.join(sorted(TABLES[name]))}" for key in unknown)
    for table in ("dossier", "facts"):
        cells = told.get(table, {})
        for name, cell in cells.items() if isinstance(cells, dict) else ():
            if not isinstance(cell, dict) or cell.keys() - CELL or not {"column", "value"} & cell.keys():
                yield f'[{table}] {name} is to read {{ column = "...", type = "text" }} or {{ value = ... }}'


def _required(told: Mapping[str, Any]) -> Iterator[str]:
    if not str(told.get("source", "")).strip():
        yield 'source is missing: the name of the other system, for example source = "gestionale-2019"'
    for table, key in (("case", "id"), ("activity", "column"), ("time", "column")):
        if not told.get(table, {}).get(key):
            yield f"[{table}] {key} is missing: the column of the file"
    if not told.get("activity", {}).get("transitions"):
        yield "[activity.transitions] is missing: which activity is which transition"


def _choices(told: Mapping[str, Any]) -> Iterator[str]:
    yield from _of_file(told.get("log", {}))
    if told.get("actor", {}).get("accounts", "none") not in ACCOUNTS:
        yield f"[actor] accounts is one of {', '.join(ACCOUNTS)}"
    if told.get("customer", {}).get("match", "code") not in CUSTOMER_KEYS:
        yield f"[customer] match is one of {', '.join(CUSTOMER_KEYS)}"
    if zone_of(told) is None:
        yield f"[time] zone “{told['time']['zone']}” is not known; for example Europe/Rome"
    yield from _types(told)


def _types(told: Mapping[str, Any]) -> Iterator[str]:
    for table in ("dossier", "facts"):
        for name, cell in told.get(table, {}).items():
            if cell.get("type", "text") not in TYPES:
                yield f"[{table}] {name}: type is one of {', '.join(TYPES)}"
            elif cell.get("type") == "reference" and (table == "facts" or not cell.get("match")):
                yield f'[{table}] {name}: a reference is for [dossier], and names what its cells hold: match = "code"'


def _of_file(log: Mapping[str, Any]) -> Iterator[str]:
    encoding = log.get("encoding", "utf-8")
    try:
        codecs.lookup(encoding)
    except (LookupError, TypeError):
        yield f"[log] encoding “{encoding}” is not known; utf-8, cp1252 and latin-1 are"
    if len(str(log.get("delimiter", ","))) != 1:
        yield "[log] delimiter is one character"


def _against(told: Mapping[str, Any], process: Process) -> Iterator[str]:
    for activity, codes in told.get("activity", {}).get("transitions", {}).items():
        yield from (
            f"[activity.transitions] “{activity}”: {process.code} has no transition “{code}”"
            for code in _several(codes)
            if not _has_transition(process, code)
        )
    duties = {duty.partition(".")[2] for duty in process.duties}
    for role, names in told.get("role", {}).get("duties", {}).items():
        yield from (f"[role.duties] “{role}”: there is no duty “{n}”" for n in _several(names) if n not in duties)
    columns = dossier_columns(process)
    yield from (f"[dossier] {name} is no column of {process.code}" for name in told.get("dossier", {}).keys() - columns)
    facts = declared_facts(process)
    for table in ("facts", "loaded"):
        yield from (f"[{table}] {name} is no fact of {process.code}" for name in told.get(table, {}).keys() - facts)
    for name, needs in told.get("loaded", {}).items():
        lacking = sorted(set(_several(needs)) - told.get("dossier", {}).keys())
        if lacking or not needs:
            yield f"[loaded] {name} lists the [dossier] columns it depends on; {', '.join(lacking) or 'none'} is mapped"


def _has_transition(process: Process, code: str) -> bool:
    try:
        process.transition(code)
    except UnknownTransition:
        return False
    return True


def dossier_columns(process: Process) -> set[str]:
    """The names of the columns a process adds to its cases."""
    meta = process.dossier._meta
    return {column.name for column in meta.concrete_fields} - {"case", "company"}


def zone_of(told: Mapping[str, Any]) -> ZoneInfo | None:
    """The zone in which times without an offset are meant; None when it is not known."""
    name = told.get("time", {}).get("zone")
    if name is None:
        return ROME
    try:
        return ZoneInfo(str(name))
    except (KeyError, ValueError, OSError):
        return None


def _several(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list) else (str(value),)


def _cells(told: Mapping[str, Any], table: str) -> dict[str, Cell]:
    zone = zone_of(told) or ROME
    return {name: Cell(**cell, zone=zone) for name, cell in told.get(table, {}).items()}


def _built(told: Mapping[str, Any]) -> LogMapping:
    log, case, time = told.get("log", {}), told["case"], told["time"]
    actor, role, customer = told.get("actor", {}), told.get("role", {}), told.get("customer", {})
    return LogMapping(
        source=str(told["source"]).strip(),
        encoding=_with_mark(log.get("encoding", "utf-8")),
        delimiter=log.get("delimiter", ","),
        where={column: frozenset(_several(values)) for column, values in log.get("where", {}).items()},
        case_column=case["id"],
        subject_column=case.get("subject", ""),
        opens_with_first=bool(case.get("opens_with_first", False)),
        activity_column=told["activity"]["column"],
        transitions={name: _several(codes) for name, codes in told["activity"]["transitions"].items()},
        time_column=time["column"],
        time_format=time.get("format", ISO),
        zone=zone_of(told) or ROME,
        actor_column=actor.get("column", ""),
        accounts=actor.get("accounts", "none"),
        names=actor.get("names", {}),
        machine=frozenset(_several(actor.get("machine", []))),
        role_column=role.get("column", ""),
        role_duties={name: _several(names) for name, names in role.get("duties", {}).items()},
        present_duties=bool(role.get("present_duties", False)),
        customer_column=customer.get("column", ""),
        customer_match=customer.get("match", "code"),
        dossier=_cells(told, "dossier"),
        facts=_cells(told, "facts"),
        loaded={name: _several(needs) for name, needs in told.get("loaded", {}).items()},
    )


def _with_mark(encoding: str) -> str:
    """UTF-8 with or without the mark that spreadsheets put in front."""
    return "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding
