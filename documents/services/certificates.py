"""A laboratory certificate written down as rows, bound to the paper that says so."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.rules.days import day_of
from cases.services import journal, voiding
from documents.duties import CERTIFY
from documents.models import Certificate, Document, Measurement
from documents.services import timeline
from documents.services.measurements import Value
from documents.services.refusals import DocumentRefused, refusal
from registry.actors import Actor
from registry.duties import require
from registry.history import signed
from registry.services.importing.cells import waste_code

EVENT: Final = "document.certificate"
KINDS: Final = ("analysis", "leaching_test")
"""The kinds of document whose values are kept."""
CURRENT: Final = ("received", "verified")
MOST_ROWS: Final = 300


class Particulars(TypedDict, total=False):
    """What a report says of itself; laboratory, number and day of sampling are needed."""

    laboratory: str
    accreditation: str
    report_number: str
    reported_on: date | None
    sampled_on: date | None
    sampling_report: str
    waste_code: str


def enter(
    document: Document, particulars: Particulars, values: Sequence[Value], *, actor: Actor, now: datetime
) -> Certificate:
    """Write what a certificate says, in place of what was written before; entered again alike, nothing happens.

    The day of the sampling becomes the date of the document, from which its validity counts. Checks that relied on
    other values are asked again. Raises DutyMissing, ValidationError by field, DocumentRefused for a document that is
    no certificate, or is no longer current.
    """
    require(actor, CERTIFY)
    clean = _checked(particulars, values, day_of(now))
    with transaction.atomic():
        case = timeline.locked(document.case)
        locked = Document.objects.of(actor.company_id).select_for_update(of=("self",)).get(pk=document.pk)
        _require_current(locked)
        certificate = Certificate.objects.of(actor.company_id).filter(document=locked).first()
        if certificate is not None and _is_same(certificate, clean, values):
            return certificate
        changed = certificate is not None
        certificate = _written(certificate, locked, clean, values, actor=actor, now=now)
        _date(locked, clean["sampled_on"], actor)
        if case is not None:
            _tell(certificate, locked, case, values, changed=changed, actor=actor, now=now)
    return certificate


def _require_current(document: Document) -> None:
    if document.kind not in KINDS:
        raise DocumentRefused([refusal("document_is_no_certificate")])
    if document.status not in CURRENT or document.carried_from_id is not None:
        raise DocumentRefused([refusal("certificate_not_current")])


def _checked(particulars: Particulars, values: Sequence[Value], today: date) -> dict[str, Any]:
    clean: dict[str, Any] = {
        **{name: str(particulars.get(name) or "").strip() for name in TEXTS},
        "reported_on": particulars.get("reported_on"),
        "sampled_on": particulars.get("sampled_on"),
    }
    wrong = {name: _("Fill this in.") for name in ("laboratory", "report_number", "sampled_on") if not clean[name]}
    wrong |= _wrong_days(clean, today)
    if clean["waste_code"]:
        try:
            clean["waste_code"] = waste_code(clean["waste_code"])
        except ValidationError as error:
            raise ValidationError({**wrong, "waste_code": error}) from error
    if not values:
        raise ValidationError({**wrong, "rows": _("Enter at least one value.")})
    if len(values) > MOST_ROWS:
        raise ValidationError({**wrong, "rows": _("A certificate has at most 300 values: split it.")})
    if wrong:
        raise ValidationError(wrong)
    return clean


TEXTS: Final = ("laboratory", "accreditation", "report_number", "sampling_report", "waste_code")


def _wrong_days(clean: Mapping[str, Any], today: date) -> dict[str, Any]:
    sampled, reported = clean["sampled_on"], clean["reported_on"]
    wrong = {}
    if sampled and sampled > today:
        wrong["sampled_on"] = _("A sample is not taken in the future: check the day.")
    if sampled and reported and reported < sampled:
        wrong["reported_on"] = _("The report is dated before the sampling: check the two days.")
    return wrong


def _is_same(certificate: Certificate, clean: Mapping[str, Any], values: Sequence[Value]) -> bool:
    was = [tuple(getattr(row, name) for name in FIELDS) for row in certificate.measurements.all()]
    now = [tuple(getattr(value, name) for name in FIELDS) for value in values]
    return was == now and all(getattr(certificate, name) == value for name, value in clean.items())


FIELDS: Final = tuple(Value.__dataclass_fields__)


def _written(
    certificate: Certificate | None,
    document: Document,
    clean: Mapping[str, Any],
    values: Sequence[Value],
    *,
    actor: Actor,
    now: datetime,
) -> Certificate:
    if certificate is None:
        certificate = Certificate(company_id=document.company_id, document=document, version=0)
    else:
        certificate.measurements.all().delete()
    vars(certificate).update(clean, entered_by_id=actor.user_id, entered_at=now, version=certificate.version + 1)
    signed(certificate, by=actor, reason="entered").save()
    Measurement.objects.bulk_create(
        Measurement(
            company_id=document.company_id,
            certificate=certificate,
            position=position,
            **{name: getattr(value, name) for name in FIELDS},
        )
        for position, value in enumerate(values, start=1)
    )
    return certificate


def _date(document: Document, sampled_on: date, actor: Actor) -> None:
    if document.issued_on == sampled_on:
        return
    if document.valid_until is not None and document.valid_until < sampled_on:
        raise DocumentRefused([refusal("document_expired_on_arrival", until=document.valid_until)])
    document.issued_on = sampled_on
    signed(document, by=actor, reason="sampled").save(update_fields=["issued_on"])


def _tell(
    certificate: Certificate,
    document: Document,
    case: Case,
    values: Sequence[Value],
    *,
    changed: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """The journal keeps how many values there are and a digest of them; the rows themselves stay in their table."""
    rows = json.dumps([[str(getattr(value, name)) for name in FIELDS] for value in values], ensure_ascii=False)
    matter = {
        "document": str(document.uuid),
        "document_kind": document.kind,
        "report": f"{certificate.laboratory} {certificate.report_number}",
        "values": len(values),
        "values_sha256": hashlib.sha256(rows.encode()).hexdigest(),
        "certificate_version": certificate.version,
    }
    journal.append(case, journal.Entry(kind=EVENT, actor=actor, now=now, matter=matter))
    case.save(update_fields=["seq", "head_hash"])
    papers = case.process.papers
    if changed and papers is not None:
        voiding.recall(case, papers.relied.get(document.kind, ()), [document.kind], actor=actor, now=now)
