"""Who looks across companies, or past the scope, and why: each place is listed here for whoever reviews it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("registry", "cases", "documents", "contracts", "billing", "workflows", "desk", "config")
SCOPING = "registry/scoping.py"
ACROSS_COMPANIES = {
    ("registry/queries/plants.py", "plants named by cases the caller has already been shown"),
    ("registry/queries/plants.py", "deeds of plants the caller has already been shown"),
}
PAST_THE_SCOPE = {
    "cases/services/rows.py": "writes rows in bulk that it built itself, each with its company",
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def constants(tree: ast.Module) -> dict[str, str]:
    """The texts a module gives a name to: a reason said once may serve several queries."""
    named: dict[str, str] = {}
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None)
        if isinstance(value, ast.Constant):
            named |= {target.id: str(value.value) for target in targets if isinstance(target, ast.Name)}
    return named


def reasons() -> Iterator[tuple[str, int, str]]:
    for path, tree in modules():
        named = constants(tree)
        for node in ast.walk(tree):
            if path != SCOPING and isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "across_companies":
                (said,) = [*node.args, *(keyword.value for keyword in node.keywords)]
                yield path, node.lineno, str(getattr(said, "value", "")) or named.get(getattr(said, "id", ""), "")


def test_whoever_looks_across_companies_says_why_in_words():
    assert [f"{path}:{line}" for path, line, why in reasons() if len(why.split()) < 3] == []


def test_the_registry_looks_across_companies_only_where_it_is_listed():
    assert {(path, why) for path, _line, why in reasons() if path.startswith("registry/")} == ACROSS_COMPANIES


def test_the_manager_left_open_for_django_is_used_only_where_it_is_listed():
    attributes = (
        (path, node) for path, tree in modules() for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    )
    assert {path for path, node in attributes if node.attr == "_base_manager"} <= PAST_THE_SCOPE.keys()
