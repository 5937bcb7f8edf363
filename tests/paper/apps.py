from __future__ import annotations

from django.apps import AppConfig


class PaperConfig(AppConfig):
    """Its process is not in the catalogue: tests that need it put it there (tests.paper.cast)."""

    name = "tests.paper"
    default_auto_field = "django.db.models.BigAutoField"
