"""Facts made up from their declaration, so that guards can be tried without a case.

Every field is a plain value (that is the rule for facts), so that its annotation says which values to try.
"""

from __future__ import annotations

import ast
import dataclasses
import enum
import random
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from cases.rules.facts import ABSENT, Facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cases.definition.process import Process

MIXED: Final = 24
PLAIN: Final[Mapping[str, tuple[object, ...]]] = {
    "str": ("", "x", "verified"),
    "bool": (False, True),
    "int": (0, 3),
    "float": (0.0, 2.5),
    "Decimal": (Decimal(0), Decimal("100.50")),
    "date": (date(2026, 1, 15), date(2030, 12, 31)),
    "datetime": (datetime(2026, 1, 15, 9, tzinfo=UTC), datetime(2030, 12, 31, 9, tzinfo=UTC)),
    "UUID": (UUID(int=0), UUID(int=1)),
    "None": (None,),
    "Absent": (ABSENT,),
}
SEVERAL: Final = {"tuple": tuple, "list": list, "Sequence": tuple, "frozenset": frozenset, "set": frozenset}
PAIRED: Final = ("Mapping", "dict")


def facts_of(process: Process) -> type[Facts] | None:
    """The facts a process declares: the dataclass that the return annotation of its loader names."""
    module = vars(sys.modules[process.facts.__module__])
    named = str(process.facts.__annotations__.get("return", ""))
    types = [each for each in module.values() if isinstance(each, type) and dataclasses.is_dataclass(each)]
    declared: list[type[Facts]] = [each for each in types if issubclass(each, Facts)]
    return next((each for each in declared if each.__name__ in named), declared[0] if declared else None)


def samples_of(process: Process) -> list[Facts]:
    """Some facts of the process: all first values, all last, all unknown, and mixtures; the same at every call."""
    declared = facts_of(process)
    if declared is None:
        return []
    choice = random.Random(process.code)  # a fixed seed picks examples
    values = {field.name: _values(field.type, declared) for field in _fields(declared)}
    picks = [
        {name: some[0] for name, some in values.items()},
        {name: some[-1] for name, some in values.items()},
        dict.fromkeys(values, ABSENT),
        *({name: choice.choice(some) for name, some in values.items()} for _ in range(MIXED)),
    ]
    return [declared(**pick) for pick in picks]


def _fields(declared: type[Any]) -> Iterable[dataclasses.Field[Any]]:
    """The fields of a class known to be a dataclass."""
    return dataclasses.fields(declared)


def _values(annotation: object, owner: type[Any]) -> tuple[Any, ...]:
    """The values to try for an annotation; a type that is not known here is a fact that is not known."""
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    try:
        return _of(ast.parse(text, mode="eval").body, vars(sys.modules[owner.__module__])) or (ABSENT,)
    except SyntaxError:
        return (ABSENT,)


def _of(node: ast.expr, names: Mapping[str, Any]) -> tuple[Any, ...]:
    if isinstance(node, ast.BinOp):
        return (*_of(node.right, names), *_of(node.left, names))
    if isinstance(node, ast.Subscript):
        return _inside(node, names)
    if isinstance(node, ast.Constant):
        return (node.value,) if not isinstance(node.value, str) else _of(ast.parse(node.value, mode="eval").body, names)
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return PLAIN[name] if name in PLAIN else _declared(names.get(name))


def _inside(node: ast.Subscript, names: Mapping[str, Any]) -> tuple[Any, ...]:
    outer = getattr(node.value, "id", getattr(node.value, "attr", ""))
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if outer == "Literal":
        return tuple(part.value for part in parts if isinstance(part, ast.Constant))
    inner = [_of(part, names) for part in parts if not _is_dots(part)]
    if not all(inner):
        return ()
    if outer in PAIRED:
        return {}, {inner[0][-1]: inner[-1][-1]}
    if outer == "tuple" and not _is_dots(parts[-1]):
        return tuple(part[0] for part in inner), tuple(part[-1] for part in inner)
    several = SEVERAL.get(outer)
    return (several(), several([inner[0][-1]])) if several else ()


def _is_dots(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and part.value is ...


def _declared(found: object) -> tuple[Any, ...]:
    """The members of an enumeration, or two instances of a dataclass of the module."""
    if isinstance(found, type) and issubclass(found, enum.Enum):
        return tuple(found)
    if isinstance(found, type) and dataclasses.is_dataclass(found):
        values = {field.name: _values(field.type, found) for field in _fields(found)}
        return tuple(found(**{name: some[pick] for name, some in values.items()}) for pick in (0, -1))
    return ()
