"""Where static files come from: our own folders, and a named few from node_modules. There is no build step.

Names for templates (`{% load static %}`):

    {% static 'vendor/tabler/tabler.min.css' %}        {% static 'vendor/tabler/tabler.min.js' %}
    {% static 'vendor/icons/tabler-icons.min.css' %}   {% static 'vendor/inter/index.css' %} (family "Inter Variable")
    {% static 'vendor/axe/axe.min.js' %}               (only where the development packages are installed)

htmx comes from django-htmx (`{% htmx_script %}`). To serve another file, add it here by name: whole folders bring
references to files that are not there, and the manifest refuses them.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

ICONS = "@tabler/icons-webfont/dist"
INTER = "@fontsource-variable/inter"
ALPHABETS = ("cyrillic", "cyrillic-ext", "greek", "greek-ext", "latin", "latin-ext", "vietnamese")
SERVED = {
    "vendor/tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/tabler/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "vendor/icons/tabler-icons.min.css": f"{ICONS}/tabler-icons.min.css",
    **{
        f"vendor/icons/fonts/tabler-icons.{kind}": f"{ICONS}/fonts/tabler-icons.{kind}"
        for kind in ("woff2", "woff", "ttf")
    },
    "vendor/inter/index.css": f"{INTER}/index.css",
    **{
        f"vendor/inter/files/inter-{alphabet}-wght-normal.woff2": f"{INTER}/files/inter-{alphabet}-wght-normal.woff2"
        for alphabet in ALPHABETS
    },
    "vendor/axe/axe.min.js": "axe-core/axe.min.js",
}
SKIPPED_APPS = frozenset({"viewflow", "simple_history", "axes", "admin"})
SKIPPED_FILES = ("ext", "*-4.js", "*-4.min.js")  # htmx 4 and the extensions


class NodeFiles(FileSystemStorage):
    """node_modules under the names we serve."""

    def path(self, name: str) -> str:
        """Return where the served name lies; a name that is not served has no path."""
        return str(Path(self.location) / SERVED.get(Path(name).as_posix(), ".not-served"))


class NodeFinder(BaseFinder):
    """Finds the files in SERVED, and nothing else of node_modules."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = NodeFiles(location=settings.BASE_DIR / "node_modules")

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  # Django's signature
        """Return the file behind a served name, as a list when all are asked for."""
        found = [self.storage.path(path)] if self.storage.exists(path) else []
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:
        """Yield every served name that is installed."""
        return ((name, self.storage) for name in SERVED if self.storage.exists(name))

    def check(self, **kwargs: Any) -> builtins.list[CheckMessage]:
        """Nothing to check: a file that is missing stops collectstatic by name."""
        return []


class OurAppsFinder(AppDirectoriesFinder):
    """Static folders of apps, except those whose front end we do not use."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(app_names, *args, **kwargs)
        self.apps = [app for app in self.apps if app.rsplit(".", 1)[-1] not in SKIPPED_APPS]
        self.storages = {app: storage for app, storage in self.storages.items() if app in self.apps}

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:
        """Yield what collectstatic collects."""
        return super().list([*(ignore_patterns or ()), *SKIPPED_FILES])
