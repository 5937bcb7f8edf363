"""The bytes of a document: kept once per company and content, under a name that says nothing."""

from __future__ import annotations

import uuid
from pathlib import PurePosixPath

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.scoping import CompanyOwned


class ScanState(models.TextChoices):
    """What the virus scanner said. Quarantined: it was configured and did not answer."""

    CLEAN = "clean", _("clean")
    NOT_SCANNED = "not_scanned", _("not scanned")
    QUARANTINED = "quarantined", _("in quarantine")


class StoredFile(CompanyOwned):
    """One content of one company. The name people gave it belongs to the Document."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    media_type = models.CharField(_("media type"), max_length=120, editable=False)
    original_name = models.CharField(_("first name it arrived under"), max_length=255)
    scan_state = models.CharField(_("virus scan"), max_length=16, choices=ScanState, default=ScanState.NOT_SCANNED)
    stored_at = models.DateTimeField(_("stored at"))

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints = (models.UniqueConstraint(fields=["company", "sha256"], name="stored_file_once_per_content"),)
        indexes = (
            models.Index(
                fields=["company", "stored_at"],
                condition=models.Q(scan_state=ScanState.QUARANTINED),
                name="stored_file_quarantine",
            ),
        )

    def __str__(self) -> str:
        return f"{self.original_name} ({self.sha256[:12]})"

    @property
    def place(self) -> PurePosixPath:
        """Where the bytes lie below DATA_DIR/documents."""
        return PurePosixPath(str(self.company_id), self.uuid.hex[:2], str(self.uuid))

    @property
    def is_quarantined(self) -> bool:
        return self.scan_state == ScanState.QUARANTINED
