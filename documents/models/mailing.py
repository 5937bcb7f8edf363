"""A mailing: the same words to every customer of a list, each as a message of his own."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from documents.models.account import MailAccount
from documents.models.customer_list import CustomerList
from documents.models.document import Document
from documents.models.living import Living
from documents.models.message import Channel, Message
from registry.scoping import CompanyOwned


class MailingPurpose(models.TextChoices):
    """Offers go to who agreed to them (D.Lgs. 196/2003, art. 130; GDPR art. 6(1)(a)); service needs no consent."""

    MARKETING = "marketing", _("Offers and news: only to who agreed")
    SERVICE = "service", _("Required by contract, law or safety: no consent is needed")


class MailingStatus(models.TextChoices):
    """Prepared: who gets it and who does not was worked out; whatever is changed makes it a draft again."""

    DRAFT = "draft", _("draft")
    PREPARED = "prepared", _("prepared")
    RELEASING = "releasing", _("being written")
    RELEASED = "released", _("released")
    STOPPED = "stopped", _("stopped")


S = MailingStatus
WAYS = ((Channel.EMAIL.value, Channel.EMAIL.label), (Channel.PEC.value, Channel.PEC.label))


class Mailing(Living):
    """One mailing.

    key         a message of it has a key made of this one and the customer: each gets it once
    reason      why no consent is needed, of one that requires none
    per_minute  how many messages are written in a minute, where the mail provider sets a limit; empty: no limit
    trouble     why it stopped by itself
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    list = models.ForeignKey(CustomerList, models.PROTECT, related_name="mailings", verbose_name=_("list"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=MailingPurpose)
    reason = models.CharField(_("why no consent is needed"), max_length=300, blank=True)
    channel = models.CharField(_("way"), max_length=16, choices=WAYS, default=Channel.EMAIL)
    account = models.ForeignKey(
        MailAccount, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    per_minute = models.PositiveSmallIntegerField(_("messages a minute"), null=True, blank=True)
    status = FSMField(_("status"), max_length=10, choices=S.choices, default=S.DRAFT, protected=True)
    created_at = models.DateTimeField(_("written at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("written by")
    )
    prepared_at = models.DateTimeField(_("prepared at"), null=True)
    released_at = models.DateTimeField(_("released at"), null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("released by")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True)
    trouble = models.TextField(_("what went wrong"), blank=True)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(condition=models.Q(purpose__in=MailingPurpose.values), name="mailing_purpose_known"),
            models.CheckConstraint(
                condition=~models.Q(purpose="marketing", channel="pec"), name="mailing_offers_go_by_email"
            ),
        )
        indexes = (
            models.Index(fields=["company", "-created_at"], name="mailing_newest"),
            models.Index(fields=["id"], condition=models.Q(status="releasing"), name="mailing_releasing"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed."""
        return self.status in (S.DRAFT, S.PREPARED)

    @transition(field=status, source=[S.DRAFT, S.PREPARED], target=S.DRAFT)
    def rewrite(self) -> None:
        """Something of it was changed."""

    @transition(field=status, source=[S.DRAFT, S.PREPARED], target=S.PREPARED)
    def prepare(self) -> None:
        """It is worked out who gets it."""

    @transition(field=status, source=[S.PREPARED, S.STOPPED], target=S.RELEASING)
    def release(self) -> None:
        """A person lets it go, or go on."""

    @transition(field=status, source=S.RELEASING, target=S.STOPPED)
    def stop(self) -> None:
        """No further message is written."""

    @transition(field=status, source=S.RELEASING, target=S.RELEASED)
    def finish(self) -> None:
        """Every message is written."""


class MailingText(CompanyOwned):
    """What it says in one language."""

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))

    class Meta:
        verbose_name = _("text of a mailing")
        verbose_name_plural = _("texts of a mailing")
        ordering = ("-language",)
        constraints = (models.UniqueConstraint(fields=["mailing", "language"], name="mailing_text_once"),)

    def __str__(self) -> str:
        return f"{self.mailing} ({self.language})"


class MailingPaper(CompanyOwned):
    """A document that goes with every message of a mailing."""

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="papers")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("attachment of a mailing")
        verbose_name_plural = _("attachments of a mailing")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["mailing", "document"], name="mailing_paper_once"),)

    def __str__(self) -> str:
        return str(self.document)


class WhyNot(models.TextChoices):
    """Why a customer of the list does not get it."""

    NO_CONSENT = "no_consent", _("never agreed to offers")
    WITHDRAWN = "withdrawn", _("withdrew the consent")
    NO_ADDRESS = "no_address", _("no address")
    ADDRESS_WRONG = "address_wrong", _("the address is none")
    ADDRESS_FAILED = "address_failed", _("the last message to this address came back")
    TWICE = "twice", _("same address as another customer of the list")
    MERGED = "merged", _("merged into another customer")
    REFUSED = "refused", _("the message could not be written")


class MailingRow(CompanyOwned):
    """A customer of the list: the message he gets, or why he gets none.

    is_consent_old  it was given so long ago that it ought to be asked again
    words           what stood against it, where it could not be written
    """

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="rows")
    customer = models.ForeignKey("registry.Customer", models.PROTECT, related_name="+")
    address = models.CharField(_("address"), max_length=256, blank=True)
    language = models.CharField(_("language"), max_length=2, blank=True)
    why_not = models.CharField(_("why not"), max_length=16, choices=WhyNot, blank=True)
    is_consent_old = models.BooleanField(_("consent given long ago"), default=False)
    words = models.TextField(_("in words"), blank=True)
    message = models.OneToOneField(Message, models.PROTECT, null=True, related_name="mailed")

    class Meta:
        verbose_name = _("customer of a mailing")
        verbose_name_plural = _("customers of a mailing")
        constraints = (
            models.UniqueConstraint(fields=["mailing", "customer"], name="mailed_once"),
            models.CheckConstraint(condition=models.Q(why_not__in=["", *WhyNot.values]), name="mailing_why_not_known"),
        )
        indexes = (
            models.Index(
                fields=["mailing", "id"], condition=models.Q(why_not="", message__isnull=True), name="mailing_waiting"
            ),
        )

    def __str__(self) -> str:
        return f"{self.mailing}: {self.customer}"
