"""The tables of billing, one file per concept."""

from __future__ import annotations

from billing.models.bank import BankLine, BankStatement
from billing.models.charge import Charge
from billing.models.handover import BillingSystem, Handover
from billing.models.hold import CollectionHold
from billing.models.imports import CustomerAlias, ImportMapping, ImportRun
from billing.models.ledger import Allocation, OpenItem, Payment
from billing.models.statements import CustomerStatement, StatementRun
from billing.models.terms import ContractRate, CreditTerms, InterestCharge, InterestRate

__all__ = [
    "Allocation",
    "BankLine",
    "BankStatement",
    "BillingSystem",
    "Charge",
    "CollectionHold",
    "ContractRate",
    "CreditTerms",
    "CustomerAlias",
    "CustomerStatement",
    "Handover",
    "ImportMapping",
    "ImportRun",
    "InterestCharge",
    "InterestRate",
    "OpenItem",
    "Payment",
    "StatementRun",
]
