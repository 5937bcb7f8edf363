"""Which texts belong to which catalogue.

Every package owns `<package>/locale`. A process also owns its templates and its pages under desk/areas, so that
removing its folder removes its texts; a template that belongs to nobody else belongs to the desk.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation.template import templatize

PACKAGES = ("registry", "cases", "documents", "contracts", "billing", "desk")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "N_")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


@dataclass(frozen=True, order=True)
class Text:
    """One text to translate: singular, plural or "", context or ""."""

    singular: str
    plural: str = ""
    context: str = ""


@dataclass(frozen=True)
class Source:
    """A package and the files its texts come from."""

    name: str
    folder: Path
    python: tuple[Path, ...]
    templates: tuple[Path, ...]

    @property
    def po(self) -> Path:
        """The Italian catalogue of this package."""
        return self.folder / "locale" / "it" / "LC_MESSAGES" / "django.po"

    def texts(self) -> list[Text]:
        """Return every text of the package, once, in a stable order."""
        return sorted({*self._from_python(), *self._from_templates()})

    def _from_python(self) -> Iterator[Text]:
        for path in self.python:
            code = path.read_text(encoding="utf-8")
            yield from texts_in_python(code)
            if "workflows" in path.parts and "guards" in (path.stem, path.parent.name):
                yield from sentences_of_guards(code)

    def _from_templates(self) -> Iterator[Text]:
        for path in self.templates:
            yield from texts_in_template(path.read_text(encoding="utf-8"))


def sources(root: Path) -> list[Source]:
    """Return the catalogues of the tree under `root`, packages first, then processes by name."""
    processes = sorted(apps.parent.name for apps in (root / "workflows").glob("*/apps.py"))
    found = [_process(root, name) for name in processes]
    taken = {path for source in found for path in (*source.python, *source.templates)}
    packages = [_package(root, name, taken) for name in PACKAGES if (root / name).is_dir()]
    return [*packages, *found]


def _package(root: Path, name: str, taken: set[Path]) -> Source:
    others = {*PACKAGES} - {name}
    templates = _templates(root / name)
    if name == "desk":
        top = root / "templates"
        templates += [path for path in _templates(top) if path.relative_to(top).parts[0] not in others]
    else:
        templates += _templates(root / "templates" / name)
    return Source(name, root / name, _without(_python(root / name), taken), _without(templates, taken))


def _process(root: Path, name: str) -> Source:
    folder = root / "workflows" / name
    area = root / "desk" / "areas" / name
    pages = root / "templates"
    places = (folder, area, pages / "workflows" / name, pages / name, pages / "desk" / "areas" / name)
    templates = [path for place in places for path in _templates(place)]
    return Source(f"workflows/{name}", folder, (*_python(folder), *_python(area)), tuple(templates))


def _without(paths: Iterable[Path], taken: set[Path]) -> tuple[Path, ...]:
    return tuple(path for path in paths if path not in taken)


def _python(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "migrations" not in path.parts)


def _templates(folder: Path) -> list[Path]:
    return sorted(path for kind in ("html", "txt", "svg", "jinja") for path in folder.rglob(f"*.{kind}"))


def texts_in_python(code: str) -> Iterator[Text]:
    """Yield the texts marked in Python code."""
    for _line, message, _comments, context in extract("python", io.BytesIO(code.encode()), KEYWORDS):
        singular, plural = message[:2] if isinstance(message, tuple) else (message, "")
        if singular:
            yield Text(singular, plural, context or "")


def texts_in_template(template: str) -> Iterator[Text]:
    """Yield the texts marked in a Django template."""
    marked = templatize(template)
    yield from texts_in_python("\n".join(line.lstrip() for line in marked.splitlines()))


def sentences_of_guards(code: str) -> Iterator[Text]:
    """Yield the docstring of each public function: it is what the clerk reads about the guard."""
    for node in ast.parse(code).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield from (Text(sentence) for sentence in [ast.get_docstring(node)] if sentence)
