"""Templates of letters as their pages show them: where something is wrong, what changed, which version is whose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.forms.letters import LANGUAGE_LABELS
from desk.presenting.addresses import Addresses
from desk.shown import State
from documents.letters.catalogue import IMAGE, LIST, YES_NO, Field
from documents.letters.checking import Finding
from documents.models import Letter, LetterTemplate, PdfState
from documents.queries.templates import Standing

PARTS = {
    "subject": gettext_lazy("subject"),
    "body": gettext_lazy("text"),
    "header": gettext_lazy("header"),
    "footer": gettext_lazy("footer"),
    "footnotes": gettext_lazy("footnotes"),
}
MARKS = {
    "syntax": gettext_lazy("A placeholder cannot be read."),
    "unknown_tag": gettext_lazy("{%% %(sign)s %%} means nothing here: a template knows if, else and for."),
    "unended": gettext_lazy("A placeholder that begins with %(sign)s does not end."),
    "unclosed": gettext_lazy("{%% %(sign)s %%} is never closed."),
    "unopened": gettext_lazy("{%% %(sign)s %%} has no beginning."),
}
UNKNOWN_TAG = re.compile(r"unknown tag '(\w+)'")
"""What the engine says of a tag it does not know, in English."""
KINDS = {LIST: gettext_lazy("list"), YES_NO: gettext_lazy("yes or no"), IMAGE: gettext_lazy("picture")}
PDF_TONES = {PdfState.WAITING: "wait", PdfState.MADE: "good", PdfState.FAILED: "bad", PdfState.UNAVAILABLE: "calm"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding in words: what, where, the words around it, what to do."""

    what: str
    where: str
    words: str
    hint: str


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One merge field as the catalogue page shows it; `written` is what one types in Word."""

    name: str
    written: str
    description: str
    kind: str
    italian: str
    english: str


def finding(found: Finding) -> Shown:
    """A finding as whoever wrote the template reads it."""
    where = place(found.place) if found.place else ""
    if found.code == "unknown_field":
        what = _("“%(field)s” is not a merge field of this letter.") % {"field": found.what}
        hint = _("Did you mean “%(field)s”?") % {"field": found.meant} if found.meant else _("See the list of fields.")
        return Shown(what, where, found.words, hint)
    if found.code in MARKS:
        tag = UNKNOWN_TAG.search(found.what) if found.code == "syntax" else None
        sign = tag.group(1) if tag else found.what.rstrip(".")
        what = str(MARKS["unknown_tag" if tag else found.code]) % {"sign": sign}
        return Shown(what, where, found.words, _("Every {{ needs its }}, every {% if %} and {% for %} its end."))
    what = _("Filled in with the examples, the template fails: %(problem)s.") % {"problem": found.what.rstrip(".")}
    return Shown(what, where, found.words, _("Take the placeholder out, or write it as the list of fields shows."))


def place(where: Mapping[str, Any]) -> str:
    """ "text, paragraph 7", "header, table 1, row 2, cell 1", "text, line 3", "subject"."""
    part = str(PARTS.get(str(where.get("part")), where.get("part")))
    if where.get("part") == "subject":
        return part
    if "line" in where:
        numbers = _("line %(line)s") % dict(where)
    elif "table" in where:
        numbers = _("table %(table)s, row %(row)s, cell %(cell)s") % dict(where)
    else:
        numbers = _("paragraph %(paragraph)s") % {"paragraph": where.get("paragraph", "?")}
    return f"{part}, {numbers}"


def field_lines(fields: Iterable[Field]) -> Iterator[FieldLine]:
    """The catalogue; an entry of a list is written inside its loop."""
    for field in fields:
        yield FieldLine(
            name=field.name,
            written=written(field),
            description=str(field.description),
            kind=str(KINDS.get(field.kind, "")),
            italian=field.example_in("it"),
            english=field.example_in("en"),
        )


def written(field: Field) -> str:
    """What one types in Word for a field."""
    before, sign, after = field.name.partition("[]")
    if sign:
        return "{{ " + f"line{after}" + " }}"
    if field.kind == LIST:
        return "{%p for line in " + before + " %} … {%p endfor %}"
    if field.kind == YES_NO:
        return "{% if " + before + " %} … {% endif %}"
    return "{{ " + before + " }}"


def whose(template: LetterTemplate | None) -> State:
    """Which version is used: ours with its number, or the one supplied."""
    if template is None:
        return State(_("none"), "bad")
    if template.company_id is None:
        return State(_("supplied"), "calm")
    return State(_("version %(number)s") % {"number": template.version}, "good")


def cell(standing: Standing | None, href: str, language: str) -> dict[str, Any]:
    """A letter in a language, as the list shows it."""
    standing = standing or Standing()
    return {"state": whose(standing.used), "draft": standing.draft is not None, "href": href, "language": language}


def issued(letters: Iterable[Letter], to: Addresses, labels: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The letters of a case, with where their files are and what became of the PDF."""
    return [
        {
            "label": str(labels.get(letter.kind, letter.kind)),
            "language": str(LANGUAGE_LABELS.get(letter.language, letter.language)),
            "letter": letter,
            "by": str(letter.issued_by) if letter.issued_by else "",
            "word": to.paper(letter.word.uuid),
            "pdf": to.paper(letter.pdf.uuid) if letter.pdf else "",
            "state": State(str(letter.get_pdf_state_display()), PDF_TONES.get(PdfState(letter.pdf_state), "calm")),
            "send": f"{to.to('send', letter.case.number)}?letter={letter.key}",
            "retry": to.to("letter-pdf", letter.case.number, letter.key) if letter.pdf is None else "",
        }
        for letter in letters
    ]
