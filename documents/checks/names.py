"""The name a file arrives under is text a stranger wrote: it is shown and offered again, never used as a path."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

_DROPPED: Final = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_LONGEST: Final = 4_096
_RESERVED: Final = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


def clean_name(name: str, *, limit: int) -> str:
    """The last path component without characters that control, hide or turn text; empty when nothing is left.

    Letters of every script survive. Composed (NFC), so that the same name typed on two systems is one name.
    """
    visible = "".join(c for c in name[-_LONGEST:] if unicodedata.category(c) not in _DROPPED)
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", visible))[-1]
    tidy = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*]', "_", last)).strip(" .")
    if _RESERVED.match(tidy):
        tidy = f"_{tidy}"
    return _shortened(tidy, limit)


def extension_of(name: str) -> str:
    """Lower case, without the dot: "pdf"; of "contract.pdf.p7m" it is "p7m"; empty when there is none."""
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def _shortened(name: str, limit: int) -> str:
    if len(name) <= limit:
        return name
    suffix = PurePosixPath(name).suffix[:12]
    return name[: limit - len(suffix)].rstrip(" .") + suffix
