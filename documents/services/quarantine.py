"""Files that the scanner did not judge when they came: asked again until it does."""

from __future__ import annotations

from dataclasses import dataclass

from documents import store
from documents.models import ScanState, StoredFile
from documents.scanning import scan
from registry.models import Company


@dataclass(frozen=True, slots=True)
class Rescanned:
    """How many files were released, and the ones in which something was found: they stay in quarantine."""

    released: int
    infected: tuple[tuple[StoredFile, str], ...]


def scan_again(company: Company, *, scanner: str) -> Rescanned:
    """Ask the scanner about every quarantined file of a company. Not inside a transaction."""
    released, infected = 0, []
    for file in StoredFile.objects.of(company).filter(scan_state=ScanState.QUARANTINED).order_by("stored_at"):
        try:
            content = store.locate(file).open("rb")
        except FileNotFoundError:
            continue  # reported by sweep.files_without_bytes
        with content:
            answer = scan(content, scanner=scanner)
        if answer.state == ScanState.CLEAN:
            released += StoredFile.objects.of(company).filter(pk=file.pk).update(scan_state=ScanState.CLEAN)
        elif answer.virus:
            infected.append((file, answer.virus))
    return Rescanned(released, tuple(infected))
