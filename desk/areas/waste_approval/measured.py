"""What laboratories measured, beside what the plant accepts, as pages show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from desk.forms.papers import kind_label
from desk.presenting.papers import TONES
from desk.shown import State
from documents.models import Certificate, Document, Measurement
from documents.queries.certificates import Report, reports_of
from registry.queries.limits import limits_on
from registry.rules.analytes import OUT, Bound, Finding, Verdict, compare, key_of, keys_of
from registry.rules.waste_codes import display
from workflows.waste_approval.limits import CERTIFICATES, limit_of, newest_first, number, value_of

if TYPE_CHECKING:
    from cases.models import Case
    from desk.presenting.addresses import Addresses
    from registry.rules.analytes import Measured

VERDICTS: Final = {
    Verdict.OVER: (_("over the limit"), "bad", "alert-triangle"),
    Verdict.UNDER: (_("under the limit"), "bad", "alert-triangle"),
    Verdict.NOT_PROVEN: (_("not proven: the laboratory cannot see so little"), "bad", "alert-triangle"),
    Verdict.NOT_COMPARABLE: (_("cannot be compared: another kind of unit"), "wait", "help"),
    Verdict.NOT_MEASURED: (_("not measured"), "wait", "help"),
    Verdict.WITHIN: (_("within the limit"), "good", "check"),
}
"""In words and a sign, not by colour alone; what is out comes first."""
THOUSAND: Final = 3
"""A lone separator before so many digits could mean thousands: such a number gets one digit more."""


@dataclass(frozen=True, slots=True)
class Line:
    """One substance: measured, limited, or both."""

    analyte: str
    value: str
    unit: str
    limit: str
    verdict: State | None
    icon: str
    out: bool
    method: str = ""
    give: str = ""
    """The uncertainty, as the laboratory states it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document with values, or still without them."""

    title: str
    kind: str
    href: str
    enter: str
    state: State
    laboratory: str = ""
    sampled_on: date | None = None
    waste_code: str = ""
    other_code: bool = False
    values: int = 0
    carried: bool = False


def lines(bounds: Sequence[Bound], values: Sequence[Measured]) -> list[Line]:
    """Every limit with its verdict, what is out first; then what was measured without a limit."""
    ranked = sorted(compare(bounds, values), key=lambda each: list(VERDICTS).index(each.verdict))
    limited = {key for bound in bounds for key in keys_of(bound.analyte)}
    free = [value for value in values if key_of(value.analyte) not in limited]
    return [_line(each) for each in ranked] + [
        Line(each.analyte, value_of(each), _printed(each.unit), "", None, "", out=False, **_how(each)) for each in free
    ]


def _printed(unit: str) -> str:
    """A unit beside its value: what has none shows none."""
    return "" if unit == "-" else unit


def _line(finding: Finding) -> Line:
    label, tone, icon = VERDICTS[finding.verdict]
    measured = finding.measured
    return Line(
        analyte=measured.analyte if measured else finding.bound.analyte,
        value=value_of(measured) if measured else "",
        unit=_printed(measured.unit) if measured else "",
        limit=f"{limit_of(finding)} {_printed(finding.bound.unit)}".strip(),
        verdict=State(str(label), tone),
        icon=icon,
        out=finding.verdict in OUT,
        **(_how(measured) if measured else {}),
    )


def _how(measured: Measured) -> dict[str, str]:
    give = number(measured.uncertainty) if measured.uncertainty is not None else ""
    return {"method": measured.method, "give": give}


def bounds_of(case: Case, on: date) -> tuple[Bound, ...]:
    """The limits of the plant for the waste of a case."""
    plant = case.dossier.plant_id
    return limits_on(case.company_id, {plant} if plant else set(), on).of(plant, case.dossier.waste_code)


def certificates(case: Case) -> list[Document]:
    """The documents of a case whose values are kept, the newest first; what was replaced is left out."""
    rows = Document.objects.of(case.company_id).filter(case=case, kind__in=CERTIFICATES)
    return list(rows.exclude(status="superseded").order_by("-received_at", "-pk"))


def counted(documents: Sequence[Document], case: Case) -> list[Measured]:
    """The values of the documents of a case that are verified, those of the last sampling first."""
    found = reports_of(case.company_id, {origin_of(each) for each in documents if each.status == "verified"})
    return newest_first(list(found.values()))


def origin_of(document: Document) -> int:
    """The row whose values a document shows."""
    return document.carried_from_id or document.pk


def sheets(documents: Sequence[Document], case: Case, to: Addresses, *, may_enter: bool) -> list[Sheet]:
    """Each document and what its certificate says of itself."""
    rows = Certificate.objects.of(case.company_id).filter(document_id__in={origin_of(each) for each in documents})
    known = {row.document_id: row for row in rows}
    found = reports_of(case.company_id, known.keys())
    return [_sheet(each, known.get(origin_of(each)), found, case, to, may_enter=may_enter) for each in documents]


def _sheet(
    document: Document,
    certificate: Certificate | None,
    reports: Mapping[int, Report],
    case: Case,
    to: Addresses,
    *,
    may_enter: bool,
) -> Sheet:
    current = document.status in ("received", "verified") and document.carried_from_id is None
    declared = certificate.waste_code if certificate else ""
    return Sheet(
        title=str(document),
        kind=kind_label(document.kind),
        href=to.paper(document.uuid),
        enter=to.to("certificate", case.number, document.uuid) if may_enter and current and case.is_open else "",
        state=State(str(document.get_status_display()), TONES.get(document.status, "calm")),
        laboratory=_laboratory(certificate) if certificate else "",
        sampled_on=certificate.sampled_on if certificate else None,
        waste_code=display(declared, hazardous=False) if declared else "",
        other_code=declared not in ("", case.dossier.waste_code),
        values=len(reports[certificate.document_id].values) if certificate else 0,
        carried=document.carried_from_id is not None,
    )


def _laboratory(certificate: Certificate) -> str:
    """Who measured, by which report, accredited as what."""
    return f"{certificate} ({certificate.accreditation})" if certificate.accreditation else str(certificate)


def cell_of(row: Measurement) -> str:
    """A value as the grid takes it back: `< 0,5`."""
    return f"{'< ' if row.below else ''}{plain(row.value)}"


def plain(value: Decimal | None) -> str:
    """A number as it can be typed again, never read in two ways: no separator of thousands, no zeros at the end."""
    if value is None:
        return ""
    words = f"{value.normalize():f}"
    head, _point, tail = words.partition(".")
    typed = f"{words}0" if tail and len(tail) == THOUSAND and len(head.lstrip("-")) <= THOUSAND else words
    return typed.replace(".", get_format("DECIMAL_SEPARATOR"))
