"""The documents app: once loaded, the worker tidies up after it."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string

from cases.outbox import consumers
from cases.services.chores import Chore, add


class DocumentsConfig(AppConfig):
    name = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Finish uploads, scan again, let papers expire, read words, make PDFs, write many letters; tell the doctor."""
        add(Chore("documents", 60, import_string("documents.services.housekeeping.tidy")))
        add(Chore("mail", 60, import_string("documents.services.intake.chore.take_mail")))
        add(Chore("letters", 4, import_string("documents.services.letters.pdfs.make_pdfs")))
        import_string("cases.services.bulk_jobs.add_kind")(
            import_string("documents.services.letters.mass.KIND"), import_string("documents.services.letters.mass.kind")
        )
        consumers.subscribe(
            import_string("documents.services.messages.sending.consumer")(),
            import_string("documents.services.messages.automatic.consumer")(),
        )
        add(Chore("messages", 5, import_string("documents.services.messages.sweeping.sweep")))
        add(Chore("mailings", 5, import_string("documents.services.mailings.releasing.release_some")))
        merging = import_string("registry.services.merging.register")
        merging("documents.ListedCustomer", import_string("documents.services.mailings.lists.move_listed"))
        merging("documents.MailingRow", import_string("documents.services.mailings.merging.move_rows"))
        add(Chore("documents.expiry", 3600, import_string("documents.services.expiring.watch")))
        import_string("cases.services.diagnosis.doctor.register")(import_string("documents.services.invariants.files"))
