"""Letters that go out on paper together."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models.stored_file import StoredFile
from registry.scoping import CompanyOwned


class PrintBatch(CompanyOwned):
    """The letters chosen for one printing, merged in postal order in one PDF; null until it is made."""

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    is_double_sided = models.BooleanField(_("printed on both sides"), default=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("merged PDF"))
    letters = models.PositiveIntegerField(_("letters"), default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    trouble = models.TextField(_("what went wrong"), blank=True)

    class Meta:
        verbose_name = _("print batch")
        verbose_name_plural = _("print batches")
        ordering = ("-made_at", "-pk")
        indexes = (
            models.Index(fields=["company", "id"], condition=models.Q(file__isnull=True), name="batch_to_be_made"),
        )

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d} ({self.letters})"
