"""Code lists that law or a regulator keeps: dated rows with their source, shared by every company.

`valid_from` and `valid_to` are both inside the period: a code with `valid_to` 2026-12-08 is good on that day and gone
on the next. An empty `valid_to` is open.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from registry.models.fields import ordered_dates
from registry.rules.waste_codes import display


class DatedQuerySet(models.QuerySet["Code"]):
    """Rows with a validity."""

    def on(self, day: date) -> Self:
        """Only what is valid on that day."""
        return self.filter(valid_on(day))


class WasteCodeQuerySet(models.QuerySet["WasteCode"]):
    """Rows of the European waste list."""

    def on(self, day: date) -> Self:
        """Only what is valid on that day."""
        return self.filter(valid_on(day))


def valid_on(day: date, prefix: str = "") -> Q:
    """The condition that a dated row, reached through `prefix`, is good on that day."""
    open_end = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day})
    return Q(**{f"{prefix}valid_from__lte": day}) & open_end


class Code(models.Model):
    """A value of a code list, such as hazard property HP14 or recovery operation R13."""

    list = models.CharField(_("list"), max_length=40)
    code = models.CharField(_("code"), max_length=40)
    label_it = models.CharField(_("label in Italian"), max_length=300)
    label_en = models.CharField(_("label in English"), max_length=300, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to (last day)"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    extra = models.JSONField(_("further values"), default=dict, blank=True)

    objects = DatedQuerySet.as_manager()
    spans_companies: ClassVar[bool] = True

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        constraints = (
            models.UniqueConstraint(name="code_once_per_day", fields=("list", "code", "valid_from")),
            ordered_dates("code_dates_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.list} {self.code}"

    @property
    def label(self) -> str:
        """The label in the reader's language; Italian where no other is known."""
        return self.label_en if get_language() == "en" and self.label_en else self.label_it


class EntryType(models.TextChoices):
    """How an entry of the waste list decides on hazard (Commission notice 2018/C 124/01)."""

    AH = "AH", _("Absolute hazardous")
    AN = "AN", _("Absolute non-hazardous")
    MH = "MH", _("Mirror, hazardous")
    MN = "MN", _("Mirror, non-hazardous")


class WasteCode(models.Model):
    """An entry of the European waste list (Decision 2000/532/EC; EER in Italy) in one wording."""

    code = models.CharField(_("code"), max_length=6)
    hazardous = models.BooleanField(_("hazardous"))
    entry_type = models.CharField(_("entry type"), max_length=2, choices=EntryType.choices)
    mirror_partners = models.JSONField(_("mirror entries"), default=list, blank=True)
    description_it = models.CharField(_("description in Italian"), max_length=400)
    description_en = models.CharField(_("description in English"), max_length=400, blank=True)
    chapter_en = models.CharField(_("chapter"), max_length=300, blank=True)
    subchapter_en = models.CharField(_("sub-chapter"), max_length=300, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to (last day)"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=300)
    confirmed = models.BooleanField(_("checked against the official text"), default=False)

    objects = WasteCodeQuerySet.as_manager()
    spans_companies: ClassVar[bool] = True

    class Meta:
        verbose_name = _("waste code")
        verbose_name_plural = _("waste codes")
        constraints = (
            models.UniqueConstraint(name="waste_code_once_per_day", fields=("code", "valid_from")),
            models.CheckConstraint(name="waste_code_shape", condition=Q(code__regex="^[0-9]{6}$")),
            models.CheckConstraint(name="waste_code_entry_type_is_known", condition=Q(entry_type__in=EntryType.values)),
            models.CheckConstraint(
                name="waste_code_hazard_fits_entry_type",
                condition=Q(hazardous=True, entry_type__endswith="H") | Q(hazardous=False, entry_type__endswith="N"),
            ),
            ordered_dates("waste_code_dates_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.display} {self.description_it}"

    @property
    def display(self) -> str:
        """As the law prints it: pairs of digits, an asterisk when hazardous."""
        return display(self.code, hazardous=self.hazardous)

    @property
    def is_mirror(self) -> bool:
        """Whether hazard must be proved: a mirror entry, or one that a mirror entry refers to (the careful reading)."""
        return self.entry_type.startswith("M") or bool(self.mirror_partners)

    @property
    def description(self) -> str:
        """The description in the reader's language; Italian where no other is known."""
        return self.description_en if get_language() == "en" and self.description_en else self.description_it


class Change(models.TextChoices):
    """What an amendment does to an entry."""

    ADDED = "added", pgettext_lazy("code", "added")
    DELETED = "deleted", _("deleted")
    AMENDED = "amended", _("amended")
    REPLACED = "replaced", _("replaced")
    REWRITTEN = "rewritten", _("rewritten")


class WasteCodeChange(models.Model):
    """An amendment of the waste list that touches one code, or every code below a chapter or sub-chapter."""

    code_prefix = models.CharField(_("code, chapter or sub-chapter"), max_length=6)
    change = models.CharField(_("change"), max_length=20, choices=Change.choices)
    detail_it = models.CharField(_("detail in Italian"), max_length=300, blank=True)
    detail_en = models.CharField(_("detail in English"), max_length=300, blank=True)
    applies_from = models.DateField(_("applies from"))
    confidence = models.CharField(_("how sure"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=200)

    spans_companies: ClassVar[bool] = True

    class Meta:
        verbose_name = _("change of the waste list")
        verbose_name_plural = _("changes of the waste list")
        constraints = (
            models.UniqueConstraint(name="waste_code_change_once", fields=("code_prefix", "applies_from", "change")),
            models.CheckConstraint(name="waste_code_change_is_known", condition=Q(change__in=Change.values)),
        )

    def __str__(self) -> str:
        return f"{self.code_prefix} {self.change} {self.applies_from}"

    @property
    def detail(self) -> str:
        """What changes, in the reader's language."""
        return self.detail_en if get_language() == "en" else self.detail_it
