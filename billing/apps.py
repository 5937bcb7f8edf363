"""The billing app: what is owed and what is invoiced."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string


class BillingConfig(AppConfig):
    name = "billing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the worker end late holds, send hand-overs and statements; tell lists and the doctor where to look."""
        import_string("documents.letters.catalogue.register")(import_string("billing.letters.LETTERS"))
        reserve = import_string("documents.queries.lists.reserve")
        reserve("statement_of_account", import_string("billing.duties.READ"), import_string("documents.duties.SEND"))
        criterion = import_string("documents.services.mailings.criteria.register")
        criterion(import_string("billing.criteria.OVERDUE"))
        add = import_string("cases.services.chores.add")
        add(import_string("billing.services.upkeep.chore"))
        add(import_string("billing.handover.sending.chore"))
        add(import_string("billing.services.statements.sending.chore"))
        for duty in ("billing.duties.HAND_OVER", "billing.duties.HOLD"):
            import_string("cases.queries.queues.add")(import_string(duty))
        register = import_string("cases.services.diagnosis.doctor.register")
        register(*import_string("billing.services.invariants.ledger"))
        register(*import_string("billing.handover.invariants.handoff"))
