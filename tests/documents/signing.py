"""A small authority that signs for the tests: a root, people with certificates, envelopes and PDFs signed by them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from asn1crypto import cms, keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

SIGNED_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Identity:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def _name(common: str, serial: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "IT"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if serial:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, serial))
    return x509.Name(parts)


@cache
def root(name: str = "Autorità di prova", serial: str = "") -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    return Identity(_certificate(_name(name, serial), _name(name, serial), key, key, ca=True), key)


@cache
def person(
    name: str = "Rossi Mario", *, ends: datetime = SIGNED_AT + YEAR, starts: datetime = SIGNED_AT - YEAR
) -> Identity:
    key, issuer = ec.generate_private_key(ec.SECP256R1()), root()
    subject = _name(name, "TINIT-RSSMRA80A01F205X")
    return Identity(
        _certificate(subject, issuer.certificate.subject, key, issuer.key, ca=False, starts=starts, ends=ends), key
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signing: ec.EllipticCurvePrivateKey,
    *,
    ca: bool,
    starts: datetime = SIGNED_AT - 5 * YEAR,
    ends: datetime = SIGNED_AT + 20 * YEAR,
) -> x509.Certificate:
    others = ("digital_signature", "key_encipherment", "data_encipherment", "key_agreement")
    usage = dict.fromkeys((*others, "encipher_only", "decipher_only"), False)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(starts)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage, content_commitment=not ca, key_cert_sign=ca, crl_sign=ca), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
        .sign(signing, hashes.SHA256())
    )


def taken_back(
    *who: tuple[Identity, datetime],
    by: Identity | None = None,
    made: datetime = SIGNED_AT + timedelta(days=1),
    next_at: datetime | None = None,
    extension: x509.ExtensionType | None = None,
) -> x509.CertificateRevocationList:
    """A list of the authority with these certificates, each with its day."""
    issuer = by or root()
    built = x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject)
    built = built.last_update(made).next_update(next_at or made + timedelta(days=7))
    for one, on in who:
        entry = x509.RevokedCertificateBuilder().serial_number(one.certificate.serial_number).revocation_date(on)
        built = built.add_revoked_certificate(entry.build())
    if extension is not None:
        built = built.add_extension(extension, critical=True)
    return built.sign(issuer.key, hashes.SHA256())


def signer(who: Identity) -> signers.SimpleSigner:
    der = serialization.Encoding.DER
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(who.certificate.public_bytes(der)),
        signing_key=keys.PrivateKeyInfo.load(
            who.key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        ),
        cert_registry=SimpleCertificateStore(),
    )


def p7m(content: bytes, who: Identity | None = None, *, at: datetime = SIGNED_AT, detached: bool = False) -> bytes:
    """The envelope a signing program writes (CAdES-B, enveloping unless `detached`)."""
    signed = asyncio.run(
        signer(who or person()).async_sign_general_data(
            content,
            "sha256",
            detached=detached,
            use_cades=True,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=at),
        )
    )
    return bytes(signed.dump())


def together(*envelopes: bytes) -> bytes:
    """One envelope with the signers of several over the same content, as parallel signatures are kept."""
    loaded: list[Any] = [cms.ContentInfo.load(envelope) for envelope in envelopes]
    first = loaded[0]["content"]
    for other in loaded[1:]:
        first["signer_infos"].append(other["content"]["signer_infos"][0])
        first["certificates"].append(other["content"]["certificates"][0])
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": first}).dump(force=True))


def pdf(content: bytes, who: Identity | None = None, *, field: str = "Firma1") -> bytes:
    """A PDF signed inside (PAdES-B). The signing time is the moment it runs."""
    writer = IncrementalPdfFileWriter(BytesIO(content), strict=False)
    signed = signers.sign_pdf(
        writer,
        signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES),
        signer=signer(who or person()),
    )
    return bytes(signed.getvalue())


def page_added(content: bytes) -> bytes:
    """The same PDF with its first page made wider in an update appended after the signature."""
    writer = IncrementalPdfFileWriter(BytesIO(content), strict=False)
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/MediaBox"][2] = generic.NumberObject(900)
    writer.update_container(page)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()
