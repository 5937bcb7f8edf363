"""Which steps of a process wait for documents; the policy "required_documents" says for which."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from django.utils.functional import _StrPromise

    from cases.models import Case
    from cases.rules.tables.compiled import Inputs


@dataclass(frozen=True, slots=True)
class ContentCheck:
    """What the content of a document must show, besides being verified and in date.

    label    the fact that must hold, as the clerk reads it
    failing  (cases, their proofs by case id, on) -> per case the uuids of the documents that do not show it, each with
             what is wrong ("" where the label says it all), in a constant number of statements
    hint     what the clerk does about it; "" where the document itself must change
    link     where that is done, as refusals name it
    """

    label: str | _StrPromise
    failing: Callable[[Sequence[Case], Mapping[int, Sequence[Any]], date], Mapping[int, Mapping[str, str]]]
    hint: str = ""
    link: str = "documents"


@dataclass(frozen=True, slots=True)
class Papers:
    """The steps that may be taken only once every mandatory document is verified, and what the policy reads.

    steps   the transitions concerned; the policy's table names them in its input "step"
    inputs  (cases, on) -> what the table reads of each case besides the step, in a constant number of statements
    label   what a kind of document is called
    checks  what a row of the policy may ask of the content of a document, by the name the row gives it
    sheet   a digest of what the dossier says of the matter: kept with a document when it is verified
    relied  a kind of document -> the checks of a stage that rely on what it says: asked again when that changes
    said_by a kind of document -> the guard that says more of it: while that refuses, the person reads its reason alone
    """

    steps: tuple[str, ...]
    inputs: Callable[[Sequence[Case], date], Mapping[int, Inputs]]
    label: Callable[[str], str | _StrPromise]
    checks: Mapping[str, ContentCheck] = field(default_factory=dict)
    sheet: Callable[[Case], str] | None = None
    relied: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    said_by: Mapping[str, str] = field(default_factory=dict)
