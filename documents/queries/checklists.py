"""Which documents the steps of a case ask for and how each stands: one answer for the judge and for the page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from cases.queries.requirements import Required, required_documents
from cases.rules.policies.required import Asked, Checklist, PaperState
from documents.queries.evidence import proofs_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from cases.models import Case
    from cases.rules.policies.required import Requirement
    from documents.queries.evidence import Proof

BEST_FIRST: Final = (PaperState.VERIFIED, PaperState.TO_BE_VERIFIED, PaperState.EXPIRED, PaperState.REJECTED)
OPEN: Final = {"verified": PaperState.VERIFIED, "received": PaperState.TO_BE_VERIFIED}
CLOSED: Final = {"expired": PaperState.EXPIRED, "rejected": PaperState.REJECTED}


def checklists(cases: Sequence[Case], on: date) -> Mapping[int, Mapping[str, Checklist]]:
    """Per case (of one company and process) and step of `Process.papers` its documents, in two statements more than
    the inputs of the policy take. A process that waits for no documents has no steps here.

    With several documents of a kind the best one counts. Where no policy is in force nothing is asked for; where it
    could not tell, `asked` is None.
    """
    papers = cases[0].process.papers if cases else None
    if papers is None:
        return {case.pk: {} for case in cases}
    known = papers.inputs(cases, on)
    inputs = {(case.pk, step): {"step": step, **known[case.pk]} for case in cases for step in papers.steps}
    required = required_documents(cases[0].company_id, cases[0].process_code, inputs, on)
    proofs = proofs_of(cases[0].company_id, [case.pk for case in cases])
    return {
        case.pk: {step: _checklist(required[case.pk, step], proofs.get(case.pk, ()), on) for step in papers.steps}
        for case in cases
    }


def _checklist(required: Required, proofs: Sequence[Proof], on: date) -> Checklist:
    if required.documents is None:
        return Checklist(None, required.reference)
    return Checklist(tuple(_asked(each, proofs, on) for each in required.documents), required.reference)


def _asked(requirement: Requirement, proofs: Sequence[Proof], on: date) -> Asked:
    found = [(state_of(proof, requirement, on), proof) for proof in proofs if proof.kind == requirement.document]
    ranked = [(state, proof) for state, proof in found if state is not PaperState.MISSING]
    if not ranked:
        return Asked(requirement, PaperState.MISSING)
    state, proof = min(ranked, key=lambda pair: BEST_FIRST.index(pair[0]))
    return Asked(requirement, state, proof.uuid)


def state_of(proof: Proof, requirement: Requirement, on: date) -> PaperState:
    """How one document answers a requirement on a day; a superseded one does not.

    It is good for the days that the policy grants, counted from the date on it, or from its arrival where it has none.
    """
    open_state = OPEN.get(proof.status)
    if open_state is None:
        return CLOSED.get(proof.status, PaperState.MISSING)
    return PaperState.EXPIRED if _is_over(proof, requirement, on) else open_state


def _is_over(proof: Proof, requirement: Requirement, on: date) -> bool:
    if proof.valid_until is not None and on > proof.valid_until:
        return True
    since = proof.issued_on or proof.received_on
    return requirement.valid_days is not None and since is not None and on > since + timedelta(requirement.valid_days)
