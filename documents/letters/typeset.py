"""Letters we design, set by Typst: mass letters with the company's logo and letterhead, many in one PDF.

Values are handed over as JSON and set as text; the source never changes, so that nothing in a value can be markup,
a formula or code. Characters that no letter prints become a space, as in Word letters.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final, Self

import pypdfium2
import typst

from documents.letters.generic import company_values
from documents.letters.rendering import plain
from registry.models import Company

FOLDER: Final = Path(__file__).parent / "typst"
LETTER: Final = "letter.typ"
FORM: Final = "form.typ"
PAPER: Final = "paper.typ"
ARCHIVE: Final = "a-2b"
"""PDF/A-2b, as Typst declares it; no validator is at hand, so that it is declared, not proved."""
NO_GLYPH: Final = "could not be displayed with font"
COLOUR: Final = "#1c2a24"
TOGETHER: Final = 100
WORDS: Final = {
    "it": {"page": "Pagina", "of": "di", "vat": "P. IVA", "phone": "tel."},
    "en": {"page": "Page", "of": "of", "vat": "VAT no.", "phone": "phone"},
}


class TypesettingFailed(Exception):
    """Typst refused; the message is its own."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One letter. `code` is printed on every page: by it a letter that comes back is booked.

    `columns` says of each column of `rows` whether it is "text" or "amount" (set to the right).
    """

    recipient: tuple[str, ...]
    dated: str
    subject: str
    paragraphs: tuple[str, ...]
    closing: tuple[str, ...]
    code: str = ""
    columns: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """The company's letterhead: `logo` is a file, None for the name in its place; `colour` is #rrggbb."""

    name: str
    lines: tuple[str, ...] = ()
    foot: str = ""
    colour: str = COLOUR
    logo: Path | None = None


def paper_of(company: Company, language: str) -> Paper:
    """The letterhead of a company, in a language."""
    values, words = company_values(company), WORDS[language]
    town = f"{values.get('postal_code', '')} {values.get('city', '')}".strip()
    town += f" ({values['province']})" if values.get("province") else ""
    said = (
        values["name"],
        ", ".join(part for part in (values.get("address"), town) if part),
        f"{words['vat']} {values['vat_number']}" if values.get("vat_number") else "",
        f"{words['phone']} {values['phone']}" if values.get("phone") else "",
        f"PEC {values['pec']}" if values.get("pec") else "",
    )
    logo = values.get("logo")
    return Paper(
        name=values["name"],
        lines=tuple(line for line in said if line),
        foot=values.get("foot", ""),
        colour=company.letterhead_colour or COLOUR,
        logo=Path(logo["image"]) if logo else None,
    )


class Typesetter:
    """Sets letters or forms of one company in one language; keep it for many, its compiler remembers.

    `source` is a file of ours beside this one, or the path of another package's.
    """

    def __init__(self, paper: Paper, language: str, *, source: str = LETTER, standard: str = ARCHIVE) -> None:
        self.paper, self.language, self.standard = paper, language, standard
        self._folder = tempfile.TemporaryDirectory(prefix="typst-")
        root = Path(self._folder.name)
        for path in (FOLDER / source, FOLDER / PAPER):
            shutil.copyfile(path, root / path.name)
        self._logo = f"logo{paper.logo.suffix or _suffix(paper.logo)}" if paper.logo else ""
        if paper.logo:
            shutil.copyfile(paper.logo, root / self._logo)
        self._compiler = typst.Compiler(str(root / Path(source).name), root=str(root))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self._folder.cleanup()

    def set(self, sheets: Sequence[Sheet], title: str, *, on: date) -> bytes:
        """The letters as one PDF dated `on`, each from its first page. Raises TypesettingFailed.

        Where no font of the machine has a character, the PDF is an ordinary one: PDF/A would refuse it altogether.
        """
        return self._declared(self.inputs(sheets, title, on))

    def form(self, content: Mapping[str, Any], title: str, *, on: date) -> bytes:
        """A form as one PDF dated `on`, of what form.typ asks for. Raises TypesettingFailed."""
        return self._declared({"form": json.dumps(plain({**self._common(title, on), "form": content}))})

    def _declared(self, given: dict[str, str]) -> bytes:
        try:
            return self._compiled(given, [self.standard] if self.standard else [])
        except typst.TypstError as error:
            if NO_GLYPH not in str(error):
                raise TypesettingFailed(str(error)) from error
        return self._compiled(given, [])

    def _compiled(self, given: dict[str, str], standards: Any) -> bytes:
        content = self._compiler.compile(format="pdf", sys_inputs=given, pdf_standards=standards)
        if not isinstance(content, bytes):
            raise TypesettingFailed("no PDF came of it")
        return content

    def inputs(self, sheets: Sequence[Sheet], title: str, on: date) -> dict[str, str]:
        """What the source is given: values only, as JSON."""
        letters = [asdict(sheet) for sheet in sheets]
        return {"letters": json.dumps(plain({**self._common(title, on), "letters": letters}))}

    def _common(self, title: str, on: date) -> dict[str, Any]:
        return {
            "paper": {
                "name": self.paper.name,
                "lines": self.paper.lines,
                "foot": self.paper.foot,
                "colour": self.paper.colour,
                "logo": self._logo,
            },
            "words": WORDS[self.language],
            "language": self.language,
            "title": title,
            "day": [on.year, on.month, on.day],
        }

    def set_in_parts(
        self, sheets: Iterable[Sheet], title: str, *, on: date, together: int = TOGETHER
    ) -> Iterator[bytes]:
        """Many letters, a hundred a PDF, in their order."""
        waiting = iter(sheets)
        while part := list(islice(waiting, together)):
            yield self.set(part, title, on=on)


def merged(parts: Iterable[bytes]) -> bytes:
    """One PDF of several, in their order: what goes to the printer."""
    with pypdfium2.PdfDocument.new() as whole:
        for part in parts:
            with pypdfium2.PdfDocument(part) as opened:
                whole.import_pages(opened)
        written = io.BytesIO()
        whole.save(written)
        return written.getvalue()


def layout_sha256(source: str) -> str:
    """By which layout something was set: the digest of its source and of the paper's."""
    return hashlib.sha256(b"".join((FOLDER / name).read_bytes() for name in (source, PAPER))).hexdigest()


def _suffix(logo: Path) -> str:
    """Stored files have no extension: their first bytes say PNG or JPEG."""
    with logo.open("rb") as opened:
        return ".png" if opened.read(4) == b"\x89PNG" else ".jpg"
