"""Django's handle on the registry: once loaded, it is known how rows are merged and imported."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string


class RegistryConfig(AppConfig):
    name = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the movers of rows that need more than another id, and what can be imported."""
        register = import_string("registry.services.merging.register")
        register("registry.Site", import_string("registry.services.movers.move_sites"))
        register("registry.Address", import_string("registry.services.movers.move_addresses"))
        register("registry.NotSame", import_string("registry.services.movers.move_decisions"))
        kind = import_string("registry.services.importing.kinds.register")
        kind(import_string("registry.services.importing.customers.KIND"))
        kind(import_string("registry.services.importing.plants.PLANTS"))
        kind(import_string("registry.services.importing.plants.PERMITS"))
        kind(import_string("registry.services.limits.KIND"))
