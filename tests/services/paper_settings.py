"""The settings of our own processes where they need the processes on paper, too."""

from __future__ import annotations

from config import settings

_plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
globals().update({name: getattr(settings, name) for name in dir(settings) if name.isupper()})
INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.paper"]
STORAGES = {**settings.STORAGES, **_plain}
