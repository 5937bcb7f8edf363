"""The smallest working process, written from the templates in `scaffold/`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Final

TEMPLATES: Final = Path(__file__).parent / "scaffold"
NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class CannotScaffold(ValueError):
    """The name is no name, or something of that name is there."""


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What a new process is called: `return_note`, its number series, its label in both languages."""

    name: str
    series: str
    label: str
    italian: str

    @classmethod
    def named(cls, name: str, *, series: str = "", label: str = "", italian: str = "") -> Blueprint:
        """A blueprint whose other names, where not given, are drawn from the first. Raises CannotScaffold."""
        if not NAME.fullmatch(name):
            raise CannotScaffold(f"“{name}” is no name for a process: small letters and underscores, as in return_note")
        words = name.replace("_", " ").capitalize()
        initials = "".join(word[0] for word in name.split("_")).upper()
        return cls(name, series or f"{initials}{name[1].upper()}"[:3], label or words, italian or label or words)

    def fill(self, text: str) -> str:
        """A template with the names in their places."""
        return Template(text).substitute(
            name=self.name,
            Class="".join(word.capitalize() for word in self.name.split("_")),
            SERIES=self.series,
            Label=self.label,
            Etichetta=self.italian,
            words=self.name.replace("_", " "),
        )


def write(blueprint: Blueprint, root: Path) -> list[Path]:
    """Write workflows/<name>/ and tests/workflows/<name>/ below `root`; the files written.

    Raises CannotScaffold when one of the folders is there.
    """
    folders = {"process": root / "workflows" / blueprint.name, "tests": root / "tests" / "workflows" / blueprint.name}
    taken = [str(folder.relative_to(root)) for folder in folders.values() if folder.exists()]
    if taken:
        raise CannotScaffold(f"{' and '.join(taken)} is there already")
    return [path for part, folder in folders.items() for path in _written(blueprint, TEMPLATES / part, folder)]


def _written(blueprint: Blueprint, templates: Path, folder: Path) -> list[Path]:
    written = []
    for template in sorted(templates.rglob("*.tpl")):
        path = folder / template.relative_to(templates).with_suffix("")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(blueprint.fill(template.read_text(encoding="utf-8")), encoding="utf-8")
        written.append(path)
    return written
