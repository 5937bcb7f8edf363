"""The Italian catalogue of a package: kept in step with its texts, compiled, checked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from config.translation.sources import Source, Text

HEADERS = [
    ("Project-Id-Version", "pratica"),
    ("Language", "it"),
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Transfer-Encoding", "8bit"),
    ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
]
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%[sd]|\{\w*(?:[.!:\[][^{}]*)?\}")
TYPED_APOSTROPHE = re.compile(r"\w'\w")


class SteadyCatalog(Catalog):
    """A catalogue whose header holds no date, so that a file changes only when a text does."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header, always the same."""
        return HEADERS


def read(path: Path) -> Catalog:
    """Return the catalogue kept at `path`, empty when there is none."""
    if not path.exists():
        return Catalog(locale="it")
    with path.open("rb") as file:
        return read_po(file, locale="it")


def update(source: Source) -> int:
    """Write the catalogue of a package anew and return how many texts it holds.

    Translations are kept, texts no longer used are dropped.
    """
    kept, fresh = read(source.po), SteadyCatalog(locale="it", header_comment="", fuzzy=False)
    texts = source.texts()
    for text in texts:
        _add(fresh, text, kept)
    if texts:
        source.po.parent.mkdir(parents=True, exist_ok=True)
        with source.po.open("wb") as file:
            write_po(file, fresh, no_location=True, sort_output=True, width=120, ignore_obsolete=True)
    return len(texts)


def _add(fresh: Catalog, text: Text, kept: Catalog) -> None:
    old = found(kept, text)
    fresh.add(
        (text.singular, text.plural) if text.plural else text.singular,
        old.string if old else None,
        context=text.context or None,
        flags={"fuzzy"} & set(old.flags) if old else (),
        user_comments=old.user_comments if old else (),
    )


def found(catalogue: Catalog, text: Text) -> Message | None:
    """Return the entry for a text, if it is of the same kind (with or without a plural)."""
    message = catalogue.get(text.singular, text.context or None)
    return message if message is not None and isinstance(message.id, str) != bool(text.plural) else None


def compile_po(path: Path) -> None:
    """Write the .mo beside a .po."""
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, read(path))


def problems(source: Source) -> Iterator[str]:
    """Yield a line for each text that is missing, fuzzy, untranslated, ill typed or loses a placeholder."""
    catalogue = read(source.po)
    for text in source.texts():
        wrong = _wrong(found(catalogue, text), text)
        if wrong:
            yield f"{source.name}: {wrong}: {text.singular!r}"


def _wrong(message: Message | None, text: Text) -> str:
    if message is None:
        return "missing"
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if message.fuzzy:
        return "fuzzy"
    if not forms or not all(forms):
        return "untranslated"
    if any(TYPED_APOSTROPHE.search(form) for form in forms):
        return "an apostrophe is typed ' where it is printed ’"
    return _placeholders(forms, text)


def _placeholders(forms: list[str], text: Text) -> str:
    wanted = set(PLACEHOLDER.findall(text.plural or text.singular))
    allowed = wanted | set(PLACEHOLDER.findall(text.singular))
    for number, form in enumerate(forms):
        present = set(PLACEHOLDER.findall(form))
        last = number == len(forms) - 1  # "one case" need not repeat its number
        if not present <= allowed or (last and present != wanted):
            return f"placeholders differ ({', '.join(sorted(present ^ wanted))})"
    return ""


def at_odds(known: Iterable[Source], chosen: Iterable[Source]) -> Iterator[str]:
    """Yield a line for each text that one of the chosen packages translates differently from another.

    The product shows one of the translations everywhere: that of the package named first in INSTALLED_APPS.
    """
    said: dict[tuple[str, str, bool], dict[tuple[str, ...], list[str]]] = defaultdict(lambda: defaultdict(list))
    for source in known:
        for message in read(source.po):
            singular, *plural = [message.id] if isinstance(message.id, str) else message.id
            forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            if singular and forms and all(forms):
                said[singular, message.context or "", bool(plural)][forms].append(source.name)
    names = {source.name for source in chosen}
    for (singular, context, _plural), ways in sorted(said.items()):
        if len(ways) > 1 and not names.isdisjoint(name for using in ways.values() for name in using):
            where = "; ".join(f"{' / '.join(forms)!r} in {', '.join(using)}" for forms, using in ways.items())
            yield f"{singular!r}{f' ({context})' if context else ''}: {where}"
