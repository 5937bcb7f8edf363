"""What the areas of the processes add to the desk: found by the code of the process, gone when its folder is."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from cases.definition import catalogue

if TYPE_CHECKING:
    from types import ModuleType

    from django.urls import URLPattern

    from desk.presenting.casefile import Seen
    from desk.shown import Page


def _module(process_code: str, name: str) -> ModuleType | None:
    area = f"desk.areas.{process_code}"
    return import_module(f"{area}.{name}") if find_spec(area) and find_spec(f"{area}.{name}") else None


def patterns() -> list[URLPattern]:
    """The addresses of every area: `patterns` of its urls.py."""
    found = (_module(process.code, "urls") for process in catalogue.processes())
    return [pattern for urls in found if urls for pattern in urls.patterns]


def rail_lines(process_code: str) -> tuple[Any, ...]:
    """The lines of the rail under a process: `LINES` of its area's pages.py, as desk.frame reads them."""
    pages = _module(process_code, "pages")
    return pages.LINES if pages else ()


def pages_of_case(seen: Seen) -> list[Page]:
    """The pages of its own a case of this process has: `of_case` of its area's pages.py."""
    pages = _module(seen.case.process_code, "pages")
    return pages.of_case(seen) if pages else []
