"""The wiring as an app, so that it can own commands."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ConfigApp(AppConfig):
    """Holds runall and messages; has no models."""

    name = "config"
    label = "config"

    def ready(self) -> None:
        """Make our Celery the one every thread of this process sends its hints with."""
        import_module("config.celery")
