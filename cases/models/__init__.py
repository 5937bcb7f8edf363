"""What a case is made of."""

from __future__ import annotations

from cases.models.bulk import BulkJob, BulkResult
from cases.models.case import Case, Dossier
from cases.models.deadline import Deadline
from cases.models.dispatch import ConsumerLease, Dispatch
from cases.models.hold import Hold
from cases.models.journal import CaseEvent, ChainedEvent, PersonalValue
from cases.models.people import Absence, Follow, Mention, Notice, SavedView, Substitution
from cases.models.policy import PolicyFinal, PolicyVersion
from cases.models.related import CaseLink
from cases.models.stage import StageRun, StageTask
from cases.models.work import WorkItem

__all__ = [
    "Absence",
    "BulkJob",
    "BulkResult",
    "Case",
    "CaseEvent",
    "CaseLink",
    "ChainedEvent",
    "ConsumerLease",
    "Deadline",
    "Dispatch",
    "Dossier",
    "Follow",
    "Hold",
    "Mention",
    "Notice",
    "PersonalValue",
    "PolicyFinal",
    "PolicyVersion",
    "SavedView",
    "StageRun",
    "StageTask",
    "Substitution",
    "WorkItem",
]
