"""Filling a Word template in, from the office's side: plain values in, a letter or a reason out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.conf import settings

_PATIENCE: Final = 15.0
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class LetterFailed(Exception):
    """The template cannot be filled in; the message is the template language's own, for whoever wrote it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """The filled-in Word document, and the fields for which there was no value."""

    content: bytes
    missing: tuple[str, ...]


def render(template: Path, values: Mapping[str, Any]) -> Letter:
    """Fill a template that passed the upload checks in with text, numbers, dates, booleans, lists and dictionaries.

    Raises TypeError for any other value, LetterFailed when the template breaks a rule, a limit, or itself.
    """
    body = json.dumps(plain(values))
    with tempfile.TemporaryDirectory(prefix="letter-") as folder:
        output = Path(folder) / "letter.docx"
        report = json.loads(_answer(template, output, body, folder))
        if report["error"]:
            raise LetterFailed(report["error"])
        return Letter(output.read_bytes(), tuple(report["missing"]))


def plain(value: object) -> object:
    """The same value of plain types only; characters that XML cannot hold become a space. Raises TypeError."""
    if isinstance(value, str):
        return _NOT_IN_XML.sub(" ", value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (Decimal, date)):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    raise TypeError(f"A letter takes no {type(value).__name__}: pass its fields.")


def _answer(template: Path, output: Path, body: str, folder: str) -> str:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "documents.letters.worker", str(template), str(output)],
            cwd=settings.BASE_DIR,
            env={"PATH": os.defpath, "PYTHONPATH": str(settings.BASE_DIR), "TMPDIR": folder, "LANG": "C.UTF-8"},
            input=body,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            timeout=_PATIENCE,
            check=True,
        )
    except subprocess.SubprocessError:
        raise LetterFailed("the template needs more time or memory than a letter may") from None
    return done.stdout
