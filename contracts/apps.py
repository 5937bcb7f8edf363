"""The contracts app: what was agreed and what may be delivered."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string


class ContractsConfig(AppConfig):
    name = "contracts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the worker give back late reservations."""
        add = import_string("cases.services.chores.add")
        add(import_string("contracts.services.upkeep.chore"))
