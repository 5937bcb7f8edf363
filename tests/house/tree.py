"""The files the house rules look at."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "registry", "cases", "documents", "contracts", "billing", "workflows", "desk", "portal", "api")


@cache
def kept() -> tuple[Path, ...]:
    """Return every file that git knows or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return tuple(sorted(path for name in listed if (path := ROOT / name).is_file()))


def modules(*, tests: bool = False) -> list[Path]:
    """Return our Python files without migrations; those of the tests when asked for."""
    tops = {"tests"} if tests else set(PACKAGES)
    python = [path for path in kept() if path.suffix == ".py" and "migrations" not in path.parts]
    return [path for path in python if path.relative_to(ROOT).parts[0] in tops]


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a file."""
    return (node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def lines(node: ast.stmt) -> int:
    """Return how many lines a statement takes, without its docstring."""
    first = node.body[0] if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else None
    is_text = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    documented = (first.end_lineno or 0) - first.lineno + 1 if first is not None and is_text else 0
    return (node.end_lineno or 0) - node.lineno + 1 - documented


def where(path: Path, line: int = 0) -> str:
    """Return a place a person can jump to."""
    name = str(path.relative_to(ROOT))
    return f"{name}:{line}" if line else name
