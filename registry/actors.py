"""Who acts: a plain value, passed as an argument from the edge to the core."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system) at work in one company, with the duties held there on the day."""

    user_id: int | None
    name: str
    duties: frozenset[str]
    company_id: int
    acting_for_id: int | None = None
    acting_for_name: str = ""
    area: str = ""

    def has(self, duty: str) -> bool:
        """Whether the actor holds this duty, written `<process>.<duty>`."""
        return duty in self.duties

    @property
    def is_system(self) -> bool:
        """True when no person stands behind the act."""
        return self.user_id is None


def SYSTEM(company_id: int, duties: Iterable[str]) -> Actor:  # noqa: N802  # reads like a constant that needs two arguments
    """The product itself, with exactly the duties a process gives it."""
    return Actor(user_id=None, name="Pratica", duties=frozenset(duties), company_id=company_id)
