"""What every test shares: the services that answer, and the reasons of those that are skipped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from cases.definition import catalogue
from cases.definition.catalogue import UnknownProcess
from tests import emptying
from tests.probes import WANTED
from tests.settings import ANSWERING

emptying.install()
ROOT = Path(__file__).resolve().parent.parent
STORING = {"db", "transactional_db"}
PROGRAMS = {"chromium": ("chromium", "chromium-browser", "google-chrome"), "libreoffice": ("soffice", "libreoffice")}


def program(name: str) -> str | None:
    """Return where a program of this machine lies: chromium, libreoffice."""
    return next((found for spelling in PROGRAMS[name] if (found := shutil.which(spelling))), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip by name what this machine cannot run; on the services, run what asks one of them and nothing else again."""
    for item in items:
        for marker, present in (("services", ANSWERING), ("browser", PROGRAMS)):
            if mark := item.get_closest_marker(marker):
                missing = _missing(marker, mark.args, present)
                if missing:
                    item.add_marker(pytest.mark.skip(reason=f"needs {' and '.join(missing)}"))
    if os.environ.get("TEST_SERVICES"):
        wanted = [item for item in items if _asks_a_service(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
        items[:] = wanted


def _asks_a_service(item: pytest.Item) -> bool:
    """Whether a test is worth running beside `make test`: what stores anything, if PostgreSQL is there to store it."""
    if item.get_closest_marker("services"):
        return True
    if item.get_closest_marker("everywhere"):
        return False
    stores = item.get_closest_marker("django_db") or STORING.intersection(getattr(item, "fixturenames", ()))
    return bool(stores) and "postgresql" in ANSWERING


def _missing(marker: str, needs: tuple[str, ...], present: Iterable[str]) -> list[str]:
    if marker == "services":
        return [name for name in needs or ("postgresql",) if name not in present]
    return [name for name in needs or ("chromium",) if program(name) is None]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Skip what needs a process whose folder was removed."""
    yield from _without_removed_processes()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Skip what needs a process whose folder was removed."""
    yield from _without_removed_processes()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    """What a test does to the catalogue of processes, in whichever order its fixtures end, no other test meets."""
    before = dict(catalogue._processes)
    done = yield
    catalogue._processes.clear()
    catalogue._processes.update(before)
    return done


def _without_removed_processes() -> Iterator[None]:
    try:
        yield
    except UnknownProcess as unknown:
        if (ROOT / "workflows" / str(unknown)).is_dir():
            raise
        pytest.skip(f"needs the process {unknown}, which was removed")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the services this run was to use: those that answered and those that did not."""
    if not os.environ.get("TEST_SERVICES"):
        return
    for name, (variable, _default) in WANTED.items():
        said = "answered" if name in ANSWERING else f"DID NOT ANSWER within a second (set {variable})"
        terminalreporter.write_line(f"service {name}: {said}")


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The address of the Redis of this run; for tests marked services("redis")."""
    return ANSWERING["redis"]


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """PostgreSQL gets the migrations with their triggers; SQLite, which has none, its tables from the models."""
    return connection.vendor == "postgresql"
