"""The register of what was written to customers and what they wrote: one row per message, whatever the channel."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from documents.models.account import MailAccount
from documents.models.document import Document
from documents.models.letter import Letter
from documents.models.living import Living
from documents.models.posting import PrintBatch
from registry.scoping import CompanyOwned


class Direction(models.TextChoices):
    """Who wrote."""

    OUT = "out", _("sent")
    IN = "in", _("received")


class Channel(models.TextChoices):
    """By which way it travels."""

    EMAIL = "email", _("E-mail")
    PEC = "pec", _("PEC (certified e-mail)")
    POST = "post", _("Ordinary post")
    REGISTERED = "registered_post", _("Registered post (A/R)")
    HAND = "hand", _("By hand")
    FAX = "fax", _("Fax")
    PORTAL = "portal", _("Portal")


class MessageStatus(models.TextChoices):
    """The life of a message. Of outbound ones: queued to cancelled. Inbound ones begin received, or in the tray."""

    QUEUED = "queued", _("to be sent")
    SENDING = "sending", _("being sent")
    UNKNOWN = "unknown", _("perhaps sent")
    SENT = "sent", _("sent")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("not delivered")
    CANCELLED = "cancelled", _("withdrawn")
    TRAY = "tray", _("waiting to be filed")
    RECEIVED = "received", _("received")
    SET_ASIDE = "set_aside", _("set aside")


class RecipientStatus(models.TextChoices):
    """How far it came on its way to one recipient; delayed: the PEC provider warns and goes on trying."""

    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    DELAYED = "delayed", _("delayed")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("not delivered")


S = MessageStatus
ON_ITS_WAY = (S.QUEUED, S.SENDING, S.UNKNOWN, S.SENT)
REOPENABLE = (S.QUEUED, S.SENDING, S.UNKNOWN, S.FAILED, S.DELIVERED)


class Message(Living):
    """One message of a case, of a customer, or of neither: an inbound one in the tray.

    key             of an outbound one: asked for twice with the same key, there is one
    rfc_message_id  with its angle brackets; of an outbound one made from the key, so that every try carries the same
    reply_to_id     the Message-ID it answers (In-Reply-To); `references` are those of the thread, between spaces
    content_hash    SHA-256 over what was sent: subject, text and the hash of each attachment
    sent_at         when the first server, the post office or the hand took it; inbound: the date it bears
    delivered_at    when the last recipient had it; for PEC the delivery receipt, which has the legal effect
    presumed_delivered_on  the day from which it counts as received without proof, by the rule in force when sent
    failure         why, in words
    original        the file as it came (inbound)
    code            short code on page 1 of a letter sent by post, under which a return is booked
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction)
    channel = models.CharField(_("channel"), max_length=16, choices=Channel)
    status = FSMField(_("status"), max_length=10, choices=S.choices, default=S.QUEUED, protected=True)
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, blank=True, related_name="messages", verbose_name=_("case")
    )
    customer = models.ForeignKey(
        "registry.Customer", models.PROTECT, null=True, blank=True, related_name="messages", verbose_name=_("customer")
    )
    account = models.ForeignKey(
        MailAccount, models.PROTECT, null=True, blank=True, related_name="messages", verbose_name=_("account")
    )
    letter = models.ForeignKey(
        Letter, models.PROTECT, null=True, blank=True, related_name="messages", verbose_name=_("letter")
    )
    batch = models.ForeignKey(
        PrintBatch, models.PROTECT, null=True, blank=True, related_name="messages", verbose_name=_("print batch")
    )
    resends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="resent_as", verbose_name=_("sent again for")
    )
    sender_name = models.CharField(_("sender"), max_length=200, blank=True)
    sender_address = models.CharField(_("sender's address"), max_length=320, blank=True)
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    body = models.TextField(_("text"), blank=True)
    rfc_message_id = models.CharField(_("Message-ID"), max_length=500, blank=True)
    reply_to_id = models.CharField(_("in reply to"), max_length=500, blank=True)
    references = models.TextField(_("references"), blank=True)
    content_hash = models.CharField(_("hash of the content"), max_length=64, blank=True)
    original = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("as it came")
    )
    code = models.CharField(_("code"), max_length=12, blank=True)
    created_at = models.DateTimeField(_("written at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    attempted_at = models.DateTimeField(_("last attempt"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    presumed_delivered_on = models.DateField(_("presumed delivered on"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed at"), null=True, blank=True)
    failure = models.TextField(_("why it was not delivered"), blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["company", "direction", "rfc_message_id"],
                condition=~models.Q(rfc_message_id=""),
                name="message_id_once",
            ),
            models.UniqueConstraint(fields=["company", "code"], condition=~models.Q(code=""), name="message_code_once"),
            models.CheckConstraint(
                condition=models.Q(direction__in=Direction.values, channel__in=Channel.values),
                name="message_way_is_known",
            ),
        )
        indexes = (
            models.Index(fields=["company", "-created_at", "-id"], name="message_newest"),
            models.Index(fields=["company", "status", "-id"], name="message_by_status"),
            models.Index(fields=["case", "-created_at"], name="message_of_case"),
            models.Index(fields=["customer", "-created_at"], name="message_of_customer"),
            models.Index(
                fields=["company", "sent_at"],
                condition=models.Q(status="sent", presumed_delivered_on__isnull=True),
                name="message_to_presume",
            ),
        )

    def __str__(self) -> str:
        return self.subject or self.rfc_message_id or str(self.key)

    @transition(field=status, source=S.QUEUED, target=S.SENDING)
    def start(self) -> None:
        """Recorded before the server is spoken to: who finds it so later knows that it may have left."""

    @transition(field=status, source=[S.SENDING, S.UNKNOWN], target=S.QUEUED)
    def queue_again(self) -> None:
        """It certainly did not leave; or a person wants the same message sent once more."""

    @transition(field=status, source=S.SENDING, target=S.UNKNOWN)
    def doubt(self) -> None:
        """Nobody knows whether the server took it."""

    @transition(field=status, source=REOPENABLE, target=S.SENT)
    def send(self) -> None:
        """Evidence says that it left, and nothing yet how it ended."""

    @transition(field=status, source=[*ON_ITS_WAY, S.FAILED], target=S.DELIVERED)
    def deliver(self) -> None:
        """Evidence says that every recipient has it."""

    @transition(field=status, source=[*ON_ITS_WAY, S.DELIVERED], target=S.FAILED)
    def fail(self) -> None:
        """It will not reach one of its recipients."""

    @transition(field=status, source=S.QUEUED, target=S.CANCELLED)
    def cancel(self) -> None:
        """A person withdrew it in time."""

    @transition(field=status, source=[S.TRAY, S.SET_ASIDE], target=S.RECEIVED)
    def file(self) -> None:
        """A person found the case or the customer of an inbound one."""

    @transition(field=status, source=S.TRAY, target=S.SET_ASIDE)
    def set_aside(self) -> None:
        """A person found that an inbound one concerns no case."""


