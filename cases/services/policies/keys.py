"""Which policy is meant, and who may touch it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.definition import catalogue
from cases.models import PolicyVersion
from cases.queries.policies import PRODUCT
from cases.services.errors import NotPermitted
from registry.duties import CONFIGURE

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cases.definition import Process
    from registry.actors import Actor


@dataclass(frozen=True, slots=True)
class PolicyKey:
    """One policy of a company: its process ("" for the product's), kind and code."""

    company_id: int
    process_code: str
    kind: str
    code: str

    def versions(self) -> QuerySet[PolicyVersion]:
        """The company's own versions, the draft included."""
        return PolicyVersion.objects.filter(company_id=self.company_id, **self._named())

    def factory(self) -> QuerySet[PolicyVersion]:
        """The factory's versions."""
        return PolicyVersion.objects.filter(company_id__isnull=True, **self._named())

    def draft(self) -> PolicyVersion | None:
        """The version being edited."""
        return self.versions().filter(status=PolicyVersion.DRAFT).select_related("changed_by").first()

    @property
    def process(self) -> Process | None:
        """The process that owns it; None for the product's. Raises UnknownProcess."""
        return None if self.process_code == PRODUCT else catalogue.get(self.process_code)

    def _named(self) -> dict[str, str]:
        return {"process_code": self.process_code, "kind": self.kind, "code": self.code}


def key_of(version: PolicyVersion, company_id: int) -> PolicyKey:
    """The key of a version, for a company."""
    return PolicyKey(company_id, version.process_code, version.kind, version.code)


def require_configurer(actor: Actor, company_id: int | None) -> int:
    """Only a person who configures this company, not somebody in his place: returns who. Raises NotPermitted."""
    may = actor.has(CONFIGURE) and actor.company_id == company_id and actor.acting_for_id is None
    if actor.user_id is None or not may:
        raise NotPermitted(CONFIGURE)
    return actor.user_id
