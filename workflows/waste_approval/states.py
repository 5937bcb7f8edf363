"""The states of a waste approval, under the names operators use. Prescriptions and "expiring" are facts, not states."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class WasteApprovalState(TextChoices):
    DRAFT = "draft", _("Draft")
    SENT_TO_CUSTOMER = "sent_to_customer", _("Sent to the customer")
    WAITING_FOR_DOCUMENTS = "waiting_for_documents", _("Waiting for documents")
    UNDER_ADMINISTRATIVE_CHECK = "under_administrative_check", _("Administrative check")
    UNDER_TECHNICAL_REVIEW = "under_technical_review", _("Technical review")
    WAITING_FOR_INTEGRATION = "waiting_for_integration", _("Waiting for integration")
    UNDER_COMMERCIAL_REVIEW = "under_commercial_review", _("Commercial review")
    APPROVED = "approved", _("Approved")
    SUSPENDED = "suspended", _("Suspended")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")
    SUPERSEDED = "superseded", _("Superseded")


IN_FORCE = (WasteApprovalState.APPROVED, WasteApprovalState.SUSPENDED)
"""The states in which an approval takes up part of what its plant may receive in a year."""
