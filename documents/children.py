"""Starts a child and waits no longer than agreed. Its death, its silence and its nonsense are one answer: nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from django.conf import settings

_PATIENCE: Final = 15.0


def output_of(module: str, *arguments: str) -> bytes | None:
    """What `python -m module arguments... <output>` writes into its output; None when it fails.

    The child gets a clean environment: no settings, no secrets, a temporary folder of its own.
    """
    with tempfile.TemporaryDirectory(prefix="child-") as folder:
        output = Path(folder) / "output"
        try:
            subprocess.run(
                [sys.executable, "-m", module, *arguments, str(output)],
                cwd=settings.BASE_DIR,
                env={"PATH": os.defpath, "PYTHONPATH": str(settings.BASE_DIR), "TMPDIR": folder, "LANG": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_PATIENCE,
                check=True,
            )
            return output.read_bytes()
        except (subprocess.SubprocessError, OSError):
            return None
