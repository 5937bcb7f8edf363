"""The hard stops: what is larger than this is split."""

from __future__ import annotations

import ast
import re

from tests.house.tree import ROOT, functions, kept, lines, modules, parsed, where

FILE, FUNCTION, CLASS, TEST, TEMPLATE, PROCESS = 300, 40, 200, 30, 120, 160
EXCUSES = 10
REASONED = re.compile(r"# (noqa: [A-Z0-9, ]+?|type: ignore\[[\w, -]+\]) *[#–-] *\w")


def count(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_too_long():
    too_long = [f"{where(path)}: {count(path)}" for path in [*modules(), *modules(tests=True)] if count(path) > FILE]
    assert too_long == []


def test_no_function_is_too_long():
    assert [
        f"{where(path, node.lineno)} {node.name}: {lines(node)}"
        for path in modules()
        for node in functions(path)
        if lines(node) > FUNCTION
    ] == []


def test_no_test_is_too_long():
    assert [
        f"{where(path, node.lineno)} {node.name}: {lines(node)}"
        for path in modules(tests=True)
        for node in functions(path)
        if node.name.startswith("test_") and lines(node) > TEST
    ] == []


def test_no_class_is_too_long():
    assert [
        f"{where(path, node.lineno)} {node.name}: {lines(node)}"
        for path in modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef) and lines(node) > CLASS
    ] == []


def test_no_template_is_too_long():
    templates = [path for path in kept() if path.suffix == ".html" and "templates" in path.relative_to(ROOT).parts]
    assert [f"{where(path)}: {count(path)}" for path in templates if count(path) > TEMPLATE] == []


def test_a_process_stays_a_table_a_clerk_could_read():
    tables = [path for path in modules() if path.name == "process.py" and "workflows" in path.parts]
    assert [f"{where(path)}: {count(path)}" for path in tables if count(path) > PROCESS] == []


def test_excuses_to_the_linters_are_few_and_have_a_reason():
    excuses = [
        (where(path, number), line)
        for path in modules()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if "# noqa" in line or "# type: ignore" in line
    ]
    bare = [place for place, line in excuses if not REASONED.search(line)]
    assert bare == [], "a reason belongs behind the excuse: `# noqa: X  # because ...`"
    assert len(excuses) <= EXCUSES, f"{len(excuses)} excuses: {excuses}"
