"""The mail accounts of a company: entered and tried by who configures it."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from cases.rules.refusals import Refusal
from documents import tls
from documents.messages import mime
from documents.messages.smtp import NeverSent, NotSent, Unsure
from documents.messages.ways import send
from documents.models import MailAccount
from documents.services.messages.checking import is_mail_address
from documents.services.messages.refusals import MessageRefused, refusal, refused
from documents.services.messages.writing import message_id
from registry.actors import Actor
from registry.duties import CONFIGURE, require
from registry.history import signed

COLUMNS: Final = (
    *("name", "kind", "address", "display_name", "is_active"),
    *("smtp_host", "smtp_port", "smtp_security", "smtp_user"),
    *("imap_host", "imap_port", "imap_security", "imap_user", "imap_folder"),
    "authority",
)
"""What a form fills in; the two passwords are set apart."""
HOST: Final = re.compile(r"[A-Za-z0-9:]([A-Za-z0-9.:-]*[A-Za-z0-9:])?")
"""The name or number of a server: no address of a page, no blanks."""


def save(account: MailAccount | None, values: Mapping[str, Any], *, actor: Actor) -> MailAccount:
    """Enter an account, or change one; an empty password keeps the one in use.

    Raises DutyMissing; MessageRefused with everything that is wrong: an address that is none, the name of a server, a
    certificate that cannot be read; then for an address that another account of this kind has.
    """
    require(actor, CONFIGURE)
    if problems := list(_problems(values)):
        raise MessageRefused(problems)
    with transaction.atomic():
        rows = MailAccount.objects.of(actor.company_id)
        row = rows.select_for_update(of=("self",)).get(pk=account.pk) if account else MailAccount()
        same = rows.filter(kind=values["kind"], address__iexact=str(values["address"])).exclude(pk=row.pk)
        if same.exists():
            raise refused("account_exists", address=values["address"])
        row.company_id = actor.company_id
        for column in COLUMNS:
            setattr(row, column, values.get(column, getattr(row, column)))
        if values.get("smtp_password"):
            row.set_smtp_password(str(values["smtp_password"]))
        if values.get("imap_password"):
            row.set_imap_password(str(values["imap_password"]))
        row.changed_by_id = actor.user_id
        signed(row, by=actor).save()
    return row


def _problems(values: Mapping[str, Any]) -> Iterator[Refusal]:
    if not is_mail_address(str(values["address"])):
        yield refusal("message_address_wrong", address=values["address"])
    for host in dict.fromkeys(str(values.get(name, "")) for name in ("smtp_host", "imap_host")):
        if host and not HOST.fullmatch(host):
            yield refusal("account_host_wrong", host=host)
    try:
        tls.context(str(values.get("authority", "")))
    except (ssl.SSLError, ValueError):
        yield refusal("account_authority_unreadable")


def try_out(account: MailAccount, to: str, *, actor: Actor, now: datetime) -> str:
    """Send a test message to an address; returns what the server said. Outside of any transaction.

    Raises DutyMissing, MessageRefused with the server's words.
    """
    require(actor, CONFIGURE)
    if not is_mail_address(to):
        raise refused("message_address_wrong", address=to)
    outgoing = mime.Outgoing(
        message_id=message_id(uuid4(), account),
        sender=(account.display_name or account.name, account.address),
        to=[("", to)],
        subject=_("Test message of %(name)s") % {"name": account.name},
        body=_("This message shows that Pratica can send by this account."),
        date=now,
    )
    try:
        taken = send(account, account.kind, account.address, [to], mime.build(outgoing))
    except (NotSent, NeverSent, Unsure) as problem:
        raise refused("account_test_failed", words=str(problem)) from problem
    if taken.refused:
        raise refused("account_test_failed", words="; ".join(taken.refused.values()))
    return taken.said
