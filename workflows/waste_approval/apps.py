"""The app of the waste approval: once loaded, its process is in the catalogue and its reactions are known."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string

from cases.definition import catalogue
from cases.outbox import consumers


class WasteApprovalConfig(AppConfig):
    name = "workflows.waste_approval"
    label = "waste_approval"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the process in the catalogue, once the models it names are loaded."""
        process = import_string("workflows.waste_approval.process.process")
        catalogue.register(process)
        consumers.subscribe(*import_string("workflows.waste_approval.reactions.consumers"))
        import_string("workflows.waste_approval.tasks.register")()
        tariff = import_string("workflows.waste_approval.tariff.TARIFF")
        import_string("billing.handover.charging.register")(process, tariff)
        letters = import_string("workflows.waste_approval.letters.LETTERS")
        import_string("documents.services.letters.consuming.register")(process, letters)
