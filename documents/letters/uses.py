"""Which fields the text of a template uses, as its syntax tree says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import nodes


@dataclass(frozen=True, slots=True)
class Use:
    """A field as it is written ("row.text"), and what that is in the catalogue ("prescriptions[].text")."""

    written: str
    field: str


def fields_of(tree: nodes.Node, scope: dict[str, str] | None = None) -> list[Use]:
    """Every field a template uses, each once, in the order of the text; `scope` says what the loops around name."""
    return list(dict.fromkeys(_visit(tree, {} if scope is None else scope)))


def inside(node: nodes.For, scope: dict[str, str]) -> dict[str, str]:
    """What names mean inside a loop."""
    inner = {**scope, "loop": "loop"}
    if isinstance(node.target, nodes.Name):
        inner[node.target.name] = f"{_field(node.iter, scope) or '?'}[]"
    return inner


def _visit(node: nodes.Node, scope: dict[str, str]) -> Iterator[Use]:
    if isinstance(node, nodes.For):
        yield from _loop(node, scope)
    elif isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
        yield from _visit(node.node, scope)
        scope[node.target.name] = _field(node.node, scope) or "loop"
    elif (written := _written(node)) is not None:
        field = _field(node, scope)
        if field is not None and not field.startswith("loop"):
            yield Use(written, field)
    else:
        for child in node.iter_child_nodes():
            yield from _visit(child, scope)


def _loop(node: nodes.For, scope: dict[str, str]) -> Iterator[Use]:
    yield from _visit(node.iter, scope)
    inner = inside(node, scope)
    for child in (*node.body, *([node.test] if node.test else [])):
        yield from _visit(child, inner)
    for child in node.else_:
        yield from _visit(child, scope)


def _written(node: nodes.Node) -> str | None:
    """`customer.name` as it is written; None for anything that is no chain of names."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr) and (before := _written(node.node)) is not None:
        return f"{before}.{node.attr}"
    return None


def _field(node: nodes.Node, scope: dict[str, str]) -> str | None:
    """The field behind a chain of names; filters and positions in between do not matter."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name, node.name)
    if isinstance(node, nodes.Getattr) and (before := _field(node.node, scope)) is not None:
        return f"{before}.{node.attr}"
    if isinstance(node, nodes.Filter) and node.node is not None:
        return _field(node.node, scope)
    if isinstance(node, nodes.Getitem) and (before := _field(node.node, scope)) is not None:
        return f"{before}[]"
    return None
