"""Who walks: three people for each role of a process, and one of another company."""

from __future__ import annotations

import tomllib

from cases.definition import Process
from registry.actors import Actor
from registry.models import Company
from tests.factories import cases as make

EVERYBODY = ("cases.comment", "cases.hold", "cases.extend", "cases.repair")


def cast(process: Process, of: Company) -> list[Actor]:
    """The people of the office, by the roles that the factory gives."""
    assert process.policy is not None
    roles = tomllib.loads((process.policy / "roles.toml").read_text(encoding="utf-8"))
    return [
        make.actor(of, f"{role}{n}@example.org", *EVERYBODY, *(process.duty(duty) for duty in given["duties"]))
        for role, given in sorted(roles.items())
        for n in (1, 2, 3)
    ]
