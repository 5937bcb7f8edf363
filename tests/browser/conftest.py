"""Chromium as the machine has it: no browser is downloaded."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.conftest import ROOT, program

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs a loop in the thread that also sets the scene


@pytest.fixture(scope="session")
def base_url() -> str:
    """Each test names its live server in full; the plugin's own fixture warns under this pytest."""
    return ""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium; as root in a container it has no sandbox."""
    return {**browser_type_launch_args, "executable_path": program("chromium"), "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """An Italian office."""
    return {**browser_context_args, "locale": "it-IT", "timezone_id": "Europe/Rome"}


@pytest.fixture(scope="session")
def axe_script() -> str:
    """The source of axe-core, to inject where the page's own policy would refuse a script tag."""
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def soon_enough(context: Any) -> None:
    """A page of this machine answers within ten seconds, or something is wrong with it."""
    context.set_default_timeout(10_000)
