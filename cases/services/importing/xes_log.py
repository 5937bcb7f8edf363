"""Reading a log in XES (IEEE 1849): streamed, a trace at a time; whoever sends a DOCTYPE is turned away."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, Final

from lxml import etree

from cases.services.importing.errors import LogUnreadable
from cases.services.importing.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

OF_TRACE: Final = "case:"
"""Attributes of a trace are cells of each of its events, under this prefix, as CSVs of such logs name them."""
PLAIN: Final = frozenset({"string", "date", "int", "float", "boolean", "id"})


def read(stream: IO[bytes]) -> Iterator[Record]:
    """Every event as a record, in file order. Raises LogUnreadable: no XML, no XES, or a DOCTYPE."""
    events = etree.iterparse(
        stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = _root(events)
        for event, element in events:
            if event == "end" and _tag(element) == "trace":
                yield from _records(element)
                _forget(root, element)
    except etree.XMLSyntaxError as error:
        raise LogUnreadable(f"the file is no well-formed XML: {error}") from error


def _root(events: Any) -> Any:
    _, root = next(events)
    if root.getroottree().docinfo.doctype:
        raise LogUnreadable("the file carries a DOCTYPE, which XES does not need and attacks do; take it off")
    if _tag(root) != "log":
        raise LogUnreadable(f"the file is no XES log: it begins with <{_tag(root)}>")
    return root


def _forget(root: Any, read: Any) -> None:
    """What has been read stays in memory only as long as it is needed; what stands before it, no longer."""
    while root[0] is not read:
        del root[0]
    read.clear()


def _records(trace: Any) -> Iterator[Record]:
    of_case = {f"{OF_TRACE}{key}": text for key, text in _attributes(trace)}
    for element in trace:
        if _tag(element) == "event":
            yield Record(element.sourceline or 0, {**of_case, **dict(_attributes(element))})


def _attributes(element: Any) -> Iterator[tuple[str, str]]:
    for child in element:
        if _tag(child) in PLAIN:
            text = (child.get("value") or "").strip()
            if text:
                yield child.get("key", ""), text


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
