"""Text that goes into a spreadsheet must stay text: a customer may be called “=HYPERLINK(…)”."""

from __future__ import annotations

import re
from typing import Final

_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}",
                 "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip
_NUMBER: Final = re.compile(r"[+-]?\d+([.,]\d+)*")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LONGEST: Final = 32_767
"""Characters that fit in a cell, says the format."""


def safe_cell(text: str) -> str:
    """The text as no spreadsheet takes it for a formula: an apostrophe before what could start one.

    Plain numbers keep their sign; control characters, which make a file unreadable, are left out.
    Source: OWASP, CSV injection.
    """
    printable = _UNPRINTABLE.sub("", text)
    if printable.lstrip(" ").startswith(_RISKY) and not _NUMBER.fullmatch(printable.strip()):
        printable = f"'{printable}"
    return printable[:LONGEST]
