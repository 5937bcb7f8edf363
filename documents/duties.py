"""What one must be allowed to do with papers; product-wide, whatever the process."""

from __future__ import annotations

from typing import Final

RECEIVE: Final = "documents.receive"
VERIFY: Final = "documents.verify"
