"""The cases app: once loaded, followers are told, the journal is anchored every day, and bulk jobs go on."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string


class CasesConfig(AppConfig):
    name = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let those who follow a case be told of what happens to it, and the worker anchor the journal."""
        subscribe = import_string("cases.outbox.consumers.subscribe")
        subscribe(import_string("cases.services.following.consumer"))
        add = import_string("cases.services.chores.add")
        add(import_string("cases.services.diagnosis.anchoring.chore"))
        import_string("cases.services.bulk_jobs.add_kind")("step", import_string("cases.services.bulk_steps.kind"))
        add(import_string("cases.services.bulk_jobs.chore"))
        add(import_string("cases.services.merging.chore"))
        add(import_string("cases.services.imports.chore"))
        import_string("registry.services.merging.register")(
            "cases.Case",
            import_string("cases.services.merging.move_cases"),
            lock=import_string("cases.services.merging.lock_cases"),
        )
