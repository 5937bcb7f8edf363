"""What the guards of a waste approval read, loaded for many cases in a constant number of statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from cases.queries.work import outcomes_of
from cases.rules.facts import ABSENT, Facts
from cases.rules.policies.decided import UNDECIDED
from cases.rules.policies.required import Checklist
from documents.queries.checklists import checklists
from documents.queries.evidence import proofs_of
from documents.queries.messages import lost_letters
from registry.queries import plants
from registry.queries.plants import Permits
from registry.rules.waste_codes import display
from workflows.waste_approval import limits, loading, policies
from workflows.waste_approval.choices import Context
from workflows.waste_approval.letters import REQUEST
from workflows.waste_approval.listed import listed
from workflows.waste_approval.loading import Evidence
from workflows.waste_approval.quantities import in_tonnes, needs_density
from workflows.waste_approval.states import WasteApprovalState as S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cases.models import Case
    from documents.queries.evidence import Proof
    from registry.models import WasteCode
    from workflows.waste_approval.models import WasteApproval


@dataclass(frozen=True)
class WasteFacts(Facts):
    """Plain values; quantities in tonnes, days the last good ones, all as they stand `on` the day judged.

    `analysis_until` is the last day of the analysis that proves longest, None where it names none or none is good.
    `remaining_tonnes` is what the plant may still receive in a year beside the approvals in force; None: no limit.
    `quantity_group` names the codes of the deed that share the quantity, where that is what leaves so little.
    `checks` are the outcomes of the technical review by step; `renewal` and `twin` the numbers of the case that is
    to renew this one, and of another approval in force for the same waste of the same site at the same plant.
    `analytes_out` are values of the certificates outside the plant's limits, in words, `analytes_incomparable` those
    in another kind of unit, `certificate_codes` the waste codes declared there where they are not that of the sheet.
    `papers` are the documents that each step asks for. `lost_request` is the date of the letter that asked for an
    integration, where it came back or could not be delivered, while one is waited for.
    """

    on: date
    waste_code: str
    code_exists: bool
    code_ends_on: date | None
    is_hazardous: bool
    is_mirror: bool
    is_landfilled: bool
    hazard_properties: tuple[str, ...]
    hazard_is_judged: bool
    needs_density: bool
    quantity_per_year: Decimal | None
    quantity_per_delivery: Decimal | None
    is_adr: bool
    adr_is_complete: bool
    broker_is_missing: bool
    carrier_is_missing: bool
    public_contract_is_missing: bool
    goes_elsewhere: bool
    receiver_is_complete: bool
    receiver_authorised_until: date | None
    contract_until: date | None
    plant: str
    operation: str
    plant_is_authorised: bool
    authorisation_ends_on: date | None
    remaining_tonnes: Decimal | None
    analysis_statuses: tuple[str, ...]
    analysis_is_good: bool
    analysis_until: date | None
    analytes_out: tuple[str, ...]
    analytes_incomparable: tuple[str, ...]
    certificate_codes: tuple[str, ...]
    needs_laboratory: bool
    checks: Mapping[str, str]
    technical_judgement: str
    renewal: str
    twin: str
    papers: Mapping[str, Checklist] = field(default_factory=dict)
    decisions: tuple[Mapping[str, object], ...] = ()
    quantity_group: str = ""
    lost_request: date | None = None

    @property
    def waste(self) -> str:
        """The code of the sheet, as the law prints it."""
        return display(self.waste_code, hazardous=self.is_hazardous)


EARLY: Final = frozenset({S.DRAFT, S.SENT_TO_CUSTOMER, S.WAITING_FOR_DOCUMENTS, S.UNDER_ADMINISTRATIVE_CHECK})
"""States in which nobody asks yet for plant, documents and checks: what would cost statements is left unknown."""
NOT_LOOKED_AT: Final[Mapping[str, Checklist]] = {}
ASKING: Final = frozenset({S.UNDER_ADMINISTRATIVE_CHECK, S.UNDER_TECHNICAL_REVIEW, S.UNDER_COMMERCIAL_REVIEW})
"""States that a step which waits for documents leaves."""
LATE: Final = (
    "hazard_is_judged",
    "plant_is_authorised",
    "authorisation_ends_on",
    "remaining_tonnes",
    "analysis_statuses",
    "analysis_is_good",
    "analysis_until",
    "analytes_out",
    "analytes_incomparable",
    "certificate_codes",
    "checks",
    "renewal",
    "twin",
    "lost_request",
)


def load(cases: Sequence[Case], on: date) -> Mapping[int, WasteFacts]:
    """Facts of every case, by its id, as they stand on `on`. The cases are of one company."""
    codes = listed(cases, on, anew=True)
    late: Mapping[int, Mapping[str, Any]] = {}
    proofs: Mapping[int, Sequence[Proof]] | None = None
    if any(case.state not in EARLY for case in cases):
        late, proofs = _late(cases, codes, on)
    unknown = dict.fromkeys(LATE, ABSENT)
    papers = checklists([case for case in cases if case.state in ASKING], on, proofs=proofs)
    return {
        case.pk: WasteFacts(
            **_declared(case.dossier, on, codes.get(case.dossier.waste_code)),
            **late.get(case.pk, unknown),
            papers=papers.get(case.pk, NOT_LOOKED_AT),
        )
        for case in cases
    }


def _declared(dossier: WasteApproval, on: date, code: WasteCode | None) -> dict[str, Any]:
    """What the sheet and the waste list say."""
    unit, density = dossier.quantity_unit, dossier.density
    return {
        "on": on,
        "waste_code": dossier.waste_code,
        "code_exists": code is not None,
        "code_ends_on": code.valid_to if code else None,
        "is_hazardous": code.hazardous if code else False,
        "is_mirror": code.is_mirror if code else False,
        "is_landfilled": dossier.operation in policies.LANDFILL,
        "hazard_properties": tuple(dossier.hazard_properties),
        "needs_density": needs_density(unit) and density is None,
        "quantity_per_year": in_tonnes(dossier.quantity_per_year, unit, density),
        "quantity_per_delivery": in_tonnes(dossier.quantity_per_delivery, unit, density),
        "is_adr": dossier.is_adr,
        "adr_is_complete": all((dossier.un_number, dossier.adr_class, dossier.proper_shipping_name)),
        "broker_is_missing": dossier.context == Context.BROKER and dossier.broker_id is None,
        "carrier_is_missing": dossier.context == Context.CARRIER and dossier.transporter_id is None,
        "public_contract_is_missing": dossier.context == Context.PUBLIC_SERVICE and not dossier.public_contract,
        "goes_elsewhere": dossier.context != Context.OWN_PLANT and dossier.plant_id is None,
        "receiver_is_complete": all((dossier.receiver, dossier.receiver_authorisation, dossier.operation)),
        "receiver_authorised_until": dossier.receiver_authorised_until,
        "contract_until": dossier.contract_until,
        "plant": str(dossier.plant) if dossier.plant_id else "",
        "operation": dossier.operation,
        "needs_laboratory": dossier.needs_laboratory,
        "technical_judgement": dossier.technical_judgement,
    }


def _late(
    cases: Sequence[Case], codes: Mapping[str, WasteCode], on: date
) -> tuple[dict[int, dict[str, Any]], dict[int, tuple[Proof, ...]]]:
    """What plants, documents, checks and other approvals say; and the documents, an analysis as old as it may be."""
    company_id, dossiers = cases[0].company_id, [case.dossier for case in cases]
    plant_ids = {dossier.plant_id for dossier in dossiers if dossier.plant_id}
    permits = plants.authorised(plant_ids, on=on, codes={d.waste_code for d in dossiers}) if plant_ids else {}
    beside = loading.beside(company_id, cases, permits)
    proofs = proofs_of(company_id, [case.pk for case in cases])
    outcomes = outcomes_of(cases, state=S.UNDER_TECHNICAL_REVIEW)
    decided = policies.analysis_validity(cases, codes, permits, on)
    good = {case.pk: policies.aged(proofs.get(case.pk, ()), decided.get(case.pk, UNDECIDED)) for case in cases}
    measured = limits.compared(cases, good, on)
    waiting = [case.pk for case in cases if case.state == S.WAITING_FOR_INTEGRATION]
    lost = lost_letters(company_id, waiting, REQUEST) if waiting else {}
    late = {
        case.pk: {
            **_permitted(case.dossier, permits.get(case.dossier.plant_id or 0, Permits()), beside[case.pk]),
            **_proven(case.dossier, Evidence(good[case.pk]), on),
            **_measured(measured[case.pk]),
            "decisions": tuple(filter(None, [decided.get(case.pk, UNDECIDED).reference])),
            "checks": {step: ended.outcome for step, ended in outcomes[case.pk].items()},
            "lost_request": lost.get(case.pk),
        }
        for case in cases
    }
    return late, good


def _measured(found: limits.Compared) -> dict[str, Any]:
    return {
        "analytes_out": found.out,
        "analytes_incomparable": found.incomparable,
        "certificate_codes": found.codes,
    }


def _permitted(dossier: WasteApproval, permits: Permits, beside: loading.Beside) -> dict[str, Any]:
    room = permits.room(dossier.waste_code, dossier.operation, beside.taken)
    return {
        "plant_is_authorised": permits.allows(dossier.waste_code, dossier.operation),
        "authorisation_ends_on": _authorised_until(permits, dossier),
        "remaining_tonnes": room.left_t,
        "quantity_group": room.group.name if room.group else "",
        "renewal": beside.renewal,
        "twin": beside.twin,
    }


def _authorised_until(permits: Permits, dossier: WasteApproval) -> date | None:
    """Of our plant by its deeds; of somebody else's by what was stated of it."""
    return loading.authorised_until(permits, dossier) if dossier.plant_id else dossier.receiver_authorised_until


def _proven(dossier: WasteApproval, evidence: Evidence, on: date) -> dict[str, Any]:
    return {
        "hazard_is_judged": bool(dossier.hazard_judgement.strip()) or evidence.has_good("classification", on),
        "analysis_statuses": evidence.statuses("analysis"),
        "analysis_is_good": evidence.has_good("analysis", on),
        "analysis_until": evidence.good_until("analysis", on),
    }
