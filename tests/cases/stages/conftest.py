from __future__ import annotations

from tests.paper.fixtures import eco, paper

__all__ = ["eco", "paper"]
