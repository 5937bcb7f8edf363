"""A PDF signed by a company's certificate (PAdES-B-B, ETSI EN 319 142-1)."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Final

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD: Final = "Sigillo"


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A certificate with its private key and the certificates above it."""

    certificate: x509.Certificate
    key: RSAPrivateKey | EllipticCurvePrivateKey
    chain: tuple[x509.Certificate, ...] = ()


def read_key(content: bytes, password: str) -> SealingKey:
    """Open a PKCS#12 file (.p12, .pfx). Raises ValueError: not one, a wrong password, no certificate with its key."""
    key, certificate, chain = pkcs12.load_key_and_certificates(content, password.encode() or None)
    if certificate is None or not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise ValueError("no certificate with its key")
    return SealingKey(certificate, key, tuple(chain))


def write_key(key: SealingKey) -> bytes:
    """The same as an unprotected PKCS#12 file, to be encrypted by who keeps it."""
    return pkcs12.serialize_key_and_certificates(b"seal", key.key, key.certificate, key.chain, NoEncryption())


def seal(content: bytes, key: SealingKey) -> bytes:
    """The PDF with an invisible signature appended; what was in it stays as it was, byte by byte."""
    signer = signers.SimpleSigner(
        signing_cert=_certificate(key.certificate),
        signing_key=keys.PrivateKeyInfo.load(key.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        cert_registry=SimpleCertificateStore.from_certs(_certificate(each) for each in key.chain),
    )
    told = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    signed: bytes = signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(content), strict=False), told, signer=signer
    ).getvalue()
    return signed


def _certificate(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
