"""Mail that came in: fetched or dropped once, kept as it came, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models.account import MailAccount
from documents.models.message import Message
from documents.models.stored_file import StoredFile
from registry.scoping import CompanyOwned


class Mailbox(CompanyOwned):
    """How far an account's mailbox has been fetched: every mail up to `last_uid` of `uid_validity` is kept here.

    The numbers rise in the transaction that keeps the mail, so that a crash never skips one. `holder` fetches until
    `held_until`; `trouble` is why the last round failed, in words.
    """

    account = models.OneToOneField(MailAccount, models.CASCADE, related_name="mailbox")
    uid_validity = models.PositiveBigIntegerField(default=0)
    last_uid = models.PositiveBigIntegerField(default=0)
    holder = models.CharField(max_length=40, blank=True)
    held_until = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(_("last fetched at"), null=True)
    trouble = models.TextField(_("what went wrong"), blank=True)

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")

    def __str__(self) -> str:
        return str(self.account)


class IncomingState(models.TextChoices):
    """How far a mail was read."""

    NEW = "new", _("to be read")
    FILES = "files", _("its files are being taken in")
    READ = "read", _("read")


class Incoming(CompanyOwned):
    """One mail of a mailbox, or one .eml that somebody dropped, kept as it came before anybody reads it.

    file          its bytes; none of one too large to be fetched, which stays on the server
    uid_validity, uid  its place in the mailbox (RFC 9051, 2.3.1.1); none of a dropped one
    message       the message it became; the same mail twice leads to the same one
    is_repeat     the message was there already
    kind          what it turned out to be, of `documents.mail.model.Kind`
    seal          how far the PEC provider's signature can be trusted, of `documents.mail.model.Seal`
    candidates    the cases it may belong to: [{"case": id, "reasons": [code, ...]}, ...], best first
    reasons       why it was filed under the case of its message
    files_done    how many of its attachments have been decided on
    refused       the attachments that did not come in: [{"name", "reasons": [[code, params], ...]}, ...]
    trouble       what is wrong with it, in words
    decided_by, decided_at  who filed it by hand or set it aside; `decision` is the reason given
    """

    account = models.ForeignKey(
        MailAccount, models.PROTECT, null=True, related_name="incoming", verbose_name=_("account")
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    uid_validity = models.PositiveBigIntegerField(null=True)
    uid = models.PositiveBigIntegerField(null=True)
    arrived_at = models.DateTimeField(_("arrived at"))
    dropped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=IncomingState, default=IncomingState.NEW)
    attempts = models.PositiveSmallIntegerField(default=0)
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="arrivals")
    is_repeat = models.BooleanField(default=False)
    kind = models.CharField(max_length=12, blank=True)
    seal = models.CharField(max_length=10, blank=True)
    candidates = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    files_done = models.PositiveSmallIntegerField(default=0)
    refused = models.JSONField(default=list)
    trouble = models.TextField(_("what is wrong with it"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(_("why it was set aside"), blank=True)

    class Meta:
        verbose_name = _("incoming mail")
        verbose_name_plural = _("incoming mail")
        constraints = (
            models.UniqueConstraint(fields=["account", "uid_validity", "uid"], name="incoming_once_per_place"),
        )
        indexes = (
            models.Index(
                fields=["company", "id"],
                condition=~models.Q(state=IncomingState.READ),
                name="incoming_to_be_read",
            ),
        )

    def __str__(self) -> str:
        return f"{self.arrived_at:%Y-%m-%d %H:%M} {self.kind}"
