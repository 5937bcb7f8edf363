"""The states of a debt that is collected."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DunningState(TextChoices):
    OVERDUE = "overdue", _("Debt overdue")
    REMINDED = "reminded", _("Debtor reminded")
    URGED = "urged", _("Debtor urged")
    SUMMONED = "summoned", _("Debtor summoned")
    HANDED_OVER = "handed_over", _("Debt handed over")
    PAID = "paid", _("Debt paid")
