"""Which cases a bulk action opened: the steps it took were announced, and a process answers by opening one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid5

from cases.models import Dispatch

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from cases.models import BulkJob


@dataclass(slots=True)
class Opened:
    """The numbers of the cases opened for one, and whether another is still to be."""

    numbers: list[str] = field(default_factory=list)
    is_waiting: bool = False


def opened_by(job: BulkJob, case_ids: Sequence[int], by: Collection[str]) -> Mapping[int, Opened]:
    """By case, those opened for it by these consumers; one statement."""
    commands = [uuid5(job.key, str(pk)) for pk in case_ids]
    asked = Dispatch.objects.of(job.company_id).filter(
        event__case__in=case_ids, event__command_id__in=commands, consumer__in=by
    )
    found: defaultdict[int, Opened] = defaultdict(Opened)
    for pk, own, status, result in asked.order_by("pk").values_list(
        "event__case_id", "event__case__number", "status", "result"
    ):
        found[pk].is_waiting |= status == Dispatch.WAITING
        if result.get("case", own) != own:
            found[pk].numbers.append(result["case"])
    return found
