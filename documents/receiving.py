"""The first of Django's upload handlers: no file of a request takes more of the disk than a file may have.

What is beyond is read and thrown away, so that the browser is answered; the file that is kept is then too long by a
little, and whoever takes it in says so in words. A request larger than any form of ours is refused unread.
"""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from documents.checks.limits import LIMITS, MEBIBYTE

FILES: Final = 20
"""The most a form of ours takes at once."""
ROOM: Final = FILES * LIMITS.file_bytes + MEBIBYTE


class Capped(FileUploadHandler):
    """Passes on what a file may have and a little more, which shows that it was too much."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.passed = 0

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        """Raises RequestDataTooBig for a request that no form of ours sends."""
        if content_length > ROOM:
            raise RequestDataTooBig(f"a request of {content_length} bytes")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count anew."""
        super().new_file(*args, **kwargs)
        self.passed = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The piece, as long as there is room; nothing once the file is too long."""
        if self.passed > LIMITS.file_bytes:
            return None
        self.passed += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers behind this one make the file."""
