"""The duties that belong to no process, and the door that asks for them."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import PermissionDenied

from registry.actors import Actor

EDIT_CUSTOMER: Final = "registry.edit_customer"
EDIT_PLANT: Final = "registry.edit_plant"
MERGE_CUSTOMERS: Final = "registry.merge_customers"
IMPORT: Final = "registry.import"
CONFIGURE: Final = "admin.configure"


class DutyMissing(PermissionDenied):
    """The actor does not hold the duty that this service asks for."""

    def __init__(self, duty: str) -> None:
        self.duty = duty
        super().__init__(f"This needs the duty {duty}.")


def require(actor: Actor, duty: str) -> None:
    """Raise DutyMissing unless the actor holds the duty."""
    if not actor.has(duty):
        raise DutyMissing(duty)
