"""The mapping: which column of a log means what in a process. Written by a person, in TOML."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cases.services.importing.values import ISO

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from cases.services.importing.values import Cell

ACCOUNTS: Final = ("none", "email", "name")
CUSTOMER_KEYS: Final = ("code", "vat_number", "fiscal_code")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogMapping:
    """A mapping that was checked against its process.

    source            the other system's name: with the case id it makes a second run harmless
    where             only rows whose column holds one of these values are events; the others are counted
    opens_with_first  the log does not record the opening: its first event opens the case as well
    transitions       activity -> transition codes; of several, the first that leaves the present state is meant
    accounts          how the log names people: by "email" or "name" of an account, or "none" (people without one)
    names             how the log calls a person -> the e-mail or name the product knows
    machine           names under which the other system itself acted
    role_duties       role in the log -> duties of the process
    present_duties    where the log tells no role: the duties the account holds today
    loaded            facts that the process's own loader tells, each with the dossier columns it depends on
    """

    source: str
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    case_column: str
    subject_column: str = ""
    opens_with_first: bool = False
    activity_column: str
    transitions: Mapping[str, tuple[str, ...]]
    time_column: str
    time_format: str = ISO
    zone: ZoneInfo
    actor_column: str = ""
    accounts: str = "none"
    names: Mapping[str, str] = field(default_factory=dict)
    machine: frozenset[str] = frozenset()
    role_column: str = ""
    role_duties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    present_duties: bool = False
    customer_column: str = ""
    customer_match: str = "code"
    dossier: Mapping[str, Cell] = field(default_factory=dict)
    facts: Mapping[str, Cell] = field(default_factory=dict)
    loaded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def columns(self) -> set[str]:
        """Every column of the file the mapping names."""
        single = {
            self.case_column,
            self.subject_column,
            self.activity_column,
            self.time_column,
            self.actor_column,
            self.role_column,
            self.customer_column,
        }
        cells = {cell.column for cell in (*self.dossier.values(), *self.facts.values())}
        return (single | cells | set(self.where)) - {""}
