"""The contracts app: what was agreed and what may be delivered."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string


class ContractsConfig(AppConfig):
    name = "contracts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the worker give back late reservations; tell journals, lists and the doctor where to look."""
        add = import_string("cases.services.chores.add")
        add(import_string("contracts.services.upkeep.chore"))
        add(import_string("contracts.services.transport.printing.chore"))
        import_string("registry.services.merging.register")(
            "contracts.Approval", import_string("contracts.services.merging.move_approvals")
        )
        import_string("documents.services.mailings.criteria.register")(import_string("contracts.criteria.IN_FORCE"))
        import_string("registry.services.importing.kinds.register")(import_string("contracts.services.importing.KIND"))
        import_string("cases.services.diagnosis.journals.register")(
            import_string("contracts.services.verification.approvals")
        )
        import_string("cases.services.diagnosis.doctor.register")(
            *import_string("contracts.services.verification.invariants")
        )
