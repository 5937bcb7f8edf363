"""Contents in their one written form, so that equal policies have equal digests."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from cases.rules.policies.kinds import EXAMPLES, Kind, read
from cases.rules.tables.plain import to_plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.rules.tables.model import Table


def canonical(kind: str, content: Mapping[str, object]) -> dict[str, Any]:
    """The content as it is kept: JSON only, tables written in one way. Raises TableInvalid."""
    typed = read(kind, content)
    if Kind(kind).is_table:
        return with_rows(typed, content)
    plain: dict[str, Any] = jsonable(dict(content))
    return plain


def with_rows(table: Table, content: Mapping[str, object]) -> dict[str, Any]:
    """The content of a table with the examples of another content."""
    plain: dict[str, Any] = dict(to_plain(table))
    examples = jsonable(content.get(EXAMPLES, []))
    return plain | ({EXAMPLES: examples} if examples else {})


def jsonable(value: Any) -> Any:
    """What TOML holds as JSON holds it: days become text."""
    if isinstance(value, dict):
        return {str(key): jsonable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [jsonable(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
