"""A document: a piece of paper that says something on a day, and what the office thinks of it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition
from simple_history.models import HistoricalRecords

from documents.models.living import Living
from documents.models.stored_file import StoredFile


class DocumentStatus(models.TextChoices):
    """Issued: written by us; nobody verifies it."""

    RECEIVED = "received", _("to be verified")
    VERIFIED = "verified", _("verified")
    REJECTED = "rejected", _("rejected")
    EXPIRED = "expired", _("expired")
    SUPERSEDED = "superseded", _("superseded")
    ISSUED = "issued", _("issued")


S = DocumentStatus


def content_is_released(document: models.Model) -> bool:
    """Nobody vouches for a content that the scanner has not passed."""
    return isinstance(document, Document) and not document.file.is_quarantined


class Document(Living):
    """The life of one version; the next version is another row that supersedes this one.

    A valid one is `carried_from` another case into the case that renews it: the same file, the first one named.
    `sheet` is the digest of the dossier it was verified against, where the process keeps one (`Papers.sheet`).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, blank=True, related_name="documents", verbose_name=_("case")
    )
    customer = models.ForeignKey(
        "registry.Customer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("customer"),
    )
    kind = models.CharField(_("kind"), max_length=64)
    title = models.CharField(_("title"), max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="documents", verbose_name=_("file"))
    file_name = models.CharField(_("file name"), max_length=255)
    issued_on = models.DateField(_("date on the document"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    status = FSMField(_("status"), default=S.RECEIVED, choices=S.choices, protected=True)
    rejection_reason = models.TextField(_("reason of the rejection"), blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    received_at = models.DateTimeField(_("received at"))
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("verified by")
    )
    verified_at = models.DateTimeField(_("verified at"), null=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="superseded_by", verbose_name=_("supersedes")
    )
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="carried_to", verbose_name=_("carried over from")
    )
    sheet = models.CharField(_("sheet it was verified against"), max_length=64, blank=True, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("-received_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(issued_on__isnull=True)
                | models.Q(valid_until__gte=models.F("issued_on")),
                name="document_valid_after_issue",
            ),
            models.UniqueConstraint(fields=["case", "carried_from"], name="document_carried_once"),
        )
        indexes = (
            models.Index(fields=["case", "kind", "status"], name="document_case_kind"),
            models.Index(fields=["customer", "kind", "status"], name="document_customer_kind"),
            models.Index(fields=["company", "-received_at"], name="document_newest"),
            models.Index(
                fields=["valid_until"],
                condition=models.Q(status__in=[S.RECEIVED, S.VERIFIED], valid_until__isnull=False),
                name="document_expiring",
            ),
        )

    def __str__(self) -> str:
        return self.title or self.file_name

    @transition(field=status, source=S.RECEIVED, target=S.VERIFIED, conditions=[content_is_released])
    def verify(self, *, by_id: int | None, now: datetime) -> None:
        self.verified_by_id = by_id
        self.verified_at = now

    @transition(field=status, source=[S.RECEIVED, S.VERIFIED], target=S.REJECTED)
    def reject(self, *, reason: str) -> None:
        self.rejection_reason = reason

    @transition(field=status, source=[S.RECEIVED, S.VERIFIED], target=S.EXPIRED)
    def expire(self) -> None:
        """Its validity is over."""

    @transition(field=status, source=[S.RECEIVED, S.VERIFIED, S.REJECTED, S.EXPIRED], target=S.SUPERSEDED)
    def supersede(self) -> None:
        """A newer version has arrived."""
