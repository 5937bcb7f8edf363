"""The mailboxes of a company: by which server its mail leaves, and from which it is fetched."""

from __future__ import annotations

from typing import Final

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from documents.vault import box
from registry.scoping import CompanyOwned

PURPOSE: Final = "documents.mail_account"


class MailKind(models.TextChoices):
    """Which kind of mail an account carries."""

    EMAIL = "email", _("E-mail")
    PEC = "pec", _("Certified e-mail (PEC)")


class Security(models.TextChoices):
    """How the line to a server is protected. Plain is for a server on this machine."""

    TLS = "tls", _("TLS from the start")
    STARTTLS = "starttls", _("STARTTLS")
    PLAIN = "plain", _("none")


class MailAccount(CompanyOwned):
    """One address of a company with the servers behind it.

    Without an SMTP host it only receives, without an IMAP host it only sends. The two passwords are kept encrypted
    and are never shown again: `set_smtp_password`, `smtp_password()`, and their IMAP twins. `authority` is a PEM text
    of who vouches for the two servers where the machine knows nobody who does.
    """

    name = models.CharField(_("name"), max_length=80, help_text=_("What your colleagues call it when they choose it."))
    kind = models.CharField(_("kind"), max_length=10, choices=MailKind, default=MailKind.EMAIL)
    address = models.EmailField(_("address"), max_length=254)
    display_name = models.CharField(_("sender's name"), max_length=120, blank=True)
    smtp_host = models.CharField(_("SMTP server"), max_length=253, blank=True)
    smtp_port = models.PositiveIntegerField(_("SMTP port"), default=587)
    smtp_security = models.CharField(_("SMTP security"), max_length=10, choices=Security, default=Security.STARTTLS)
    smtp_user = models.CharField(_("SMTP user"), max_length=254, blank=True)
    smtp_secret = models.BinaryField(editable=False, default=b"")
    imap_host = models.CharField(_("IMAP server"), max_length=253, blank=True)
    imap_port = models.PositiveIntegerField(_("IMAP port"), default=993)
    imap_security = models.CharField(_("IMAP security"), max_length=10, choices=Security, default=Security.TLS)
    imap_user = models.CharField(_("IMAP user"), max_length=254, blank=True)
    imap_secret = models.BinaryField(editable=False, default=b"")
    imap_folder = models.CharField(_("IMAP folder"), max_length=120, default="INBOX")
    authority = models.TextField(_("certificate of the servers' authority"), blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords(excluded_fields=["smtp_secret", "imap_secret"])

    class Meta:
        verbose_name = _("mail account")
        verbose_name_plural = _("mail accounts")
        ordering = ("kind", "pk")
        constraints = (
            models.UniqueConstraint(fields=["company", "kind", "address"], name="mail_account_once"),
            models.CheckConstraint(condition=models.Q(kind__in=MailKind.values), name="mail_account_kind_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"

    def set_smtp_password(self, password: str) -> None:
        """Keep this password for sending; empty: none."""
        self.smtp_secret = _sealed(password)

    def set_imap_password(self, password: str) -> None:
        """Keep this password for fetching; empty: none."""
        self.imap_secret = _sealed(password)

    def smtp_password(self) -> str:
        """For the connection alone, never for a page. Empty when SECRET_KEY changed since it was typed."""
        return _opened(self.smtp_secret)

    def imap_password(self) -> str:
        """For the connection alone, never for a page. Empty when SECRET_KEY changed since it was typed."""
        return _opened(self.imap_secret)


def _sealed(password: str) -> bytes:
    return box(PURPOSE).encrypt(password.encode()) if password else b""


def _opened(secret: bytes | memoryview) -> str:
    if not secret:
        return ""
    try:
        return box(PURPOSE).decrypt(bytes(secret)).decode()
    except InvalidToken:
        return ""
