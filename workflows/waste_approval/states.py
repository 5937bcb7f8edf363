"""The states of a waste approval, under the names operators use."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class WasteApprovalState(TextChoices):
    DRAFT = "draft", _("Draft")
    UNDER_ADMINISTRATIVE_CHECK = "under_administrative_check", _("Administrative check")
    UNDER_TECHNICAL_REVIEW = "under_technical_review", _("Technical review")
    UNDER_COMMERCIAL_REVIEW = "under_commercial_review", _("Commercial review")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
