"""Hand-overs as files: one file each, whole or not there at all, under a name that says which it is."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from billing.adapters.port import Answer, Parcel, Verdict


class Folder:
    """A folder another program reads. The key is in the name: a file written twice is the same file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, parcel: Parcel) -> Answer:
        """Write under another name, then rename: whoever reads the folder never sees half a file."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._write(parcel)
        except OSError as error:
            return Answer(Verdict.NOT_NOW, "folder", {"words": error.strerror or type(error).__name__})
        return self.ask(parcel)

    def ask(self, parcel: Parcel) -> Answer:
        """Whether the file lies there with these very bytes. One already fetched is not there: it is written anew."""
        where = self._file(parcel)
        try:
            found = where.read_bytes()
        except FileNotFoundError:
            return Answer(Verdict.ABSENT)
        except OSError as error:
            return Answer(Verdict.UNKNOWN, "folder", {"words": error.strerror or type(error).__name__})
        if found != parcel.body:
            return Answer(Verdict.CONFLICT, "other_contents")
        return Answer(Verdict.TAKEN, receipt=self._receipt(parcel, where))

    def _receipt(self, parcel: Parcel, where: Path) -> dict[str, Any]:
        return {"reference": where.name, "digest": parcel.digest, "total": json.loads(parcel.body)["total"]}

    def _file(self, parcel: Parcel) -> Path:
        return self.path / f"{parcel.name}-{parcel.key}.json"

    def _write(self, parcel: Parcel) -> None:
        handle, aside = tempfile.mkstemp(dir=self.path, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(parcel.body)
                file.flush()
                os.fsync(file.fileno())
            Path(aside).rename(self._file(parcel))
        except OSError:
            Path(aside).unlink(missing_ok=True)
            raise
        folder = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
