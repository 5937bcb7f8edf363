"""A company with somebody at work in it, and a store of its own for every test."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cases.models import Case
from documents.mail.reading import read
from documents.models import Document
from documents.services.intake import filing
from documents.signatures.worker import Asked, anchors_of
from registry.actors import Actor
from registry.models import Company
from tests.factories import cases as cast
from tests.factories import messages
from tests.factories.documents import uploaded
from tests.paper import request

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture(autouse=True)
def store_folder(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path
    settings.CLAMD_URL = ""
    return tmp_path / "documents"


@pytest.fixture
def company(db: None) -> Company:
    return cast.company()


@pytest.fixture
def ada(company: Company) -> Actor:
    return cast.actor(company, "ada@example.it", "waste_approval.read", *cast.PAPERS)


@pytest.fixture
def upload(
    company: Company, ada: Actor, django_capture_on_commit_callbacks: Callable[..., Any]
) -> Callable[..., Document]:
    """Receive a file and commit."""

    def receive(content: bytes | None = None, **values: Any) -> Document:
        with django_capture_on_commit_callbacks(execute=True):
            return uploaded(values.pop("company", company), values.pop("actor", ada), content, **values)

    return receive


class Clamd(socketserver.BaseRequestHandler):
    """As much of clamd as INSTREAM needs."""

    def handle(self) -> None:
        stream = self.request.makefile("rb")
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack(">I", stream.read(4))[0]:
            content += stream.read(size)
        self.request.sendall(b"stream: Eicar-Test FOUND\0" if EICAR in content else b"stream: OK\0")


@pytest.fixture
def clamd() -> Iterator[str]:
    """The address of a scanner that knows one virus."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def clerk(company: Company) -> Actor:
    """Who takes in what comes by mail."""
    return cast.actor(company, "clerk@example.it", *request.process.duties, *cast.PAPERS)


@pytest.fixture
def case(company: Company, clerk: Actor) -> Iterator[Case]:
    """A request of a customer who can be written to."""
    with messages.requests():
        yield messages.case(company, clerk)


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read mail in this process: that the child says the same is tried in test_mail_reading."""
    monkeypatch.setattr(
        filing, "mail_of", lambda path, anchors, now: read(path.read_bytes(), Asked(anchors_of(anchors), now))
    )


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Callable[..., Any]) -> Iterator[None]:
    """What waits for the commit happens at the end."""
    with django_capture_on_commit_callbacks(execute=True):
        yield
