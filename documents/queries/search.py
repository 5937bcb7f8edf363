"""Documents found by what they are called and by the words read out of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Substr

from documents.models import DocumentText
from documents.queries.lists import readable_by
from registry.actors import Actor
from registry.models.fields import search_key
from registry.scoping import ScopedQuerySet

READ: Final = 200_000
"""So many signs of a document are searched: more words than PostgreSQL keeps of one text."""
AROUND: Final = 70
MOST_WORDS: Final = 8
ACCENTED: Final = {"a": "àáâä", "e": "èéêë", "i": "ìíîï", "o": "òóôö", "u": "ùúûü", "c": "ç", "n": "ñ"}
_FROM: Final = "".join(signs + signs.upper() for signs in ACCENTED.values())
_TO: Final = "".join(plain * 2 * len(signs) for plain, signs in ACCENTED.items())
VECTOR: Final = (
    f"to_tsvector('simple', regexp_replace(lower(translate(left({{column}}, {READ}), '{_FROM}.', '{_TO}')), "
    "'[^[:alnum:]]+', ' ', 'g'))"
)
"""The words of a text as `search_key` compares them: no case, accents or punctuation. The index is made of it."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Where the first of the words stands in a text: what is before it, the word, what follows."""

    before: str = ""
    word: str = ""
    after: str = ""


class Says(Func):
    """Whether a text holds, for each of some plain words (as `search_key` gives them), one that begins with it."""

    conditional = True

    def __init__(self, column: str, words: Sequence[str]) -> None:
        super().__init__(F(column), output_field=models.BooleanField())
        self.words = words

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """By the index of the words."""
        column, params = compiler.compile(self.source_expressions[0])
        asked = " & ".join(f"{word}:*" for word in self.words)
        return f"{VECTOR.format(column=column)} @@ to_tsquery('simple', %s)", [*params, asked]

    def as_sqlite(self, compiler: Any, connection: Any, **extra_context: Any) -> Any:
        """Text by text."""
        column, params = compiler.compile(self.source_expressions[0])
        sql = " AND ".join(f"{column} REGEXP %s" for _ in self.words)
        return f"({sql})", [value for word in self.words for value in (*params, f"(?i){_pattern(word)}")]


def plain_words(typed: str) -> list[str]:
    """What somebody typed, as the words that are looked for; the first eight."""
    return search_key(typed).split()[:MOST_WORDS]


def newest(actor: Actor) -> ScopedQuerySet[Any]:
    """Every document the actor may read, the newest first."""
    return readable_by(actor).select_related("file", "case__customer", "customer").order_by("-received_at", "-pk")


def found(actor: Actor, typed: str) -> ScopedQuerySet[Any]:
    """Those of the newest that say every word typed, or are called so; none when no word was typed.

    `said` is what was read out of each, for `excerpt`.
    """
    words = plain_words(typed)
    if not words:
        return newest(actor).none()
    saying = DocumentText.objects.of(actor.company_id).filter(Says("text", words)).values("file_id")
    called = Q()
    for word in re.findall(r"[^\W_]+", typed)[:MOST_WORDS]:
        called &= Q(title__icontains=word) | Q(file_name__icontains=word)
    return newest(actor).filter(Q(file__in=saying) | called).annotate(said=Substr("file__words__text", 1, READ))


def excerpt(text: str | None, typed: str) -> Excerpt:
    """Where a text says the first word, of those typed, that it says; empty where it says none."""
    whole = text or ""
    for word in plain_words(typed):
        if hit := re.search(rf"{_pattern(word)}[^\W_]*", whole, re.IGNORECASE):
            start, end = hit.start(), hit.end()
            before, after = whole[max(start - AROUND, 0) : start], whole[end : end + AROUND]
            return Excerpt(
                before=("…" if start > AROUND else "") + _flat(before),
                word=hit.group(),
                after=_flat(after) + ("…" if end + AROUND < len(whole) else ""),
            )
    return Excerpt()


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _pattern(word: str) -> str:
    """A word at the beginning of a word, with any accent, and with points between its signs ("S.r.l." for srl)."""
    return r"(?<![^\W_])" + r"\.?".join(f"[{sign}{ACCENTED.get(sign, '')}]" for sign in word)
