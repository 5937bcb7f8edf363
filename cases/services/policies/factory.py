"""The factory's policies: files in the processes' folders become versions that no company owns.

A file states `kind`, `valid_from`, perhaps `source`, and the content; or `kind` and several contents under
`[policies.<code>]`. A file that has not changed does nothing; a changed one makes a new version, from its day on.
What a company has published stays, and goes before.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cases.models import PolicyVersion
from cases.rules.policies.errors import PolicyError
from cases.rules.policies.kinds import Kind, digest
from cases.rules.tables.errors import TableInvalid
from cases.services.policies.checks import FACTORY, prove
from cases.services.policies.contents import canonical
from cases.services.policies.keys import PolicyKey

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from cases.definition import Process
    from cases.rules.tables.errors import TableError

ROLES = "roles.toml"


@dataclass(frozen=True, slots=True)
class FactoryPolicy:
    """One policy as a file states it."""

    path: Path
    process_code: str
    kind: str
    code: str
    valid_from: date
    source: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one policy of a file: the version that stands for it, and whether it is new."""

    version: PolicyVersion
    is_new: bool


class FactoryInvalid(Exception):
    """A file that may not be loaded: every problem with the file's name in front."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def load_factory(processes: Sequence[Process], *, now: datetime) -> list[Loaded]:
    """Make versions of every new or changed file, all or none. Raises FactoryInvalid with everything wrong."""
    found: list[FactoryPolicy] = []
    problems: list[str] = []
    for process in processes:
        for path in files_of(process):
            try:
                found += [_proved(policy) for policy in read_file(process.code, path)]
            except (TableInvalid, tomllib.TOMLDecodeError) as invalid:
                wrong = invalid.problems if isinstance(invalid, TableInvalid) else [invalid]
                problems += [f"{process.code}/policy/{path.name}: {problem}" for problem in wrong]
    if problems:
        raise FactoryInvalid(problems)
    with transaction.atomic():
        return [_load(policy, now) for policy in found]


def files_of(process: Process) -> list[Path]:
    """The policy files of a process, by name; its roles are not among them."""
    folder = process.policy
    return [] if folder is None else sorted(path for path in folder.glob("*.toml") if path.name != ROLES)


def read_file(process_code: str, path: Path) -> Iterator[FactoryPolicy]:
    """The policies of one file. Raises TableInvalid, TOMLDecodeError."""
    stated = tomllib.loads(path.read_text(encoding="utf-8"))
    kind, valid_from, source = stated.pop("kind", ""), stated.pop("valid_from", None), stated.pop("source", "")
    contents = stated.pop("policies", None) or {str(stated.get("code", path.stem)): stated}
    for code, content in contents.items():
        since = content.pop("valid_from", valid_from) if content is not stated else valid_from
        if not isinstance(since, date):
            raise TableInvalid([PolicyError("table.missing_key", key="valid_from")])
        yield FactoryPolicy(path, process_code, kind, code, since, source, canonical(kind, content))


def _proved(policy: FactoryPolicy) -> FactoryPolicy:
    key = PolicyKey(FACTORY, policy.process_code, policy.kind, policy.code)
    wrong: list[TableError] = [each.problem for each in prove(key, policy.content, policy.valid_from).blocking]
    if wrong:
        raise TableInvalid(wrong)
    return policy


def _load(policy: FactoryPolicy, now: datetime) -> Loaded:
    named = {"process_code": policy.process_code, "kind": Kind(policy.kind), "code": policy.code}
    newest = PolicyVersion.objects.filter(company_id__isnull=True, **named).order_by("-version").first()
    mark = digest(policy.content)
    if newest is not None and (newest.digest, newest.valid_from) == (mark, policy.valid_from):
        return Loaded(newest, is_new=False)
    version = PolicyVersion.objects.create(
        **named,
        version=newest.version + 1 if newest else 1,
        status=PolicyVersion.PUBLISHED,
        valid_from=policy.valid_from,
        content=policy.content,
        digest=mark,
        note=policy.source,
        changed_at=now,
        published_at=now,
    )
    return Loaded(version, is_new=True)
