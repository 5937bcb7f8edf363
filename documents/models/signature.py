"""What was found of the signatures in a file, whose certificates the company trusts, which were taken back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models.stored_file import StoredFile
from registry.scoping import CompanyOwned


class TrustAnchor(CompanyOwned):
    """A certificate of an authority: what it issued is trusted. Taken away, the row stays with its last day."""

    subject = models.CharField(_("authority"), max_length=300)
    fingerprint = models.CharField(_("fingerprint (SHA-256)"), max_length=64)
    certificate = models.TextField(_("certificate"))
    valid_until = models.DateField(_("valid until"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(_("added at"))
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(_("removed at"), null=True)

    class Meta:
        verbose_name = _("trusted authority")
        verbose_name_plural = _("trusted authorities")
        ordering = ("subject", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["company", "fingerprint"],
                condition=models.Q(removed_at__isnull=True),
                name="trust_anchor_once",
            ),
        )

    def __str__(self) -> str:
        return self.subject


class RevocationList(CompanyOwned):
    """A list of certificates taken back by their issuer (CRL), as an administrator loaded it.

    `scope` is the part of the issuer's certificates it speaks of, empty for all; a newer list of the same scope takes
    its place. Taken away, the row stays without its content.
    """

    issuer = models.CharField(_("authority"), max_length=300)
    scope = models.CharField(max_length=500, blank=True)
    fingerprint = models.CharField(_("fingerprint (SHA-256)"), max_length=64)
    content = models.BinaryField(editable=False)
    issued_at = models.DateTimeField(_("issued at"))
    next_at = models.DateTimeField(_("next one at"), null=True)
    entries = models.PositiveIntegerField(_("certificates taken back"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(_("added at"))
    removed_at = models.DateTimeField(_("removed at"), null=True)

    class Meta:
        verbose_name = _("revocation list")
        verbose_name_plural = _("revocation lists")
        ordering = ("issuer", "-issued_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["company", "fingerprint"],
                condition=models.Q(removed_at__isnull=True),
                name="revocation_list_once",
            ),
        )

    def __str__(self) -> str:
        return self.issuer


class SignatureReport(CompanyOwned):
    """The signatures of one content, by the anchors and lists of `checked_at`; made again when these change.

    `findings` holds one object per signature, with the keys of `documents.signatures.worker.Finding`.
    """

    file = models.OneToOneField(StoredFile, models.CASCADE, related_name="signature_report", verbose_name=_("file"))
    is_readable = models.BooleanField(_("could be read"), default=True)
    findings = models.JSONField(_("signatures"), default=list)
    checked_at = models.DateTimeField(_("checked at"))

    class Meta:
        verbose_name = _("signature report")
        verbose_name_plural = _("signature reports")

    def __str__(self) -> str:
        return f"{self.file} ({len(self.findings)})"


class Seal(CompanyOwned):
    """The certificate with which a company seals the PDFs it issues; `secret` is encrypted."""

    subject = models.CharField(_("certificate of"), max_length=300)
    valid_until = models.DateField(_("valid until"))
    secret = models.BinaryField(editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(_("added at"))
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(_("removed at"), null=True)

    class Meta:
        verbose_name = _("company seal")
        verbose_name_plural = _("company seals")
        ordering = ("-added_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["company"], condition=models.Q(removed_at__isnull=True), name="one_seal_in_use"
            ),
        )

    def __str__(self) -> str:
        return self.subject
