"""What was read out of a file, once, for the search."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models.stored_file import StoredFile
from registry.scoping import CompanyOwned


class DocumentText(CompanyOwned):
    """The words of one content. Empty: it was tried and nothing could be read."""

    file = models.OneToOneField(StoredFile, models.CASCADE, related_name="words", verbose_name=_("file"))
    text = models.TextField(_("text"), blank=True)
    extracted_at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("text of a document")
        verbose_name_plural = _("texts of documents")

    def __str__(self) -> str:
        return self.text[:80]
