"""Is a file good as a template? Every placeholder against the catalogue, then a trial with the examples."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from documents.letters.catalogue import Field
from documents.letters.generic import examples
from documents.letters.rendering import LetterFailed, Press


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and where: `place` as `reading.Paragraph` counts, None where there is none to name.

    `code` is "unknown_field" (with the field as written, and the one that may be meant), "syntax" (with the parser's
    words), "unended", "unclosed", "unopened" (with the sign or the tag), or "trial".
    """

    code: str
    what: str
    place: Mapping[str, Any] | None = None
    words: str = ""
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A template looked at: what it says, which fields it uses, what is wrong."""

    outline: tuple[Mapping[str, Any], ...] = ()
    fields: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def check(template: bytes, fields: tuple[Field, ...], language: str) -> Checked:
    """Look at a template that passed the upload checks, in a child process; nothing of it runs here."""
    with Press(template) as press:
        try:
            told = press.read()
        except LetterFailed as failed:
            return Checked(findings=(Finding("syntax", str(failed)),))
        findings = (*_faults(told["faults"]), *_unknown(told["uses"], known_names(fields)))
        if not findings:
            findings = tuple(_trial(press, examples(fields, language)))
    used = sorted({use["field"] for use in told["uses"]})
    return Checked(tuple(told["outline"]), tuple(used), findings)


def known_names(fields: tuple[Field, ...]) -> frozenset[str]:
    """The names of the fields, the entries of a list without the sign that they are one each."""
    return frozenset(field.name.replace("[]", "") for field in fields)


def _faults(faults: Collection[Mapping[str, Any]]) -> Iterator[Finding]:
    for fault in faults:
        yield Finding(str(fault["code"]), str(fault["error"]), fault["place"], str(fault["words"]))


def _unknown(uses: Collection[Mapping[str, Any]], known: frozenset[str]) -> Iterator[Finding]:
    for use in uses:
        name = str(use["field"]).replace("[]", "")
        if name not in known:
            meant = get_close_matches(name, known, n=1, cutoff=0.6)
            yield Finding("unknown_field", str(use["written"]), use["place"], str(use["words"]), "".join(meant))


def _trial(press: Press, values: Mapping[str, Any]) -> Iterator[Finding]:
    """The examples in every field: what a template does wrong only when it is used shows here."""
    try:
        press.render(values)
    except LetterFailed as failed:
        yield Finding("trial", str(failed))
