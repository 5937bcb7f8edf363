"""What one must be allowed to do with papers; product-wide, whatever the process."""

from __future__ import annotations

from typing import Final

RECEIVE: Final = "documents.receive"
VERIFY: Final = "documents.verify"
ISSUE: Final = "documents.issue"
"""Write a letter by hand, beside those that the steps of a process write."""
