"""What we do without: imports in functions, signals, house-keeping of one machine, names that say nothing."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.tree import ROOT, functions, kept, modules, parsed, where

SIGNALS = re.compile(r"models\.signals|\b(pre|post)_(save|delete)\.connect|m2m_changed|@receiver|\bSignal\(")
REGISTRIES = re.compile(
    "|".join((r"pypi\.", r"pythonhosted", r"npm" r"js\.", r"registry\.npm", r"yarnpkg", "artifactory"))
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|root|opt/wheels|home/\w+)(?:/|\b)")
EMPTY_NAMES = {"data", "info", "manager", "helper", "helpers", "utils", "misc", "common"}
GENERATED = {".mo", ".pyc", ".sqlite3"}


def texts():
    for path in kept():
        if path.name in {"LICENSE", "test_rules.py"} or path.suffix in {
            ".docx",
            ".pdf",
            ".png",
            ".woff2",
            ".xlsx",
            ".ico",
        }:
            continue
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{where(path, number)} {match.group()}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if (match := pattern.search(line))
    ]


def test_nothing_is_imported_inside_a_function():
    assert [
        where(path, node.lineno)
        for path in [*modules(), *modules(tests=True)]
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and not is_registration(function)
    ] == []


def is_registration(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """AppConfig.ready(self) is where Django asks for imports."""
    return function.name == "ready"


def test_no_business_hangs_on_a_signal():
    assert [
        where(path, number)
        for path in modules()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if SIGNALS.search(line) and not line.lstrip().startswith("#")
    ] == []


def test_no_file_names_a_package_registry():
    assert places(REGISTRIES) == []


def test_no_file_names_a_path_of_one_machine():
    assert places(MACHINE_PATHS) == []


def test_nothing_generated_is_kept():
    tracked = [path for path in kept() if path.suffix in GENERATED or {"var", "node_modules"} & set(path.parts)]
    assert [where(path) for path in tracked if path.is_relative_to(ROOT)] == []


def test_every_module_says_what_it_is_for():
    assert [where(path) for path in modules() if path.stat().st_size and ast.get_docstring(parsed(path)) is None] == []


def test_no_module_has_a_name_that_says_nothing():
    assert [where(path) for path in modules() if path.stem in EMPTY_NAMES] == []


@pytest.mark.parametrize("name", ["base", "dev", "node"])
def test_every_locked_package_has_a_hash(name):
    text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
    assert re.findall(r"^\S+==\S+$", text, flags=re.MULTILINE) == []
    assert "--hash=sha256:" in text
    assert "-url" not in text
