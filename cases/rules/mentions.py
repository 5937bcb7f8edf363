"""Who is named in a text: "@Maria Rossi", "@maria.rossi"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def mentioned(text: str, names: Mapping[int, Iterable[str]]) -> list[int]:
    """The people named after an "@", in the order of the text; `names` holds the spellings each one answers to.

    The longest spelling wins ("@Anna Rossi" is not Anna); people who share it are all meant. An "@" inside a word,
    as in an e-mail address, names nobody.
    """
    spellings: dict[str, list[int]] = {}
    for person, written in names.items():
        for name in written:
            spellings.setdefault(name.casefold(), []).append(person)
    folded = text.casefold()
    longest_first = sorted((name for name in spellings if name), key=len, reverse=True)
    found: dict[int, None] = {}
    for at in (index for index, sign in enumerate(folded) if sign == "@" and _starts(folded, index)):
        read = next((name for name in longest_first if _reads(folded, at + 1, name)), "")
        found.update(dict.fromkeys(spellings.get(read, ())))
    return list(found)


def _starts(text: str, at: int) -> bool:
    return at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "._-")


def _reads(text: str, at: int, name: str) -> bool:
    after = text[at + len(name) : at + len(name) + 1]
    return text.startswith(name, at) and not after.isalnum()
