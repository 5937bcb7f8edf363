"""Signatures are read in parts, and nothing is green that nobody vouches for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from documents.checks import ACCEPTED
from documents.models import Document, SignatureReport, TrustAnchor
from documents.queries import SignatureLine, of_case, one
from documents.queries.signatures import signatures_of, verdict_of
from documents.services import signatures
from documents.services.refusals import DocumentRefused, UploadRefused
from documents.signatures.child import signatures_of as read
from documents.signatures.worker import Asked, Finding, anchors_of, of_envelope, of_pdf
from registry.actors import Actor
from registry.duties import CONFIGURE, DutyMissing
from registry.models import Company
from tests.documents import good, signing
from tests.factories import cases as cast
from tests.factories.documents import NOW

Upload = Callable[..., Document]
TRUSTED = Asked(anchors_of(signing.root().pem), signing.SIGNED_AT)
NOBODY = Asked([], signing.SIGNED_AT)


def parts(found: Finding) -> tuple[bool, str, str]:
    return found.intact, found.day, found.trust


@pytest.mark.parametrize(
    ("content", "asked", "expected"),
    [
        pytest.param(signing.p7m(good.pdf()), TRUSTED, (True, "valid", "trusted"), id="in order"),
        pytest.param(signing.p7m(good.pdf()), NOBODY, (True, "valid", "unknown"), id="issuer nobody vouches for"),
        pytest.param(
            signing.p7m(b"quattromila euro").replace(b"quattromila", b"trentamila_"),
            TRUSTED,
            (False, "valid", "unknown"),
            id="changed after signing",
        ),
        pytest.param(
            signing.p7m(b"x", signing.person("Verdi Lia", ends=signing.SIGNED_AT - timedelta(days=1))),
            TRUSTED,
            (True, "expired", "unknown"),
            id="certificate expired on the day",
        ),
        pytest.param(
            signing.p7m(b"x", signing.person("Neri Ugo", starts=signing.SIGNED_AT + timedelta(days=1))),
            TRUSTED,
            (True, "not_yet", "unknown"),
            id="certificate not valid yet",
        ),
    ],
)
def test_an_envelope_is_judged_in_parts(content: bytes, asked: Asked, expected: tuple[bool, str, str]) -> None:
    (found,) = of_envelope(content, asked)
    assert parts(found) == expected
    assert found.signed_at == signing.SIGNED_AT.isoformat()
    assert found.tax_code == "RSSMRA80A01F205X"


def test_a_certificate_that_expired_since_was_valid_on_the_day() -> None:
    later = Asked(TRUSTED.anchors, signing.SIGNED_AT + timedelta(days=3000))
    (found,) = of_envelope(signing.p7m(b"x"), later)
    assert parts(found) == (True, "valid", "trusted")


def test_an_envelope_in_an_envelope_shows_both_signatures() -> None:
    inner = signing.p7m(b"x", signing.person("Verdi Lia", ends=signing.SIGNED_AT - timedelta(days=1)))
    outer, within = of_envelope(signing.p7m(inner), TRUSTED)
    assert (outer.depth, outer.signer, outer.trust) == (0, "Rossi Mario", "trusted")
    assert (within.depth, within.signer, within.day) == (1, "Verdi Lia", "expired")


def test_two_people_who_signed_the_same_envelope_are_both_shown() -> None:
    both = signing.together(signing.p7m(b"x"), signing.p7m(b"x", signing.person("Bianchi Anna")))
    assert {found.signer for found in of_envelope(both, TRUSTED) if found.intact} == {"Rossi Mario", "Bianchi Anna"}


def test_a_signed_pdf_tells_its_signer_and_that_it_covers_everything() -> None:
    (found,) = of_pdf(signing.pdf(good.pdf()), TRUSTED)
    assert (found.signer, found.intact, found.trust, found.whole) == ("Rossi Mario", True, "trusted", True)


def test_a_second_signature_leaves_the_first_one_standing_but_not_over_the_whole() -> None:
    twice = signing.pdf(signing.pdf(good.pdf()), signing.person("Bianchi Anna"), field="Firma2")
    first, second = of_pdf(twice, TRUSTED)
    assert (first.intact, first.whole) == (True, False)
    assert (second.intact, second.whole, second.signer) == (True, True, "Bianchi Anna")


def test_a_signed_pdf_whose_page_was_changed_afterwards_is_tampered() -> None:
    signed = signing.pdf(good.pdf())
    (inside,) = of_pdf(re.sub(rb"/MediaBox\s*\[\s*0 0", b"/MediaBox [ 9 0", signed, count=1), TRUSTED)
    (after,) = of_pdf(signing.page_added(signed), TRUSTED)
    assert not inside.intact
    assert not after.intact


def test_the_child_that_reads_them_gives_the_same_and_none_for_nonsense(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(signing.p7m(good.pdf()))
    asked: dict[str, Any] = {"media_type": "application/pkcs7-mime", "now": NOW}
    (found,) = read(path, anchors=signing.root().pem, **asked) or []
    assert (found["intact"], found["trust"]) == (True, "trusted")
    path.write_bytes(b"\x30\x82nonsense")
    assert read(path, anchors=b"", **asked) is None


@pytest.mark.parametrize(
    ("intact", "day", "trust", "verdict"),
    [
        (True, "valid", "trusted", "valid"),
        (True, "valid", "unknown", "unknown"),
        (True, "expired", "trusted", "expired"),
        (True, "not_yet", "unknown", "not_yet"),
        (True, "expired", "revoked", "revoked"),
        (False, "valid", "trusted", "tampered"),
    ],
)
def test_the_weakest_part_gives_the_verdict(*, intact: bool, day: str, trust: str, verdict: str) -> None:
    assert verdict_of(intact=intact, day=day, trust=trust) == verdict


@pytest.fixture
def boss(company: Company) -> Actor:
    return cast.actor(company, "boss@example.it", CONFIGURE, *cast.PAPERS)


def lines(document: Document, actor: Actor) -> tuple[SignatureLine, ...]:
    return signatures_of(one(actor, document.uuid).file)


def test_what_came_in_is_looked_at_once_and_again_when_the_anchors_change(
    upload: Upload, company: Company, boss: Actor, ada: Actor
) -> None:
    signed = upload(signing.p7m(good.pdf()), name="contratto.pdf.p7m")
    plain = upload(good.pdf(), name="analisi.pdf")
    assert lines(signed, ada) == ()
    assert signatures.check_new(company, now=NOW) == 2
    assert signatures.check_new(company, now=NOW) == 0
    assert [line.verdict for line in lines(signed, ada)] == ["unknown"]
    assert lines(plain, ada) == ()
    (anchor,) = signatures.trust(signing.root().pem, company=company, actor=boss, now=NOW)
    assert signatures.check_new(company, now=NOW) == 1, "the plain one has nothing to look at again"
    assert [line.verdict for line in lines(signed, ada)] == ["valid"]
    signatures.distrust(anchor, actor=boss, now=NOW)
    signatures.check_new(company, now=NOW)
    assert [line.verdict for line in lines(signed, ada)] == ["unknown"]


def test_the_authorities_of_one_company_vouch_for_nobody_in_another(upload: Upload, company: Company) -> None:
    other = cast.company("altra")
    boss = cast.actor(other, "capo@example.it", CONFIGURE, *cast.PAPERS)
    signatures.trust(signing.root().pem, company=other, actor=boss, now=NOW)
    upload(signing.p7m(good.pdf()), name="contratto.pdf.p7m")
    signatures.check_new(company, now=NOW)
    assert [found["trust"] for found in SignatureReport.objects.of(company).get().findings] == ["unknown"]


def test_only_certificates_of_authorities_in_use_become_anchors(company: Company, boss: Actor, ada: Actor) -> None:
    def code(content: bytes, now: datetime = NOW) -> str:
        with pytest.raises(DocumentRefused) as refused:
            signatures.trust(content, company=company, actor=boss, now=now)
        return refused.value.refusals[0].code

    assert code(b"not a certificate") == "anchor_unreadable"
    assert code(signing.person().pem) == "anchor_of_a_person"
    assert code(signing.root().pem, NOW + timedelta(days=40 * 365)) == "anchor_ended"
    with pytest.raises(DutyMissing):
        signatures.trust(signing.root().pem, company=company, actor=ada, now=NOW)
    signatures.trust(signing.root().pem * 2, company=company, actor=boss, now=NOW)
    assert TrustAnchor.objects.of(company).count() == 1


def test_a_signature_without_its_document_is_refused_with_the_reason(upload: Upload) -> None:
    assert "p7m" in ACCEPTED
    with pytest.raises(UploadRefused) as refused:
        upload(signing.p7m(good.pdf(), detached=True), name="contratto.pdf.p7m")
    assert [reason.code for reason in refused.value.refusals] == ["signature_detached"]


def test_the_list_of_a_case_brings_the_signatures_without_another_statement(
    upload: Upload, company: Company, django_assert_num_queries: Any
) -> None:
    case = cast.opened(
        company, cast.actor(company, "eva@example.it", "waste_approval.enter_sheet", "waste_approval.read")
    )
    upload(signing.p7m(good.pdf()), name="contratto.pdf.p7m", case=case)
    signatures.check_new(company, now=NOW)
    with django_assert_num_queries(1):
        (line,) = of_case(case)
    assert line.signatures[0].signer == "Rossi Mario"
