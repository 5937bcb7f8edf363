"""A certificate that its issuer took back is told by the lists that were loaded; without one nothing is green."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.translation import override

from desk.presenting.signatures import signatures as shown
from documents.models import Document, RevocationList, SignatureReport
from documents.queries.signatures import SignatureLine, signatures_of
from documents.services import revocations, signatures
from documents.services.refusals import DocumentRefused
from documents.signatures.revocation import revocation_of
from documents.signatures.worker import Asked, Finding, anchors_of, of_envelope
from registry.actors import Actor
from registry.duties import CONFIGURE, DutyMissing
from registry.models import Company
from tests.documents import good, signing
from tests.factories import cases as cast
from tests.factories.documents import NOW

Upload = Callable[..., Document]
List = x509.CertificateRevocationList
TRUSTED = Asked(anchors_of(signing.root().pem), signing.SIGNED_AT)
DAY = timedelta(days=1)
BEFORE, AFTER = signing.SIGNED_AT - DAY, signing.SIGNED_AT + DAY
ROSSI = signing.person()
BIANCHI = signing.person("Bianchi Ada")


def read(*lists: List) -> Finding:
    (found,) = of_envelope(signing.p7m(good.pdf(), ROSSI), replace(TRUSTED, lists=lists))
    return found


def said(finding: Finding) -> tuple[str, str]:
    return finding.revocation, finding.trust


def scoped(**values: Any) -> x509.IssuingDistributionPoint:
    nothing: dict[str, Any] = {"full_name": None, "relative_name": None, "only_some_reasons": None}
    flags = dict.fromkeys(
        ("only_contains_user_certs", "only_contains_ca_certs", "indirect_crl", "only_contains_attribute_certs"), False
    )
    return x509.IssuingDistributionPoint(**{**nothing, **flags, **values})


def test_without_a_list_the_certificate_is_unchecked() -> None:
    assert said(read()) == ("unchecked", "trusted")


def test_a_list_on_which_it_does_not_stand_says_so() -> None:
    assert said(read(signing.taken_back((BIANCHI, BEFORE)))) == ("good", "trusted")


def test_a_certificate_taken_back_before_it_signed_is_revoked_with_its_day() -> None:
    found = read(signing.taken_back((ROSSI, BEFORE)))
    assert said(found) == ("revoked", "revoked")
    assert datetime.fromisoformat(found.revoked_at) == BEFORE


def test_one_taken_back_later_counts_as_revoked_where_no_time_stamp_proves_that_it_signed_before() -> None:
    assert said(read(signing.taken_back((ROSSI, AFTER), made=AFTER))) == ("revoked", "revoked")


@pytest.mark.parametrize(("revoked_on", "state"), [(AFTER, "good"), (BEFORE, "revoked")])
def test_with_a_time_stamp_only_what_was_taken_back_before_counts(revoked_on: datetime, state: str) -> None:
    path = [ROSSI.certificate, signing.root().certificate]
    lists = [signing.taken_back((ROSSI, revoked_on), made=AFTER)]
    assert revocation_of(path, lists, signing.SIGNED_AT, seen=AFTER, is_proved=True).state == state


@pytest.mark.parametrize(
    "lists",
    [
        pytest.param([signing.taken_back(by=signing.root("Altra autorità"))], id="of another authority"),
        pytest.param([signing.taken_back(made=BEFORE - 30 * DAY)], id="over before the signature"),
        pytest.param([signing.taken_back(made=signing.SIGNED_AT + 2 * signing.YEAR)], id="made when it had ended"),
        pytest.param([signing.taken_back(extension=scoped(only_contains_ca_certs=True))], id="of authorities alone"),
        pytest.param([signing.taken_back(extension=scoped(indirect_crl=True))], id="of what others issued"),
        pytest.param(
            [signing.taken_back(extension=scoped(full_name=[x509.UniformResourceIdentifier("http://x/2.crl")]))],
            id="of another part of its certificates",
        ),
        pytest.param(
            [signing.taken_back(extension=scoped(only_some_reasons=frozenset([x509.ReasonFlags.key_compromise])))],
            id="of some reasons alone",
        ),
        pytest.param([signing.taken_back(extension=x509.DeltaCRLIndicator(1))], id="of changes alone"),
    ],
)
def test_a_list_that_does_not_cover_the_certificate_on_that_day_leaves_it_unchecked(lists: Sequence[List]) -> None:
    assert said(read(*lists)) == ("unchecked", "trusted")


@pytest.mark.parametrize(("is_proved", "state"), [(False, "unchecked"), (True, "good")])
def test_a_clock_set_back_does_not_bring_a_signature_under_an_old_list(is_proved: bool, state: str) -> None:
    path, old = [ROSSI.certificate, signing.root().certificate], [signing.taken_back(made=AFTER)]
    assert revocation_of(path, old, signing.SIGNED_AT, seen=AFTER + 30 * DAY, is_proved=is_proved).state == state


def test_a_file_is_asked_about_for_the_day_it_came_however_late_it_is_looked_at(
    upload: Upload, company: Company, boss: Actor
) -> None:
    signatures.trust(signing.root().pem, company=company, actor=boss, now=NOW)
    ends = NOW + signing.YEAR
    ada = signing.person("Bianchi Ada", ends=ends)
    document = upload(signing.p7m(good.pdf(), ada), name="a.pdf.p7m")

    def revocation(now: datetime) -> str:
        signatures.check_new(company, now=now)
        (line,) = signatures_of(
            SignatureReport.objects.of(company).select_related("file").get(file=document.file_id).file
        )
        return line.revocation

    loaded(signing.taken_back(made=NOW - 30 * DAY), boss, company)
    assert revocation(NOW) == "unchecked"
    loaded(signing.taken_back(made=NOW - DAY), boss, company)
    assert revocation(NOW + 60 * DAY) == "good"


def test_a_list_that_the_authority_did_not_sign_says_nothing() -> None:
    forger = replace(signing.root(), key=signing.root("Altra autorità").key)
    assert said(read(signing.taken_back((ROSSI, BEFORE), by=forger))) == ("unchecked", "trusted")


@pytest.mark.parametrize(
    ("revocation", "label", "tone", "note"),
    [
        ("unchecked", "signature in order, revocation not checked", "wait", "revocation not checked"),
        ("good", "signature valid", "good", "not revoked on that day"),
    ],
)
def test_the_page_is_green_only_where_a_list_was_asked(revocation: str, label: str, tone: str, note: str) -> None:
    with override("en"):
        (one,) = shown([SignatureLine("valid", "Rossi", revocation=revocation)])
    assert (str(one.state.label), one.state.tone) == (label, tone)
    assert any(note in each for each in one.notes)


def test_the_page_says_on_which_day_it_was_taken_back() -> None:
    with override("en"):
        (one,) = shown([SignatureLine("revoked", "Rossi", revocation="revoked", revoked_at=BEFORE)])
    assert one.state.tone == "bad"
    assert any("revoked on" in each and "2026" in each for each in one.notes)


@pytest.fixture
def boss(company: Company) -> Actor:
    return cast.actor(company, "boss@example.it", CONFIGURE)


def loaded(one: List, boss: Actor, company: Company) -> tuple[RevocationList, bool]:
    return revocations.load(one.public_bytes(Encoding.DER), company=company, actor=boss, now=NOW)


def test_a_list_that_is_loaded_makes_every_signature_be_looked_at_again(
    upload: Upload, company: Company, boss: Actor
) -> None:
    signatures.trust(signing.root().pem, company=company, actor=boss, now=NOW)
    document = upload(signing.p7m(good.pdf(), ROSSI), name="a.pdf.p7m")

    def verdict() -> tuple[str, str]:
        signatures.check_new(company, now=NOW)
        report = SignatureReport.objects.of(company).select_related("file").get(file=document.file_id)
        (line,) = signatures_of(report.file)
        return line.verdict, line.revocation

    assert verdict() == ("valid", "unchecked")
    row, _ = loaded(signing.taken_back((ROSSI, BEFORE)), boss, company)
    assert verdict() == ("revoked", "revoked")
    revocations.remove(row, actor=boss, now=NOW)
    assert verdict() == ("valid", "unchecked")


def test_a_newer_list_takes_the_place_of_the_older_and_none_is_kept_twice(company: Company, boss: Actor) -> None:
    older, newer = signing.taken_back(), signing.taken_back((ROSSI, BEFORE), made=AFTER + DAY)
    assert loaded(older, boss, company)[1]
    assert loaded(newer, boss, company)[1]
    assert not loaded(newer, boss, company)[1]
    in_use = RevocationList.objects.of(company).get(removed_at__isnull=True)
    assert in_use.entries == 1
    with pytest.raises(DocumentRefused) as refused:
        loaded(older, boss, company)
    assert [each.code for each in refused.value.refusals] == ["list_older"]


def test_an_authority_that_shows_the_same_name_keeps_its_own_list(company: Company, boss: Actor) -> None:
    loaded(signing.taken_back(), boss, company)
    loaded(signing.taken_back(by=signing.root(serial="CF:IT-12345678901"), made=AFTER + DAY), boss, company)
    assert RevocationList.objects.of(company).filter(removed_at__isnull=True).count() == 2


@pytest.mark.parametrize("content", [b"", b"\x30\x03abc", b"-----BEGIN X509 CRL-----\nAA\n-----END X509 CRL-----\n"])
def test_what_is_no_list_is_refused(content: bytes, company: Company, boss: Actor) -> None:
    with pytest.raises(DocumentRefused) as refused:
        revocations.load(content, company=company, actor=boss, now=NOW)
    assert [each.code for each in refused.value.refusals] == ["list_unreadable"]


def test_a_list_in_the_name_of_a_trusted_authority_must_be_signed_by_it(company: Company, boss: Actor) -> None:
    signatures.trust(signing.root().pem, company=company, actor=boss, now=NOW)
    forger = replace(signing.root(), key=signing.root("Altra autorità").key)
    with pytest.raises(DocumentRefused) as refused:
        loaded(signing.taken_back(by=forger), boss, company)
    assert [each.code for each in refused.value.refusals] == ["list_forged"]


def test_only_who_configures_loads_a_list_and_another_company_is_not_touched(company: Company, boss: Actor) -> None:
    with pytest.raises(DutyMissing):
        loaded(signing.taken_back(), cast.actor(company, "cy@example.it"), company)
    loaded(signing.taken_back(), boss, company)
    assert revocations.lists_in_use(cast.company("lumen")) == b""
