"""Which documents of an approval are still good for its renewal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cases.rules.policies.required import PaperState
from documents.queries.checklists import checklists, state_of
from documents.queries.evidence import proofs_of
from registry.queries import plants
from workflows.waste_approval import policies
from workflows.waste_approval.listed import listed

if TYPE_CHECKING:
    from datetime import date

    from cases.models import Case
    from cases.rules.policies.required import Requirement
    from documents.queries.evidence import Proof

NEVER: Final = frozenset({"request", "declaration", "letter", "other"})
"""Said for one request, and said again for the next."""
SAME_SHEET: Final = "same_sheet"


def carriable(old: Case, new: Case, on: date) -> frozenset[str]:
    """The uuids of the documents of `old` that `new` may begin with: verified, in date by the policies of the new one,
    and not tied to the sheet of the old one. Both carry their dossiers."""
    proofs = [proof for proof in _aged(old, on) if proof.kind not in NEVER and proof.holds_on(on)]
    asked = checklists([new], on, proofs={})[new.pk].values()
    required = {each.requirement for checklist in asked for each in checklist.asked or ()}
    return frozenset(proof.uuid for proof in proofs if _is_good(proof, required, on))


def _aged(case: Case, on: date) -> tuple[Proof, ...]:
    """The documents of a case, an analysis good no longer than its policy says."""
    codes = listed([case], on, anew=True)
    plant_ids = {case.dossier.plant_id} - {None}
    permits = plants.authorised(plant_ids, on=on, codes={case.dossier.waste_code}) if plant_ids else {}
    decided = policies.analysis_validity([case], codes, permits, on)
    proofs = proofs_of(case.company_id, [case.pk]).get(case.pk, ())
    return policies.aged(proofs, decided[case.pk]) if case.pk in decided else proofs


def _is_good(proof: Proof, required: set[Requirement], on: date) -> bool:
    mine = [each for each in required if each.document == proof.kind]
    return all(each.check != SAME_SHEET and state_of(proof, each, on) is PaperState.VERIFIED for each in mine)
