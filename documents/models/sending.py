"""How the letters of a company usually leave."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.scoping import CompanyOwned


class SendingRule(CompanyOwned):
    """By which way a kind of letter usually goes; `is_automatic`: as soon as it is written, without a person.

    An automatic one goes to the first address the customer has for that way; where he has none it becomes work.
    """

    process_code = models.CharField(_("process"), max_length=40)
    kind = models.CharField(_("letter"), max_length=40)
    channel = models.CharField(_("channel"), max_length=16)
    is_automatic = models.BooleanField(_("leaves by itself"), default=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rule of sending")
        verbose_name_plural = _("rules of sending")
        ordering = ("process_code", "kind")
        constraints = (models.UniqueConstraint(fields=["company", "process_code", "kind"], name="sending_rule_once"),)

    def __str__(self) -> str:
        return f"{self.process_code}/{self.kind}: {self.channel}"
