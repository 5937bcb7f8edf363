"""A company seals the PDFs it issues with its own certificate, and nobody reads the key from the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from documents.models import Seal
from documents.services import seals
from documents.services.refusals import DocumentRefused
from documents.signatures.sealing import SealingKey, write_key
from documents.signatures.worker import Asked, anchors_of, of_pdf
from registry.actors import Actor
from registry.duties import CONFIGURE, DutyMissing
from registry.models import Company
from tests.documents import good, signing
from tests.factories import cases as cast

NOW = signing.SIGNED_AT


@pytest.fixture
def boss(company: Company) -> Actor:
    return cast.actor(company, "boss@example.it", CONFIGURE)


def key_file() -> bytes:
    return write_key(SealingKey(signing.person("Ecoverde S.r.l.").certificate, signing.person("Ecoverde S.r.l.").key))


def test_what_is_issued_is_sealed_and_says_by_whom(company: Company, boss: Actor) -> None:
    assert seals.sealed(good.pdf(), company, now=NOW) == good.pdf()
    seals.adopt(key_file(), "", company=company, actor=boss, now=NOW)
    content = seals.sealed(good.pdf(), company, now=NOW)
    assert content.startswith(good.pdf()), "sealing adds, it changes nothing"
    (found,) = of_pdf(content, Asked(anchors_of(signing.root().pem), NOW))
    assert (found.signer, found.intact, found.trust, found.whole) == ("Ecoverde S.r.l.", True, "trusted", True)


def test_the_key_is_not_readable_in_the_database_and_forgotten_when_put_away(company: Company, boss: Actor) -> None:
    seals.adopt(key_file(), "", company=company, actor=boss, now=NOW)
    seals.adopt(key_file(), "", company=company, actor=boss, now=NOW)
    older, newer = Seal.objects.of(company).order_by("pk")
    assert (bytes(older.secret), older.removed_at) == (b"", NOW)
    assert key_file()[:64] not in bytes(newer.secret)
    seals.put_away(company=company, actor=boss, now=NOW)
    assert seals.sealed(good.pdf(), company, now=NOW) == good.pdf()


def test_a_seal_out_of_its_time_or_of_another_installation_stops_no_letter(
    company: Company, boss: Actor, settings: Any
) -> None:
    seals.adopt(key_file(), "", company=company, actor=boss, now=NOW)
    assert seals.sealed(good.pdf(), company, now=NOW + timedelta(days=400)) == good.pdf()
    settings.SECRET_KEY = "another installation"
    assert seals.sealed(good.pdf(), company, now=NOW) == good.pdf()


def test_only_a_certificate_with_its_key_in_its_time_is_taken(company: Company, boss: Actor) -> None:
    def code(content: bytes, days: int = 0) -> str:
        with pytest.raises(DocumentRefused) as refused:
            seals.adopt(content, "", company=company, actor=boss, now=NOW + timedelta(days=days))
        return refused.value.refusals[0].code

    assert code(b"nonsense") == "seal_unreadable"
    assert code(signing.root().pem) == "seal_unreadable"
    assert code(key_file(), days=400) == "seal_out_of_time"
    with pytest.raises(DutyMissing):
        seals.adopt(key_file(), "", company=company, actor=cast.actor(company, "ada@example.it"), now=NOW)
    assert not Seal.objects.of(company).exists()
