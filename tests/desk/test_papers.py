"""Documents of a case: received, judged, read."""

from __future__ import annotations

from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from documents.models import Document
from tests.desk.world import finished
from tests.documents import good


def upload(office, case, name="teo", content=None, file_name="analisi.pdf"):
    file = SimpleUploadedFile(file_name, good.pdf() if content is None else content)
    sent = {"document-kind": "analysis", "document-file": file}
    return office.client(name).post(office.address(case, "documents"), sent)


def test_a_reviewer_uploads_and_verifies_an_analysis(office):
    case = office.at_review()
    assert upload(office, case).status_code == 302
    paper = Document.objects.of(office.company).get(case=case)
    client = office.client("teo")
    client.post(f"/ecoverde/documents/{paper.uuid}/verify/")
    html = client.get(office.address(case)).content.decode()
    assert "Document received" in html
    assert "Document verified" in html


def test_a_file_that_is_not_what_it_says_stays_out_with_reasons(office):
    case = office.at_review()
    answer = upload(office, case, content=b"MZ\x90\x00 not a pdf at all")
    assert answer.status_code == 409
    assert 'class="errorlist"' in answer.content.decode()
    assert Document.objects.of(office.company).count() == 0


def test_without_a_file_the_case_says_what_is_missing(office):
    case = office.at_review()
    answer = office.client("teo").post(office.address(case, "documents"), {"document-kind": "analysis"})
    assert answer.status_code == 422
    assert "Something must be put right" in answer.content.decode()


def test_of_several_files_the_empty_one_is_named(office):
    case = office.at_review()
    files = [SimpleUploadedFile("scheda.pdf", good.pdf()), SimpleUploadedFile("vuoto.pdf", b"")]
    sent = {"document-kind": "analysis", "document-file": files}
    answer = office.client("teo").post(office.address(case, "documents"), sent)
    assert answer.status_code == 422
    assert "vuoto.pdf is empty." in answer.content.decode()
    assert Document.objects.of(office.company).count() == 0


def test_a_document_is_rejected_with_a_reason(office):
    case = office.at_review()
    upload(office, case)
    paper = Document.objects.of(office.company).get(case=case)
    client, address = office.client("teo"), f"/ecoverde/documents/{paper.uuid}/reject/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "The second page is missing"})
    assert "The second page is missing" in client.get(office.address(case)).content.decode()


def test_a_second_verdict_on_the_same_document_is_refused(office):
    case = office.at_review()
    upload(office, case)
    paper = Document.objects.of(office.company).get(case=case)
    client, address = office.client("teo"), f"/ecoverde/documents/{paper.uuid}/verify/"
    client.post(address)
    assert client.post(address).status_code == 409


def again(office, case, paper, *contents, kind="contract"):
    """Files as the next version of a document, from the page of the case."""
    files = [SimpleUploadedFile(f"nuova {number}.pdf", content) for number, content in enumerate(contents)]
    sent = {"document-kind": kind, "document-file": files, "document-replaces": str(paper)}
    return office.client("teo").post(office.address(case, "documents"), sent)


def test_a_rejected_document_is_followed_by_its_next_version(office):
    case = office.at_review()
    upload(office, case)
    old = Document.objects.of(office.company).get(case=case)
    office.client("teo").post(f"/ecoverde/documents/{old.uuid}/reject/", {"reason": "Manca la firma"})
    html = office.client("teo").get(office.address(case)).content.decode()
    assert f'href="?replaces={old.uuid}#add-document"' in html
    asked = office.client("teo").get(office.address(case), {"replaces": str(old.uuid)}).content.decode()
    assert f'<option value="{old.uuid}" selected>' in asked
    assert again(office, case, old.uuid, good.pdf(2)).status_code == 302
    new = Document.objects.of(office.company).get(case=case, version=2)
    old.refresh_from_db()
    assert (new.kind, new.supersedes_id, new.status, old.status) == ("analysis", old.pk, "received", "superseded")
    html = office.client("teo").get(office.address(case)).content.decode()
    assert "version 2" in html
    assert f"replaces={old.uuid}" not in html


def test_a_next_version_is_one_file_of_a_document_that_can_be_seen(office):
    case = office.at_review()
    upload(office, case)
    old = Document.objects.of(office.company).get(case=case)
    two = again(office, case, old.uuid, good.pdf(2), good.pdf(3))
    assert two.status_code == 422
    assert "The next version of a document is one file" in two.content.decode()
    assert again(office, case, UUID(int=7), good.pdf(2)).status_code == 422
    assert Document.objects.of(office.company).count() == 1


def test_a_customers_own_document_is_followed_by_its_next_version(office):
    case = office.at_review()
    client, address = office.client("teo"), f"/ecoverde/customers/{case.customer.code}/documents/"
    first = {"document-kind": "contract", "document-file": SimpleUploadedFile("contratto.pdf", good.pdf())}
    client.post(address, first)
    old = Document.objects.of(office.company).get(customer=case.customer, case=None)
    assert str(old.uuid) in client.get(address).content.decode()
    next_one = {**first, "document-file": SimpleUploadedFile("contratto.pdf", good.pdf(2))}
    assert client.post(address, {**next_one, "document-replaces": str(old.uuid)}).status_code == 302
    versions = Document.objects.of(office.company).filter(customer=case.customer, case=None).order_by("version")
    assert [(each.version, each.status) for each in versions] == [(1, "superseded"), (2, "received")]


def test_another_company_reads_and_judges_nothing(office, outsider):
    case = office.at_review()
    upload(office, case)
    paper = Document.objects.of(office.company).get(case=case)
    for address in (f"/ecoverde/documents/{paper.uuid}/", f"/lumen/documents/{paper.uuid}/"):
        assert outsider().get(address).status_code == 404
        assert outsider().post(f"{address}verify/").status_code == 404


def test_who_may_not_receive_papers_is_offered_no_upload(office):
    case = office.at_review()
    assert "document-file" not in office.client("bo").get(office.address(case)).content.decode()
    assert upload(office, case, name="bo").status_code == 403


def test_a_file_leaves_as_what_it_is_and_under_its_own_name(office):
    case = office.at_review()
    upload(office, case, file_name="analisi 2026.pdf")
    paper = Document.objects.of(office.company).get(case=case)
    client, address = office.client("teo"), f"/ecoverde/documents/{paper.uuid}/"
    shown, taken = (finished(client.get(address + query)) for query in ("", "?download"))
    assert {shown.headers["Content-Type"], taken.headers["Content-Type"]} == {"application/pdf"}
    assert shown.headers["Content-Disposition"].startswith('inline; filename="analisi 2026.pdf"')
    assert taken.headers["Content-Disposition"].startswith('attachment; filename="analisi 2026.pdf"')
