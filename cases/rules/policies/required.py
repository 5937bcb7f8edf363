"""Which documents a step needs: a collecting table over the dossier, read as requirements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from cases.rules.policies.errors import PolicyError
from cases.rules.tables.columns import Kind
from cases.rules.tables.compiled import Decision
from cases.rules.tables.errors import TableError
from cases.rules.tables.model import HitPolicy, Table

OUTPUTS: Final[Mapping[str, tuple[Kind, ...]]] = {
    "document": (Kind.CHOICE,),
    "mandatory": (Kind.YES_NO,),
    "verified_by": (Kind.CHOICE, Kind.TEXT),
    "valid_days": (Kind.NUMBER,),
}
"""What each output may be; the first kind is the one to be had."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One kind of document a case needs: whether the step waits for it, who verifies it, how long it is good.

    `verified_by` is a duty of the process, `check` what else its content must show: a name of `Papers.checks`.
    """

    document: str
    mandatory: bool
    verified_by: str = ""
    valid_days: int | None = None
    check: str = ""


class PaperState(StrEnum):
    """How a required document stands: the best that is there."""

    MISSING = "missing"
    TO_BE_VERIFIED = "to_be_verified"
    REJECTED = "rejected"
    EXPIRED = "expired"
    UNSUITABLE = "unsuitable"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class Asked:
    """A required document and how it stands; `document` is the uuid of the document that says so, "" when missing.

    until   the last day on which that document counts, where it has one
    detail  of an unsuitable one, what its content check found
    """

    requirement: Requirement
    state: PaperState
    document: str = ""
    until: date | None = None
    detail: str = ""

    @property
    def is_wanted(self) -> bool:
        """Whether a step that asks for it has to wait."""
        return self.requirement.mandatory and self.state is not PaperState.VERIFIED


@dataclass(frozen=True, slots=True)
class Checklist:
    """What a step asks for. `asked` is None when the policy could not tell; `reference` is for the journal."""

    asked: tuple[Asked, ...] | None
    reference: Mapping[str, object] = field(default_factory=dict)


NOTHING_ASKED: Final = Checklist(())


def check_required(table: Table) -> Iterator[TableError]:
    """What keeps a table from being read as requirements."""
    if table.hit is not HitPolicy.COLLECT:
        yield PolicyError("policy.must_collect")
    kinds = {output.code: output.kind for output in table.outputs}
    for code, allowed in OUTPUTS.items():
        if kinds.get(code) not in allowed:
            yield PolicyError("policy.no_output", column=code, output=code, kind=allowed[0].value)


def requirements(decision: Decision) -> tuple[Requirement, ...]:
    """What a decision of such a table requires, each document once: mandatory wins, then the shorter validity."""
    found: dict[str, Requirement] = {}
    for answer in decision.answers:
        new = _requirement(answer)
        known = found.get(new.document)
        found[new.document] = _stricter(known, new) if known else new
    return tuple(found.values())


def _requirement(answer: Mapping[str, object]) -> Requirement:
    days = answer["valid_days"]
    return Requirement(
        document=str(answer["document"]),
        mandatory=answer["mandatory"] is True,
        verified_by=str(answer["verified_by"] or ""),
        valid_days=int(days) if isinstance(days, Decimal) else None,
        check=str(answer.get("check") or ""),
    )


def _stricter(one: Requirement, other: Requirement) -> Requirement:
    limits = [each.valid_days for each in (one, other) if each.valid_days is not None]
    return Requirement(
        document=one.document,
        mandatory=one.mandatory or other.mandatory,
        verified_by=one.verified_by or other.verified_by,
        valid_days=min(limits, default=None),
        check=one.check or other.check,
    )