class Copy(models.TextChoices):
    """In which line of the head a recipient stands."""

    TO = "to", pgettext_lazy("recipient", "To")
    CC = "cc", _("Copy")


class Recipient(CompanyOwned):
    """One addressee of a message: an e-mail address or fax number in `address`, or a postal address.

    `key` is made of letter, channel, address and attempt: the same letter goes to the same place once.
    """

    message = models.ForeignKey(Message, models.CASCADE, related_name="recipients")
    key = models.UUIDField(null=True, unique=True, editable=False)
    copy = models.CharField(_("line"), max_length=2, choices=Copy, default=Copy.TO)
    name = models.CharField(_("name"), max_length=200, blank=True)
    address = models.CharField(_("address or number"), max_length=320, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    province = models.CharField(_("province"), max_length=2, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=RecipientStatus, default=RecipientStatus.WAITING)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    failure = models.TextField(_("why it was not delivered"), blank=True)

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        ordering = ("-copy", "pk")
        indexes = (models.Index(fields=["company", "address"], name="recipient_by_address"),)

    def __str__(self) -> str:
        return self.name or self.address


class Attachment(CompanyOwned):
    """A document that travels, or came, with a message."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    document = models.ForeignKey(Document, models.PROTECT, related_name="attached_to", verbose_name=_("document"))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["message", "document"], name="attached_once"),)

    def __str__(self) -> str:
        return str(self.document)
