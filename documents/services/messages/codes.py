"""The short code on page 1 of a letter: typed or scanned when the letter comes back."""

from __future__ import annotations

import secrets
from typing import Final

LETTERS: Final = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty-one, a prime number: nothing in it looks like something else."""
LENGTH: Final = 7
LOOKALIKES: Final = str.maketrans({"O": "Q", "0": "Q", "I": "1", "L": "1", "U": "V"})


def new() -> str:
    """A code nobody can guess, its last letter computed from the others."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return drawn + check_letter(drawn)


def check_letter(drawn: str) -> str:
    """A weighted sum modulo a prime: one wrong letter or two exchanged ones are noticed."""
    total = sum(place * LETTERS.index(letter) for place, letter in enumerate(drawn, start=2))
    return LETTERS[total % len(LETTERS)]


def read(typed: str) -> str:
    """A code as somebody typed it, in its one spelling; empty when it cannot be one."""
    plain = "".join(char for char in typed.upper() if char.isalnum()).translate(LOOKALIKES)
    if len(plain) != LENGTH + 1 or any(char not in LETTERS for char in plain):
        return ""
    return plain if check_letter(plain[:-1]) == plain[-1] else ""


def shown(code: str) -> str:
    """In two halves, as it is printed."""
    return f"{code[:4]}-{code[4:]}"
