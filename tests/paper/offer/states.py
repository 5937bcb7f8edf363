"""The states of an offer."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OfferState(TextChoices):
    DRAFT = "draft", _("Offer in draft")
    UNDER_APPROVAL = "under_approval", _("Offer under approval")
    APPROVED = "approved", _("Offer approved")
    SENT = "sent", _("Offer sent")
    ACCEPTED = "accepted", _("Offer accepted")
    DECLINED = "declined", _("Offer declined")
    LAPSED = "lapsed", _("Offer lapsed")
    WITHDRAWN = "withdrawn", _("Offer withdrawn")
