"""What the judge says of the documents a step asks for: one answer for each mandatory one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cases.rules.facts import FactAbsent
from cases.rules.policies.required import PaperState
from cases.rules.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from cases.definition import Papers, Process, Transition
    from cases.models import Case
    from cases.rules.facts import Facts
    from cases.rules.policies.required import Asked, Checklist

    Paper = tuple[str, str, Refusal | None]

LABEL: Final = N_("Every document that this step asks for is verified.")
MESSAGES: Final = {
    PaperState.MISSING: (N_("A document is missing: {document}."), N_("Ask the customer for it and attach it.")),
    PaperState.TO_BE_VERIFIED: (
        N_("A document waits to be verified: {document}."),
        N_("Open the document and verify it."),
    ),
    PaperState.REJECTED: (N_("A document was refused: {document}."), N_("Ask the customer for a new one.")),
    PaperState.UNSUITABLE: (
        N_("A document does not show what it must: {document}. {check} {detail}"),
        N_("Have it put right, or ask the customer for a new one."),
    ),
    PaperState.EXPIRED: (N_("A document is no longer valid: {document}."), N_("Ask the customer for a new one.")),
}


def judged(
    process: Process, transition: Transition, case: Case, facts: Facts | None
) -> tuple[list[Paper], tuple[Mapping[str, object], ...]]:
    """(code, fact that must hold, refusal or None) of each mandatory document, and the decision for the journal.

    Nothing for a step that waits for no documents, or does not exist in the state of the case; "unknown" where the
    policy could not tell.
    """
    papers = process.papers
    if papers is None or transition.code not in papers.steps or not transition.leaves(case.state):
        return [], ()
    checklist = _checklist(transition.code, facts)
    if checklist is None or checklist.asked is None:
        return [("documents", LABEL, unknown("papers"))], ()
    found = list(_each(papers, checklist))
    return found, (checklist.reference,) if checklist.reference else ()


def said_by_guards(process: Process, refused: Collection[str]) -> set[str]:
    """The codes of the documents of which these guards have said more already."""
    papers = process.papers
    return {f"document.{kind}" for kind, guard in papers.said_by.items() if guard in refused} if papers else set()


def _checklist(step: str, facts: Facts | None) -> Checklist | None:
    try:
        return None if facts is None else facts.papers.get(step)
    except FactAbsent:
        return None


def _each(papers: Papers, checklist: Checklist) -> Iterator[Paper]:
    for asked in checklist.asked or ():
        if asked.requirement.mandatory:
            refusal = _refusal(papers, asked) if asked.is_wanted else None
            yield f"document.{asked.requirement.document}", LABEL, refusal


def _refusal(papers: Papers, asked: Asked) -> Refusal:
    message, hint = MESSAGES[asked.state]
    params: dict[str, object] = {"document": papers.label(asked.requirement.document)}
    link = "documents"
    if asked.state is PaperState.UNSUITABLE:
        check = papers.checks[asked.requirement.check]
        params |= {"check": check.label, "detail": asked.detail}
        hint, link = check.hint or hint, check.link
    return Refusal(f"document_{asked.state.value}", message, hint=hint, params=params, link=link)


def unknown(fact: str) -> Refusal:
    """It cannot be told, because a fact is not known."""
    return Refusal(
        "unknown",
        N_("It cannot be told: “{fact}” is not known."),
        hint=N_("Complete the dossier."),
        params={"fact": fact},
    )
