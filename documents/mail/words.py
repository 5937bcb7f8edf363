"""Words of a header and of a body: whatever bytes they are made of, text comes out that controls nothing."""

from __future__ import annotations

import binascii
import re
import unicodedata
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import getaddresses
from quopri import decodestring
from typing import Final

LONGEST_HEADER: Final = 2_000
LONGEST_ID: Final = 250
_ENCODED: Final = re.compile(r"=\?([^?\s*]{1,40})(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=")
_BETWEEN: Final = re.compile(r"(\?=)\s+(=\?)")
_ADDRESS: Final = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_ID: Final = re.compile(r"<([^<>\s]{1,1000})>")
_HIDDEN: Final = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Address:
    """Somebody as a header names him; `address` in lower case, empty when it is none."""

    name: str
    address: str


def decoded(content: bytes, charset: str = "") -> str:
    """Bytes as text: by the charset they claim, else UTF-8, else Windows-1252, which is never wrong for long."""
    for name in filter(None, (charset, "utf-8")):
        try:
            return content.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def raw_text(value: object) -> str:
    """A header as it came, on one line. The parser keeps foreign bytes as surrogates."""
    text = str(value)[: LONGEST_HEADER * 4]
    content = text.encode("utf-8", "surrogateescape")
    return re.sub(r"[\r\n]+[ \t]*", " ", decoded(content)).strip()


def visible(text: str, *, limit: int = LONGEST_HEADER) -> str:
    """One line without characters that control, hide or turn text, composed (NFC)."""
    kept = "".join(" " if c in "\t\r\n" else c for c in text if c in "\t\r\n" or unicodedata.category(c) not in _HIDDEN)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", kept)).strip()[:limit]


def body_text(text: str, *, limit: int) -> str:
    """Several lines without control characters; lines end with a newline alone."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in unified if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return re.sub(r"\n{3,}", "\n\n", kept).strip()[:limit]


def words(value: object) -> str:
    """A header for people: encoded words (RFC 2047) read, then made visible. A broken word stays as it was written."""
    joined = _BETWEEN.sub(r"\1\2", raw_text(value))
    return visible(_joined(_ENCODED.split(joined)))


def _joined(pieces: list[str]) -> str:
    """Plain text and encoded words in turn; a character may be cut between two words of one charset."""
    made, pending, charset = [pieces[0]], b"", ""
    for at in range(1, len(pieces), 4):
        name, coding, word, after = pieces[at : at + 4]
        if charset and name.lower() != charset:
            made.append(decoded(pending, charset))
            pending = b""
        charset = name.lower()
        pending += _word(coding, word)
        if after:
            made += [decoded(pending, charset), after]
            pending, charset = b"", ""
    return "".join([*made, decoded(pending, charset)])


def _word(coding: str, word: str) -> bytes:
    content = word.encode("utf-8", "replace")
    if coding in "qQ":
        return decodestring(content, header=True)
    try:
        return b64decode(content + b"=" * (-len(content) % 4))
    except binascii.Error:
        return content


def addresses(values: Iterable[object], *, at_most: int = 200) -> tuple[Address, ...]:
    """Everybody the headers name. Split before the encoded words are read: a name may not smuggle in an address."""
    found = []
    for name, address in getaddresses([raw_text(value) for value in values])[:at_most]:
        match = _ADDRESS.fullmatch(address.strip())
        if match or name:
            found.append(Address(words(name), match.group().lower() if match else ""))
    return tuple(found)


def addresses_in(text: str, *, at_most: int = 50) -> tuple[str, ...]:
    """The addresses written anywhere in a text, in lower case, each once."""
    found = dict.fromkeys(match.group().lower().rstrip(".") for match in _ADDRESS.finditer(text))
    return tuple(found)[:at_most]


def ids(values: Iterable[object], *, at_most: int = 50) -> tuple[str, ...]:
    """The Message-IDs of headers, without their angle brackets, each once; those too long to be ours are left out."""
    found = dict.fromkeys(match for value in values for match in _ID.findall(raw_text(value)))
    return tuple(one for one in found if len(one) <= LONGEST_ID)[:at_most]
