"""What proves how a message went: receipts, bounces, slips and cards; only ever added to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models.document import Document
from documents.models.message import Message, Recipient
from registry.scoping import CompanyOwned


class EvidenceKind(models.TextChoices):
    """The PEC receipts under the words of daticert.xml (DM 2 November 2005, technical rules, 6.3-6.5), and the rest."""

    ACCEPTANCE = "accettazione", _("PEC: acceptance receipt")
    NON_ACCEPTANCE = "non-accettazione", _("PEC: notice of non-acceptance")
    TAKEN_IN_CHARGE = "presa-in-carico", _("PEC: taken in charge")
    DELIVERY = "avvenuta-consegna", _("PEC: delivery receipt")
    DELIVERY_FAILURE = "errore-consegna", _("PEC: notice of non-delivery")
    DELAY_NOTICE = "preavviso-errore-consegna", _("PEC: early notice of non-delivery")
    VIRUS = "rilevazione-virus", _("PEC: virus found")
    SUBMITTED = "submitted", _("taken by the mail server")
    REFUSED = "refused", _("refused by the mail server")
    BOUNCE = "bounce", _("returned by a mail server")
    ABSENCE = "absence", _("absence note")
    POSTING = "posting", _("posted")
    RETURN_CARD = "return_card", _("return card of a registered letter")
    RETURNED = "returned", _("letter returned")
    HANDED_OVER = "handed_over", _("handed over")
    FAX_REPORT = "fax_report", _("fax report")
    CONFIRMED = "confirmed", _("confirmed by a person")


class Evidence(CompanyOwned):
    """One piece of evidence. Without a message it fitted none, and waits until somebody says to which it belongs.

    address    the recipient it speaks of, as it names him; empty: the message as a whole
    reference  its own identity (the receipt's Message-ID or identifier, a registered number): told twice it is one
    refers_to  the Message-ID it names
    number     of a registered letter
    """

    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="evidence", verbose_name=_("message"))
    recipient = models.ForeignKey(
        Recipient, models.PROTECT, null=True, related_name="evidence", verbose_name=_("recipient")
    )
    kind = models.CharField(_("kind"), max_length=32, choices=EvidenceKind)
    address = models.CharField(_("address"), max_length=320, blank=True)
    reference = models.CharField(_("reference"), max_length=500)
    refers_to = models.CharField(_("refers to"), max_length=500, blank=True)
    number = models.CharField(_("registered number"), max_length=40, blank=True)
    words = models.TextField(_("in words"), blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="evidence_of", verbose_name=_("document")
    )
    happened_at = models.DateTimeField(_("happened at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("recorded by")
    )

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("happened_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["company", "kind", "reference", "address"], name="evidence_once"),
            models.CheckConstraint(condition=models.Q(kind__in=EvidenceKind.values), name="evidence_kind_is_known"),
        )
        indexes = (
            models.Index(fields=["message", "happened_at"], name="evidence_of_message"),
            models.Index(fields=["company", "-id"], condition=models.Q(message__isnull=True), name="evidence_loose"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_at:%Y-%m-%d %H:%M}"
