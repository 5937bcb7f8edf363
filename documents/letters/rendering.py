"""Filling a Word template in, from the office's side: plain values in, a letter or a reason out."""

from __future__ import annotations

import json
import os
import re
import selectors
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Self

from django.conf import settings

_PATIENCE: Final = 15.0
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TOO_MUCH: Final = "the template needs more time or memory than a letter may"


class LetterFailed(Exception):
    """The template cannot be filled in; the message is the template language's own, for whoever wrote it."""


@dataclass(frozen=True, slots=True)
class Written:
    """The filled-in Word document, and the fields for which there was no value; its text where it was asked for."""

    content: bytes
    missing: tuple[str, ...]
    lines: tuple[str, ...] = ()


def render(template: bytes, values: Mapping[str, Any]) -> Written:
    """Fill a template that passed the upload checks in with text, numbers, dates, booleans, lists and dictionaries.

    Raises TypeError for any other value, LetterFailed when the template breaks a rule, a limit, or itself.
    """
    with Press(template) as press:
        return press.render(values)


def plain(value: object) -> object:
    """The same value of plain types only. Raises TypeError.

    Two things of a text change: characters that XML cannot hold become a space, every line break is written alike.
    """
    if isinstance(value, str):
        return _NOT_IN_XML.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n"))
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (Decimal, date)):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    raise TypeError(f"A letter takes no {type(value).__name__}: pass its fields.")


class Press:
    """Many letters from one template: a child with limits of its own for each, started anew when one kills it."""

    def __init__(self, template: bytes) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="letters-")
        self._template = Path(self._folder.name) / "template.docx"
        self._template.write_bytes(template)
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self._end()
        self._folder.cleanup()

    def render(self, values: Mapping[str, Any], *, with_lines: bool = False) -> Written:
        """One letter. Raises as the function `render` does; the next letter is not harmed by it."""
        letter = Path(self._folder.name) / "letter.docx"
        report = self._ask({"values": plain(values), "letter": str(letter), "lines": with_lines})
        return Written(letter.read_bytes(), tuple(report["missing"]), tuple(report["lines"]))

    def read(self) -> dict[str, Any]:
        """What the template says and asks for, as `reading.read` tells it. Raises LetterFailed."""
        return self._ask({"values": None})

    def _ask(self, task: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = self._exchange(json.dumps(task).encode() + b"\n")
        except (OSError, TimeoutError):
            self._end()
            raise LetterFailed(_TOO_MUCH) from None
        report: dict[str, Any] = json.loads(answer)
        if report["error"]:
            raise LetterFailed(report["error"])
        return report

    def _exchange(self, line: bytes) -> bytes:
        child = self._child = self._child or self._started()
        if child.stdin is None or child.stdout is None:
            raise BrokenPipeError
        child.stdin.write(line)
        child.stdin.flush()
        with selectors.DefaultSelector() as waiting:
            waiting.register(child.stdout, selectors.EVENT_READ)
            if not waiting.select(_PATIENCE):
                raise TimeoutError
        answer = child.stdout.readline()
        if not answer.endswith(b"\n"):
            raise BrokenPipeError
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "documents.letters.worker", str(self._template)],
            cwd=settings.BASE_DIR,
            env={
                "PATH": os.defpath,
                "PYTHONPATH": str(settings.BASE_DIR),
                "TMPDIR": self._folder.name,
                "LANG": "C.UTF-8",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for stream in (child.stdin, child.stdout):
            try:
                if stream is not None:
                    stream.close()
            except BrokenPipeError:
                continue
        child.wait()
