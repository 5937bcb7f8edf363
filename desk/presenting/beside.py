"""The documents of a case beside what one reads or decides: which there are, and the chosen one as it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desk.presenting import values
from desk.presenting.papers import papers
from documents.duties import VERIFY
from documents.queries import of_case
from documents.queries.words import words_of

if TYPE_CHECKING:
    from desk.presenting.casefile import Seen
    from desk.shown import Paper
    from documents.queries import DocumentLine

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the documents one may put beside."""

    label: str
    kind: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """The documents to choose from, and the chosen one.

    look   "pdf", "picture", "page" (the picture of its first page: Office files) or "text": how it is shown; "" when a
           browser cannot show it and nothing was read out of it
    page   the picture of the first page; of a PDF for telephones, whose browsers show none inside a page
    """

    choices: Sequence[Choice]
    paper: Paper
    look: str
    page: str
    words: str


def side_by_side(seen: Seen, asked: str) -> dict[str, Any]:
    """The sheet of a case and its documents: what the templates of reading and deciding show in two columns."""
    return {
        "dossier": values.grouped(seen.case.process.describe(seen.case, seen.on), seen.now),
        "beside": beside(seen, asked),
    }


def beside(seen: Seen, asked: str = "") -> Beside | None:
    """The document asked for by its uuid, else the newest that can be shown; None when the case has none."""
    lines = [line for line in of_case(seen.case) if line.is_current]
    if not lines:
        return None
    chosen = next((line for line in lines if str(line.uuid) == asked), None)
    chosen = chosen or next((line for line in lines if line.can_preview), lines[0])
    words = words_of(seen.actor, chosen.uuid)
    return Beside(
        choices=[
            Choice(paper.title, paper.kind, f"?document={line.uuid}", line is chosen)
            for line, paper in zip(lines, papers(lines, seen.to, may_decide=False), strict=True)
        ],
        paper=papers([chosen], seen.to, may_decide=seen.actor.has(VERIFY))[0],
        look=_look(chosen, words),
        page=seen.to.to("document-page", chosen.uuid),
        words=words,
    )


def _look(line: DocumentLine, words: str) -> str:
    if line.can_preview:
        return "pdf" if line.media_type == PDF else "picture"
    if line.can_draw:
        return "page"
    return "text" if words else ""
