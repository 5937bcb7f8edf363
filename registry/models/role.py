"""Roles bundle duties; a membership carries the duties its roles sum up to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.models.company import Company
from registry.scoping import CompanyOwned


class Role(CompanyOwned):
    """A bundle of duties under a name the office uses; each company composes its own."""

    code = models.SlugField(_("code"), max_length=40)
    name_it = models.CharField(_("name in Italian"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    duties = models.JSONField(_("duties"), default=list, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = (models.UniqueConstraint(name="role_code_once_per_company", fields=("company", "code")),)

    def __str__(self) -> str:
        return self.name_it

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" and self.name_en else self.name_it


class Membership(models.Model):
    """A user at work in a company from `since` until the day before `until`.

    `duties` is the sorted union of the duties of the active roles. Only `registry.services.roles` writes it, so that
    the actor of a request costs one query.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="memberships")
    roles: models.ManyToManyField[Role, models.Model] = models.ManyToManyField(
        Role, verbose_name=_("roles"), related_name="memberships", blank=True
    )
    duties = models.JSONField(_("duties"), default=list, blank=True, editable=False)
    area = models.CharField(_("area"), max_length=60, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(name="membership_once_per_company", fields=("user", "company")),
            models.CheckConstraint(
                name="membership_until_after_since",
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("since")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} @ {self.company}"
