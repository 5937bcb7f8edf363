"""What an Office document points at: parts inside it are its own, everything else is a door to the outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cases.rules.refusals import Refusal
from documents.checks.markup import Attributes, local
from documents.checks.reasons import refusal

_CLICKED: Final = re.compile(r"(?i)^(https?://[^\\]|mailto:|#)")
_MACRO: Final = frozenset(("vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet", "keymapcustomizations"))
_EMBEDDED: Final = frozenset(("oleobject", "control", "activexcontrolbinary", "afchunk", "webextension"))
_OUTSIDE: Final = frozenset(("externallink", "externallinkpath", "subdocument", "frame", "connections"))


class RelationshipReader:
    """Collects the refusals of one .rels part."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.refusals: list[Refusal] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if local(name) == "Relationship":
            self.refusals.extend(self._judge(attributes))

    def _judge(self, attributes: Attributes) -> Iterator[Refusal]:
        kind = attributes.get("Type", "").rpartition("/")[2].casefold()
        target = attributes.get("Target", "").strip()
        is_outside = attributes.get("TargetMode", "").casefold() == "external"
        if kind in _MACRO:
            yield refusal("office_macro")
        elif kind in _EMBEDDED:
            yield refusal("office_embedded", member=target[:80])
        elif kind in _OUTSIDE or (is_outside and not _is_plain_link(kind, target)):
            yield refusal("office_external", target=target[:120])


def _is_plain_link(kind: str, target: str) -> bool:
    """A link that opens only when somebody clicks it. An empty or relative one goes nowhere."""
    return kind == "hyperlink" and (_CLICKED.match(target) is not None or not re.search(r"[:\\]|^//", target))
