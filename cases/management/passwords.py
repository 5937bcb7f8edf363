"""A password for a command: typed twice at the terminal, or one line of the standard input."""

from __future__ import annotations

import sys
from getpass import getpass

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from registry.models import User


def password_for(email: str, *, from_input: bool) -> str:
    """The password of a new user; empty for one who has a password already. Raises CommandError."""
    if User.objects.filter(email__iexact=email.strip()).exists():
        return ""
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise CommandError("there is no terminal to ask for the password: add --password-stdin and pipe it in")
    first = getpass(f"Password of {email}: ")
    if first != getpass("Once more: "):
        raise CommandError("the two passwords differ: nothing was written")
    return first


def in_words(wrong: ValidationError) -> CommandError:
    """What is wrong, a line a field, for whoever called the command."""
    if not hasattr(wrong, "error_dict"):
        return CommandError(" ".join(wrong.messages))
    return CommandError("\n".join(f"{name}: {' '.join(said)}" for name, said in wrong.message_dict.items()))
