"""The wiring as an app, so that it can own commands."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.core.checks import Tags, register


class ConfigApp(AppConfig):
    """Holds runall and messages; has no models."""

    name = "config"
    label = "config"

    def ready(self) -> None:
        """Make our Celery the one every thread of this process sends its hints with; look at the database's tables."""
        import_module("config.celery")
        register(import_module("config.schema").migrations_are_the_ones_applied, Tags.database)
