"""The registry's tables, one file per concept."""

from __future__ import annotations

from registry.models.codes import Code, WasteCode, WasteCodeChange
from registry.models.company import Company
from registry.models.counter import Counter
from registry.models.customer import Customer, Site
from registry.models.plant import AuthorisedWaste, Plant, PlantAuthorisation
from registry.models.role import Membership, Role
from registry.models.user import User

__all__ = [
    "AuthorisedWaste",
    "Code",
    "Company",
    "Counter",
    "Customer",
    "Membership",
    "Plant",
    "PlantAuthorisation",
    "Role",
    "Site",
    "User",
    "WasteCode",
    "WasteCodeChange",
]
