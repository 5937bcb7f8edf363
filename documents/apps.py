"""The documents app: once loaded, the worker tidies up after it."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string

from cases.services.chores import Chore, add


class DocumentsConfig(AppConfig):
    name = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let uploads be finished, the scanner be asked again, papers expire and words be read; tell the doctor."""
        add(Chore("documents", 60, import_string("documents.services.housekeeping.tidy")))
        import_string("cases.services.diagnosis.doctor.register")(import_string("documents.services.invariants.files"))
