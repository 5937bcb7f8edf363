"""A house with a row of everything, whose files lie in a folder of the test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from tests.desk.world import House, house, paper_catalogue


@pytest.fixture
def eco(db: None, tmp_path: Any, settings: Any) -> Iterator[House]:
    settings.DATA_DIR = tmp_path
    with paper_catalogue():
        yield house("ecoverde")


def at(eco: House, route: str, *where: Any) -> str:
    """The address of a page of its company."""
    return reverse(f"desk:{route}", args=[eco.company.slug, *where])
