"""The wiring as an app, so that it can own commands."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigApp(AppConfig):
    """Holds runall and messages; has no models."""

    name = "config"
    label = "config"
