"""The process as an app: found by its folder, put in the catalogue when it is ready."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string

from cases.definition import catalogue


class ${Class}Config(AppConfig):
    name = "workflows.$name"
    label = "$name"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the process in the catalogue, once the models it names are loaded."""
        catalogue.register(import_string("workflows.$name.process.process"))
