"""What the plant accepts of each substance, against what the certificates of a case measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from documents.queries.certificates import Report, reports_of
from registry.queries.limits import Limits, limits_on
from registry.rules.analytes import OUT, Finding, Verdict, compare

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from cases.models import Case
    from documents.queries.evidence import Proof
    from registry.rules.analytes import Measured

CERTIFICATES: Final = ("analysis", "leaching_test")


@dataclass(frozen=True, slots=True)
class Compared:
    """What the good certificates of a case say to the limits of its plant; everything in words, for guards.

    missing       substances with a limit that nobody measured
    incomparable  values whose unit says something else than the limit's
    out           values out of the limits, with the limit
    codes         waste codes that the certificates declare, where it is another than the sheet's
    """

    missing: tuple[str, ...] = ()
    incomparable: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


def compared(cases: Sequence[Case], proofs: Mapping[int, Sequence[Proof]], on: date) -> dict[int, Compared]:
    """Per case (of one company) what its certificates that are good on the day say, in two statements at most."""
    company_id = cases[0].company_id
    limits = limits_on(company_id, {case.dossier.plant_id for case in cases if case.dossier.plant_id}, on)
    good = {case.pk: _good(proofs.get(case.pk, ()), on) for case in cases}
    reports = reports_of(company_id, {origin for origins in good.values() for origin in origins})
    return {
        case.pk: _compared(case, limits, [reports[each] for each in good[case.pk] if each in reports]) for case in cases
    }


def _good(proofs: Sequence[Proof], on: date) -> list[int]:
    return [proof.origin for proof in proofs if proof.kind in CERTIFICATES and proof.holds_on(on)]


def _compared(case: Case, limits: Limits, reports: Sequence[Report]) -> Compared:
    code = case.dossier.waste_code
    findings = compare(limits.of(case.dossier.plant_id, code), newest_first(reports))
    return Compared(
        missing=tuple(each.bound.analyte for each in findings if each.verdict is Verdict.NOT_MEASURED),
        incomparable=tuple(unlike(each) for each in findings if each.verdict is Verdict.NOT_COMPARABLE),
        out=tuple(said(each) for each in findings if each.verdict in OUT),
        codes=tuple(sorted({report.waste_code for report in reports} - {"", code})),
    )


def newest_first(reports: Sequence[Report]) -> list[Measured]:
    """Every value, those of the last sampling first: of several the newest counts."""
    ordered = sorted(reports, key=lambda report: report.sampled_on, reverse=True)
    return [value for report in ordered for value in report.values]


def said(finding: Finding) -> str:
    """`Piombo 1.200 mg/kg (limite: 1.000 mg/kg)`."""
    measured, bound = finding.measured, finding.bound
    if measured is None:
        return bound.analyte
    words = {"analyte": measured.analyte, "value": value_of(measured), "unit": measured.unit}
    return _("%(analyte)s %(value)s %(unit)s (limit: %(limit)s %(of)s)") % {
        **words,
        "limit": limit_of(finding),
        "of": bound.unit,
    }


def unlike(finding: Finding) -> str:
    """`Piombo (mg/l, limite in mg/kg)`."""
    words = {"analyte": finding.bound.analyte, "of": finding.bound.unit}
    unit = finding.measured.unit if finding.measured else ""
    return _("%(analyte)s (%(unit)s, limit in %(of)s)") % {**words, "unit": unit}


def value_of(measured: Measured) -> str:
    """A value as it is printed."""
    return f"{'< ' if measured.below else ''}{number(measured.value)}"


def limit_of(finding: Finding) -> str:
    """The bounds as they are printed: `≤ 1.000`, `6 – 9`."""
    least, most = finding.bound.least, finding.bound.most
    if least is not None and most is not None:
        return f"{number(least)} – {number(most)}"
    return f"≤ {number(most)}" if most is not None else f"≥ {number(least)}" if least is not None else ""


def number(value: Decimal) -> str:
    """Without zeros that nobody measured."""
    return number_format(f"{value.normalize():f}", use_l10n=True, force_grouping=True)
