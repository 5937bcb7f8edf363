"""The letters that left the office, and the paper they are written on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from documents.models.document import Document
from documents.models.stored_file import StoredFile
from documents.models.template import LetterTemplate
from registry.scoping import CompanyOwned


class PdfState(models.TextChoices):
    """What became of the PDF of a letter. Unavailable: there is no LibreOffice here; the Word file stands."""

    WAITING = "waiting", _("the PDF is being made")
    MADE = "made", _("PDF made")
    FAILED = "failed", _("the PDF could not be made")
    UNAVAILABLE = "unavailable", _("no PDF: LibreOffice is not installed")


class Letter(CompanyOwned):
    """One letter of a case, once per `key`: by which template, with which bytes, when and by whom.

    `dated` is the day written on it. `empty_fields` are the merge fields for which there was nothing to write.
    """

    key = models.UUIDField(unique=True, editable=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="letters", verbose_name=_("case"))
    kind = models.CharField(_("letter"), max_length=40)
    language = models.CharField(_("language"), max_length=5)
    template = models.ForeignKey(LetterTemplate, models.PROTECT, related_name="letters", verbose_name=_("template"))
    template_sha256 = models.CharField(max_length=64, editable=False)
    word = models.OneToOneField(Document, models.PROTECT, related_name="letter", verbose_name=_("Word file"))
    pdf = models.OneToOneField(Document, models.PROTECT, null=True, related_name="letter_as_pdf", verbose_name=_("PDF"))
    pdf_state = models.CharField(_("PDF"), max_length=12, choices=PdfState, default=PdfState.WAITING)
    pdf_attempts = models.PositiveSmallIntegerField(default=0)
    dated = models.DateField(_("date of the letter"))
    note = models.TextField(_("text"), blank=True)
    empty_fields = models.JSONField(default=list)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("letter", "issued by"),
    )
    issued_at = models.DateTimeField(_("issued at"))

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ("-issued_at", "-id")
        indexes = (
            models.Index(fields=["case", "-issued_at"], name="letter_of_case"),
            models.Index(
                fields=["company", "id"], condition=models.Q(pdf_state=PdfState.WAITING), name="letter_without_pdf"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.dated}"


class Letterhead(CompanyOwned):
    """What a company prints on every letter besides its name and address: the logo, and a line at the foot."""

    logo = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("logo"))
    foot = models.CharField(
        _("line at the foot"),
        max_length=300,
        blank=True,
        help_text=_("For example the share capital and the company register, as art. 2250 of the civil code asks."),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("letterhead")
        verbose_name_plural = _("letterheads")
        constraints = (models.UniqueConstraint(fields=["company"], name="letterhead_once"),)

    def __str__(self) -> str:
        return self.foot
