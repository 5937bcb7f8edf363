"""Who is at work in a company, as the checks see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cases.definition.process import Process


@dataclass(frozen=True, slots=True)
class Office:
    """A company's roles and people, each with the qualified duties they hold; `running`: processes with open cases."""

    company: str
    company_id: int = 0
    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    people: Mapping[str, frozenset[str]] = field(default_factory=dict)
    running: frozenset[str] = frozenset()

    def uses(self, process: Process) -> bool:
        """Whether the company has given out any duty of the process, or has open cases of it."""
        given = (*self.roles.values(), *self.people.values())
        return process.code in self.running or any(not duties.isdisjoint(process.duties) for duties in given)

    def roles_with(self, duty: str) -> list[str]:
        """The roles that hold a qualified duty."""
        return sorted(role for role, duties in self.roles.items() if duty in duties)

    def people_with(self, duty: str) -> list[str]:
        """The people who hold a qualified duty."""
        return sorted(person for person, duties in self.people.items() if duty in duties)

    def has_somebody(self, duty: str) -> bool:
        """Whether a role holds the duty and, where people are at work, one of them too."""
        if self.people:
            return bool(self.people_with(duty))
        return bool(self.roles_with(duty))
