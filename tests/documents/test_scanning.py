"""The scanner's hook: found is refused, clean is noted, silence is quarantine."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest
from django_fsm import TransitionNotAllowed

from documents.models import Document, ScanState
from documents.queries import open_for_download
from documents.services import decisions, quarantine
from documents.services.refusals import DocumentRefused, UploadRefused
from registry.actors import Actor
from registry.models import Company
from tests.documents.conftest import EICAR
from tests.factories.documents import NOW

Upload = Callable[..., Document]


@pytest.fixture
def silence() -> str:
    """An address at which nobody answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{probe.getsockname()[1]}"


@pytest.mark.parametrize("content", [EICAR, b"Gentile cliente,\n" + EICAR + b"\nsaluti"])
def test_what_the_scanner_finds_is_refused(content: bytes, upload: Upload, clamd: str, settings: Any) -> None:
    settings.CLAMD_URL = clamd
    with pytest.raises(UploadRefused) as answer:
        upload(content, name="x.txt")
    (refusal,) = answer.value.refusals
    assert (refusal.code, refusal.params["virus"]) == ("virus_found", "Eicar-Test")


def test_what_the_scanner_passes_is_noted_as_clean(upload: Upload, clamd: str, settings: Any) -> None:
    settings.CLAMD_URL = clamd
    assert upload().file.scan_state == ScanState.CLEAN


def test_without_a_scanner_nobody_pretends(upload: Upload) -> None:
    assert upload().file.scan_state == ScanState.NOT_SCANNED


@pytest.mark.parametrize("address", ["silence", "unix:///nowhere/clamd.ctl", "tcp://127.0.0.1:notaport"])
def test_a_scanner_that_is_down_means_quarantine(
    address: str, upload: Upload, silence: str, settings: Any, ada: Actor
) -> None:
    settings.CLAMD_URL = silence if address == "silence" else address
    document = upload()
    assert document.file.is_quarantined
    with pytest.raises(DocumentRefused):
        open_for_download(ada, document.uuid)
    with pytest.raises(DocumentRefused) as answer:
        decisions.verify(document, actor=ada, now=NOW)
    assert answer.value.refusals[0].code == "document_in_quarantine"
    with pytest.raises(TransitionNotAllowed):
        document.verify(by_id=None, now=NOW)


def test_quarantine_ends_when_the_scanner_is_back(
    upload: Upload, clamd: str, silence: str, settings: Any, ada: Actor, company: Company
) -> None:
    settings.CLAMD_URL = silence
    clean, infected = upload(), upload(EICAR, name="x.txt")
    answer = quarantine.scan_again(company, scanner=clamd)
    assert (answer.released, [file.pk for file, _ in answer.infected]) == (1, [infected.file_id])
    assert open_for_download(ada, clean.uuid).size == clean.file.size
    with pytest.raises(DocumentRefused):
        open_for_download(ada, infected.uuid)


def test_the_same_content_passed_later_is_released_for_all(
    upload: Upload, clamd: str, silence: str, settings: Any
) -> None:
    settings.CLAMD_URL = silence
    first = upload()
    settings.CLAMD_URL = clamd
    upload()
    first.file.refresh_from_db()
    assert first.file.scan_state == ScanState.CLEAN
