"""What the doctor looks at here: every row has its bytes, with the same SHA-256, and no bytes are nobody's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from cases.services.diagnosis.doctor import Examined, Invariant, Violation, Visit
from documents import store
from documents.models import StoredFile
from documents.services.sweep import GRACE


def _files(visit: Visit) -> Examined:
    rows = 0
    found = []
    for company in visit.companies:
        known = set()
        for file in StoredFile.objects.of(company).order_by("pk").iterator(chunk_size=1_000):
            rows += 1
            known.add(store.path_of(file))
            if problem := _wrong(file):
                found.append(Violation(f"stored file {file.pk} {file.uuid}", problem))
        found += [
            Violation(str(path.relative_to(store.root())), "no row knows it")
            for path in _strays(visit, company.pk, known)
        ]
    return Examined(rows, found)


def _wrong(file: StoredFile) -> str:
    try:
        with store.locate(file).open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
    except FileNotFoundError:
        return "its bytes are nowhere"
    return "" if digest == file.sha256 else "its bytes are not those that were received"


def _strays(visit: Visit, company_id: int, known: set[Path]) -> Iterator[Path]:
    """Files older than the sweep's grace that no row of the company points to."""
    for path in sorted((store.root() / str(company_id)).rglob("*")):
        if path.is_file() and path not in known and path.stat().st_mtime < (visit.now - GRACE).timestamp():
            yield path


files = Invariant("I7", "every document has its file, with the same SHA-256", _files)
