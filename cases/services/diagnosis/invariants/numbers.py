"""The numbers of cases."""

from __future__ import annotations

from cases.models import Case
from cases.services.diagnosis import anchoring
from cases.services.diagnosis.invariants.base import Examined, Violation, Visit
from cases.services.diagnosis.verification import holes


def gapless(visit: Visit) -> Examined:
    """I8: every number that was given is carried by one case, and no other is; doubles the database refuses."""
    examined, found = 0, []
    for company in visit.companies:
        for series, last in anchoring.series_of(company).items():
            examined += Case.objects.of(company).filter(number__startswith=f"{series}-").count()
            found += [Violation(wrong.case, wrong.message) for wrong in holes(company, series, last)]
    return Examined(examined, found)
