"""By which way mail leaves: the account's server, or what EMAIL_URL says where a company has no account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage as DjangoMail
from django.core.mail import get_connection

from documents.messages.smtp import NeverSent, NotSent, Server, Taken, hand_over
from documents.models import Channel, MailAccount

BY_SMTP = "django.core.mail.backends.smtp.EmailBackend"


class _Ready(DjangoMail):
    """Bytes written by us, for Django's backends that write files or keep mail in memory."""

    def __init__(self, sender: str, recipients: Sequence[str], content: bytes) -> None:
        super().__init__(from_email=sender, to=list(recipients))
        self.content = content

    def message(self, **_options: Any) -> Any:
        """What the backend writes."""
        return self

    def as_bytes(self, *_args: Any, **_kwargs: Any) -> bytes:
        """The bytes as they are."""
        return self.content


def stays_here() -> bool:
    """Whether EMAIL_URL sends nothing out of this machine: files of a demo, the memory of a test."""
    return settings.EMAIL_BACKEND != BY_SMTP


def send(
    account: MailAccount | None,
    channel: str,
    sender: str,
    recipients: Sequence[str],
    content: bytes,
    *,
    is_last_try: bool = False,
) -> Taken:
    """Hand a message to the server of its account. Raises NotSent, NeverSent, Unsure.

    A PEC needs its own account: by another server it would be plain mail. Where nothing leaves it is written too.
    """
    if account is not None and account.smtp_host:
        return hand_over(server_of(account), sender, recipients, content, is_last_try=is_last_try)
    if stays_here():
        return _kept_here(_Ready(sender, recipients, content))
    if channel == Channel.PEC:
        raise NeverSent("no PEC account")
    return hand_over(_of_settings(), sender, recipients, content, is_last_try=is_last_try)


def _kept_here(mail: _Ready) -> Taken:
    try:
        get_connection().send_messages([mail])
    except OSError as error:
        raise NotSent(str(error)) from error
    return Taken()


def server_of(account: MailAccount) -> Server:
    """The server by which an account sends."""
    return Server(
        host=account.smtp_host,
        port=account.smtp_port,
        security=account.smtp_security,
        user=account.smtp_user,
        password=account.smtp_password(),
        authority=account.authority,
    )


def _of_settings() -> Server:
    security = "tls" if settings.EMAIL_USE_SSL else "starttls" if settings.EMAIL_USE_TLS else "plain"
    return Server(
        settings.EMAIL_HOST, settings.EMAIL_PORT, security, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD
    )
