"""The registry's tables, one file per concept."""

from __future__ import annotations

from registry.models.codes import Code, WasteCode, WasteCodeChange
from registry.models.company import Company
from registry.models.counter import Counter
from registry.models.customer import Customer, Site
from registry.models.importing import ImportJob
from registry.models.limits import AcceptanceLimit
from registry.models.party import Address, Consent, Contact
from registry.models.plant import AuthorisedGroup, AuthorisedWaste, Plant, PlantAuthorisation
from registry.models.role import Membership, Role
from registry.models.sameness import MatchKey, Merge, NotSame
from registry.models.user import User

__all__ = [
    "AcceptanceLimit",
    "Address",
    "AuthorisedGroup",
    "AuthorisedWaste",
    "Code",
    "Company",
    "Consent",
    "Contact",
    "Counter",
    "Customer",
    "ImportJob",
    "MatchKey",
    "Membership",
    "Merge",
    "NotSame",
    "Plant",
    "PlantAuthorisation",
    "Role",
    "Site",
    "User",
    "WasteCode",
    "WasteCodeChange",
]
