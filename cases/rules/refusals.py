"""Why something may not happen, in words a clerk can act on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:
    """Mark a text for translation where Django may not be imported; it is translated where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason for a no.

    code     stable, for tests, reports and other programs
    message  an English template (`str.format` placeholders named in `params`), translated where it is shown
    hint     what to do about it, same form; empty when nothing can be done
    link     where to do it: a transition ("revise"), "documents", "work"; empty when nowhere
    """

    code: str
    message: str
    hint: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    link: str = ""
