"""The cases app: once loaded, those who follow a case are told of what happens to it."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string


class CasesConfig(AppConfig):
    name = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let those who follow a case be told of what happens to it."""
        subscribe = import_string("cases.outbox.consumers.subscribe")
        subscribe(import_string("cases.services.following.consumer"))
