"""The templates of letters and e-mails: written by the office, proposed by the factory."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class TemplateFinal(RuntimeError):
    """A published template was about to be changed or removed: what was written with it must stay readable."""


class TemplateFormat(models.TextChoices):
    """What a template is: a Word file, or the subject and body of an e-mail as text."""

    WORD = "word", _("letter in Word")
    EMAIL = "email", _("e-mail text")


class LetterTemplate(models.Model):
    """One version of the template of a letter in a language, or of the e-mail of that kind.

    `company` is null for the factory's; a company's published version goes before it. The file is kept in the row, so
    that a published version cannot change without anybody seeing it; `valid_from` is the first day it is used.
    `outline` is what it says, [{"place": {...}, "text": ...}, ...]; `fields` the merge fields it uses.
    """

    DRAFT: Final = "draft"
    PUBLISHED: Final = "published"

    company = models.ForeignKey("registry.Company", models.PROTECT, null=True, related_name="letter_templates")
    process_code = models.CharField(max_length=40)
    kind = models.CharField(_("letter"), max_length=40)
    language = models.CharField(_("language"), max_length=5)
    format = models.CharField(_("format"), max_length=5, choices=TemplateFormat, default=TemplateFormat.WORD)
    version = models.PositiveIntegerField(_("version"))
    status = models.CharField(max_length=10, choices=((DRAFT, _("draft")), (PUBLISHED, _("published"))), default=DRAFT)
    valid_from = models.DateField(_("valid from"), null=True)
    file_name = models.CharField(_("file name"), max_length=255)
    content = models.BinaryField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    outline = models.JSONField(default=list)
    fields = models.JSONField(default=list)
    note = models.TextField(_("reason of the change"), default="")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    history = HistoricalRecords(excluded_fields=["content", "outline"])

    class Meta:
        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        constraints = (
            models.UniqueConstraint(
                fields=["company", "process_code", "kind", "language", "format", "version"],
                name="company_template_version_once",
                condition=models.Q(company__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["process_code", "kind", "language", "format", "version"],
                name="factory_template_version_once",
                condition=models.Q(company__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["company", "process_code", "kind", "language", "format"],
                name="one_draft_of_a_template",
                condition=models.Q(status="draft"),
            ),
            models.CheckConstraint(
                name="published_template_has_a_day",
                condition=models.Q(status="draft") | models.Q(valid_from__isnull=False, published_at__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=["process_code", "kind", "language", "format", "valid_from"], name="template_in_force"),
        )

    def __str__(self) -> str:
        of_mail = f".{self.format}" if self.format == TemplateFormat.EMAIL else ""
        return f"{self.process_code}/{self.kind}.{self.language}{of_mail} v{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises TemplateFinal for a version that was already published."""
        self._require_draft()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Drafts only. Raises TemplateFinal."""
        self._require_draft()
        return super().delete(*args, **kwargs)

    def _require_draft(self) -> None:
        if LetterTemplate.objects.filter(pk=self.pk, status=self.PUBLISHED).exists():
            raise TemplateFinal(str(self))
