"""One door out: who may, what is sent, and how the browser is told to treat it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404

from documents import store
from documents.models import Attachment, Channel, Direction, Document, Message
from documents.queries import open_for_download, open_for_preview
from registry.actors import Actor
from registry.models import Company
from tests.documents import good
from tests.factories import cases as cast

Upload = Callable[..., Document]


def test_a_download_is_an_attachment_that_the_browser_may_not_interpret(upload: Upload, ada: Actor) -> None:
    document = upload(name="perché.pdf")
    download = open_for_download(ada, document.uuid)
    assert download.path.read_bytes() == good.pdf()
    assert download.headers["Content-Disposition"].startswith("attachment; ")
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in download.headers["Content-Security-Policy"]
    assert "default-src 'none'" in download.headers["Content-Security-Policy"]
    assert download.headers["Content-Type"] == "application/pdf"
    assert download.headers["Content-Length"] == str(len(good.pdf()))


@pytest.mark.parametrize(
    ("name", "build"),
    [("x.pdf", good.pdf), ("x.png", lambda: good.image("PNG")), ("x.jpg", lambda: good.image("JPEG"))],
)
def test_pages_and_pictures_may_be_shown_in_a_page_of_ours(
    name: str, build: Callable[[], bytes], upload: Upload, ada: Actor
) -> None:
    preview = open_for_preview(ada, upload(build(), name=name).uuid)
    assert preview.headers["Content-Disposition"].startswith("inline; ")
    assert preview.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert preview.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    ("name", "build"),
    [
        ("x.docx", good.word),
        ("x.xml", good.INVOICE.encode),
        ("x.txt", lambda: b"ciao"),
        ("x.eml", lambda: good.MESSAGE),
    ],
)
def test_nothing_else_is_ever_shown_inline(name: str, build: Callable[[], bytes], upload: Upload, ada: Actor) -> None:
    document = upload(build(), name=name)
    with pytest.raises(Http404):
        open_for_preview(ada, document.uuid)


def test_another_company_finds_nothing(upload: Upload) -> None:
    document = upload()
    stranger = cast.actor(cast.company("lumen"), "luz@example.it", "waste_approval.read", *cast.PAPERS)
    with pytest.raises(Http404):
        open_for_download(stranger, document.uuid)


def test_whoever_may_not_see_the_case_finds_nothing(upload: Upload, company: Company) -> None:
    eva = cast.actor(company, "eva@example.it", *cast.ENTER, *cast.PAPERS)
    document = upload(case=cast.opened(company, eva))
    outsider = cast.actor(company, "cy@example.it")
    assert open_for_download(eva, document.uuid).size
    with pytest.raises(Http404):
        open_for_download(outsider, document.uuid)


def test_a_document_that_is_not_there_is_not_found(ada: Actor, upload: Upload) -> None:
    with pytest.raises(Http404):
        open_for_download(ada, uuid4())
    document = upload()
    store.path_of(document.file).unlink()
    with pytest.raises(Http404):
        open_for_download(ada, document.uuid)


@pytest.mark.parametrize("status", ["tray", "set_aside"])
@pytest.mark.parametrize("part", ["attachment", "original"])
def test_what_came_with_a_mail_nobody_filed_is_read_by_those_who_work_the_tray_alone(
    part: str, status: str, upload: Upload, ada: Actor, company: Company
) -> None:
    document = upload()
    message = incoming_message(company, status=status, original=document if part == "original" else None)
    if part == "attachment":
        Attachment.objects.create(company=company, message=message, document=document)
    colleague = cast.actor(company, "cy@example.it", "waste_approval.read", "documents.verify")
    with pytest.raises(Http404):
        open_for_download(colleague, document.uuid)
    assert open_for_download(ada, document.uuid).name


def test_what_came_with_a_mail_is_read_by_all_once_it_is_filed_with_a_customer(
    upload: Upload, company: Company
) -> None:
    document = upload()
    message = incoming_message(company, status="received")
    Attachment.objects.create(company=company, message=message, document=document)
    colleague = cast.actor(company, "cy@example.it", "waste_approval.read")
    assert open_for_download(colleague, document.uuid).name


def incoming_message(company: Company, **columns: Any) -> Message:
    known = {"direction": Direction.IN, "channel": Channel.EMAIL, "subject": "Analisi", "created_at": cast.NOW}
    return Message.objects.create(company=company, rfc_message_id=f"<{uuid4()}@x.example>", **known, **columns)
