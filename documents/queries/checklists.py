"""Which documents the steps of a case ask for and how each stands: one answer for the judge and for the page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from cases.queries.requirements import Required, required_documents
from cases.rules.policies.required import Asked, Checklist, PaperState
from documents.queries.evidence import proofs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cases.definition import Papers
    from cases.models import Case
    from cases.rules.policies.required import Requirement
    from documents.queries.evidence import Proof

    Failing = Mapping[str, Mapping[int, Mapping[str, str]]]
    """By content check and case, the documents that fail it."""
    Proofs = Mapping[int, Sequence[Proof]]

BEST_FIRST: Final = (
    PaperState.VERIFIED,
    PaperState.TO_BE_VERIFIED,
    PaperState.UNSUITABLE,
    PaperState.EXPIRED,
    PaperState.REJECTED,
)
OPEN: Final = {"verified": PaperState.VERIFIED, "received": PaperState.TO_BE_VERIFIED}
CLOSED: Final = {"expired": PaperState.EXPIRED, "rejected": PaperState.REJECTED}


def checklists(
    cases: Sequence[Case], on: date, *, proofs: Proofs | None = None
) -> Mapping[int, Mapping[str, Checklist]]:
    """Per case (of one company and process) and step of `Process.papers` its documents, in two statements more than
    the inputs of the policy and its content checks take. A process that waits for no documents has no steps here.

    `proofs` are the documents of the cases, for whoever has them already. With several documents of a kind the best
    one counts, among equals the one that is good longest. Where no policy is in force nothing is asked for; where it
    could not tell, `asked` is None.
    """
    papers = cases[0].process.papers if cases else None
    if papers is None:
        return {case.pk: {} for case in cases}
    known = papers.inputs(cases, on)
    inputs = {(case.pk, step): {"step": step, **known[case.pk]} for case in cases for step in papers.steps}
    required = required_documents(cases[0].company_id, cases[0].process_code, inputs, on)
    found = proofs_of(cases[0].company_id, [case.pk for case in cases]) if proofs is None else proofs
    failing = _failing(papers, cases, required.values(), found, on)
    return {
        case.pk: {
            step: _checklist(required[case.pk, step], found.get(case.pk, ()), _of_case(failing, case), on)
            for step in papers.steps
        }
        for case in cases
    }


def _failing(papers: Papers, cases: Sequence[Case], required: Iterable[Required], proofs: Proofs, on: date) -> Failing:
    """Each content check that a requirement names is asked once, for all cases."""
    names = {requirement.check for each in required for requirement in each.documents or () if requirement.check}
    return {name: papers.checks[name].failing(cases, proofs, on) for name in sorted(names & papers.checks.keys())}


def _of_case(failing: Failing, case: Case) -> Mapping[str, Mapping[str, str]]:
    return {name: by_case.get(case.pk, {}) for name, by_case in failing.items()}


def _checklist(
    required: Required, proofs: Sequence[Proof], failing: Mapping[str, Mapping[str, str]], on: date
) -> Checklist:
    """A row that asks for a check the process does not know leaves the answer open."""
    documents = required.documents
    if documents is None or any(each.check and each.check not in failing for each in documents):
        return Checklist(None, required.reference)
    return Checklist(
        tuple(_asked(each, proofs, failing.get(each.check, {}), on) for each in documents), required.reference
    )


def _asked(requirement: Requirement, proofs: Sequence[Proof], failing: Mapping[str, str], on: date) -> Asked:
    found = [(_state(proof, requirement, failing, on), proof) for proof in proofs if proof.kind == requirement.document]
    ranked = [(state, proof) for state, proof in found if state is not PaperState.MISSING]
    if not ranked:
        return Asked(requirement, PaperState.MISSING)
    state, proof = min(
        ranked, key=lambda pair: (BEST_FIRST.index(pair[0]), -(last_day(pair[1], requirement) or date.max).toordinal())
    )
    return Asked(requirement, state, proof.uuid, last_day(proof, requirement), failing.get(proof.uuid, ""))


def _state(proof: Proof, requirement: Requirement, failing: Mapping[str, str], on: date) -> PaperState:
    state = state_of(proof, requirement, on)
    return PaperState.UNSUITABLE if state is PaperState.VERIFIED and proof.uuid in failing else state


def state_of(proof: Proof, requirement: Requirement, on: date) -> PaperState:
    """How one document answers a requirement on a day, its content apart; a superseded one does not.

    It is good for the days that the policy grants, counted from the date on it, or from its arrival where it has none.
    """
    open_state = OPEN.get(proof.status)
    if open_state is None:
        return CLOSED.get(proof.status, PaperState.MISSING)
    until = last_day(proof, requirement)
    return PaperState.EXPIRED if until is not None and on > until else open_state


def last_day(proof: Proof, requirement: Requirement) -> date | None:
    """The last day on which a document answers a requirement: its own, or the last that the policy grants it."""
    since = proof.issued_on or proof.received_on
    granted = None
    if requirement.valid_days is not None and since is not None:
        granted = since + timedelta(requirement.valid_days)
    return min(filter(None, (proof.valid_until, granted)), default=None)
