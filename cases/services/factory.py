"""What a new company starts with: the factory's roles, read from the processes' folders."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cases.definition import catalogue
from registry.models import Role
from registry.services.roles import create_role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.definition import Process
    from registry.actors import Actor

PRODUCT_POLICY = Path(__file__).resolve().parent.parent / "policy"


@dataclass(slots=True)
class FactoryRole:
    """A role as the factory proposes it: names in both languages, duties qualified."""

    code: str
    name_it: str = ""
    name_en: str = ""
    duties: set[str] = field(default_factory=set)


def factory_roles(processes: Sequence[Process]) -> dict[str, FactoryRole]:
    """The product's roles with the duties these processes give them, by code."""
    roles: defaultdict[str, FactoryRole] = defaultdict(lambda: FactoryRole(""))
    for prefix, folder in _folders(processes):
        for code, row in _read(folder / "roles.toml").items():
            role = roles[code]
            role.code = code
            role.name_it = row.get("name_it", role.name_it)
            role.name_en = row.get("name_en", role.name_en)
            role.duties |= {f"{prefix}{duty}" for duty in row["duties"]}
    return dict(roles)


def seed_roles(actor: Actor, processes: Sequence[Process] | None = None) -> dict[str, Role]:
    """Create the factory's roles that the actor's company lacks; roles it has are left as they are.

    `processes` are those the company uses; all that are installed when None.

    Returns all roles of the company by code. Needs the duty "admin.configure".
    """
    have = {role.code: role for role in Role.objects.of(actor.company_id)}
    for code, role in factory_roles(catalogue.processes() if processes is None else processes).items():
        if code not in have:
            have[code] = create_role(
                actor=actor, code=code, name_it=role.name_it, name_en=role.name_en, duties=role.duties
            )
    return have


def _folders(processes: Sequence[Process]) -> Iterator[tuple[str, Path]]:
    yield "", PRODUCT_POLICY
    for process in processes:
        if process.policy is not None:
            yield f"{process.code}.", process.policy


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
