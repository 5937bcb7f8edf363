"""Whom a log names: accounts of the product, people who never had one, or the other system itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.services.machine import machine
from registry.actors import Actor
from registry.models import Membership

if TYPE_CHECKING:
    from cases.definition import Process
    from cases.services.importing.mapping import LogMapping

NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Account:
    """A person the product knows, with the duties held today."""

    user_id: int
    name: str
    duties: frozenset[str]


@dataclass(frozen=True, slots=True)
class Who:
    """Who took a step, as far as the file tells.

    actor   as the judge sees him; people without an account carry a negative id, so that they are told apart
    told    the file says who it was
    rights  the file says which duties he had
    """

    actor: Actor
    told: bool
    rights: bool


class People:
    """The people of one import, found once."""

    def __init__(self, process: Process, mapping: LogMapping, company_id: int) -> None:
        self.process, self.mapping, self.company_id = process, mapping, company_id
        self.machine = machine(process, company_id)
        self.accounts = _accounts(company_id, mapping.accounts) if company_id else {}
        self.without: dict[str, int] = {}
        self.known: dict[tuple[str, str], Who | None] = {}

    def who(self, name: str, role: str) -> Who | None:
        """The actor of a step; None when the log names somebody the product should know and does not."""
        key = (name, role)
        if key not in self.known:
            self.known[key] = self._found(name, role)
        return self.known[key]

    def _found(self, name: str, role: str) -> Who | None:
        if name in self.mapping.machine:
            return Who(self.machine, told=True, rights=True)
        duties = self._duties(role)
        if not name:
            return Who(self._actor(None, "", duties), told=False, rights=duties is not None)
        if self.mapping.accounts == "none" or not self.company_id:
            user_id = self.without.setdefault(name, -1 - len(self.without))
            return Who(self._actor(user_id, name, duties), told=True, rights=duties is not None)
        account = self.accounts.get(self.mapping.names.get(name, name).casefold())
        if account is None:
            return None
        if duties is None and self.mapping.present_duties:
            duties = account.duties
        return Who(self._actor(account.user_id, account.name, duties), told=True, rights=duties is not None)

    def _duties(self, role: str) -> frozenset[str] | None:
        names = self.mapping.role_duties.get(role)
        return None if names is None else frozenset(self.process.duty(name) for name in names)

    def _actor(self, user_id: int | None, name: str, duties: frozenset[str] | None) -> Actor:
        return Actor(user_id=user_id, name=name[:NAME_LENGTH], duties=duties or frozenset(), company_id=self.company_id)


def _accounts(company_id: int, by: str) -> dict[str, Account]:
    """Everybody who is or was at work in the company, by e-mail or name; a name two people share names nobody."""
    found: dict[str, Account] = {}
    twice: set[str] = set()
    for row in Membership.objects.filter(company_id=company_id).select_related("user"):
        key = (row.user.email if by == "email" else row.user.name).casefold()
        if key in found and found[key].user_id != row.user_id:
            twice.add(key)
        found[key] = Account(row.user_id, row.user.name, frozenset(row.duties))
    return {key: account for key, account in found.items() if key not in twice}
