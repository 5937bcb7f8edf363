"""Documents as they come in through the front door: real bytes, the real checks."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from documents.models import Document
from documents.services.uploads import receive
from registry.actors import Actor
from registry.models import Company
from tests.documents import good

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def uploaded(of: Company, by: Actor, content: bytes | None = None, **values: Any) -> Document:
    """A PDF received in a company, or any other content. Call it where commits happen to have the file in its place."""
    stream = io.BytesIO(good.pdf() if content is None else content)
    return receive(
        company=of, actor=by, **{"now": NOW, "stream": stream, "name": "analisi.pdf", "kind": "analysis", **values}
    )
