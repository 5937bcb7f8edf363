"""Certificates of the laboratory: entered by hand or from a file, compared with what the plant accepts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.access import processes_for
from desk.areas.waste_approval import listing, measured
from desk.areas.waste_approval.forms import CertificateForm
from desk.requests import page_number
from desk.views.asking import show_errors, show_refusals
from desk.views.base import CompanyView
from desk.views.case import InCaseView
from documents.duties import CERTIFY
from documents.models import Certificate, Document
from documents.queries.certificates import certificate_of
from documents.services import certificates
from documents.services.measurements import COLUMNS, Rows, read_file, read_lines
from documents.services.refusals import DocumentRefused
from registry.duties import require
from registry.rules.waste_codes import display

CODE: Final = "waste_approval"
BLANK: Final = 8
MOST_ROWS: Final = 300


class OfWasteView(InCaseView):
    """A page about the certificates of a waste approval; of another case there is none (404)."""

    def enter(self, **kwargs: Any) -> None:
        """The case first."""
        super().enter(**kwargs)
        if self.case.process_code != CODE:
            raise Http404

    def around(self) -> dict[str, Any]:
        """What both pages show of the case."""
        dossier = self.case.dossier
        return {
            "case": self.case,
            "case_href": self.to.case(self.case.number),
            "cases_href": self.to.to("cases"),
            "all_href": self.to.to("certificates", self.case.number),
            "plant": str(dossier.plant) if dossier.plant else "",
            "code": display(dossier.waste_code, hazardous=False),
        }


class CertificatesView(OfWasteView):
    """What the certificates of a case say, against the limits of its plant."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show them."""
        documents = measured.certificates(self.case)
        bounds = measured.bounds_of(self.case, self.on)
        values = measured.counted(documents, self.case)
        shown = measured.lines(bounds, values)
        context = {
            **self.around(),
            "sheets": measured.sheets(documents, self.case, self.to, may_enter=self.actor.has(CERTIFY)),
            "lines": shown,
            "out": sum(line.out for line in shown),
            "limited": bool(bounds),
        }
        return self.page("desk/areas/waste_approval/certificates.html", context)


class CertificateView(OfWasteView):
    """One certificate, written down or changed."""

    document: Document

    def enter(self, **kwargs: Any) -> None:
        """The case and its document first (404), then the duty (403)."""
        super().enter(**kwargs)
        found = [each for each in measured.certificates(self.case) if each.uuid == kwargs["uuid"]]
        if not found:
            raise Http404
        self.document = found[0]
        require(self.actor, CERTIFY)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """What is written down, with room for more."""
        known = certificate_of(self.document)
        initial = CertificateForm.of(known) if known else {"waste_code": self.case.dossier.waste_code}
        return self.ask(CertificateForm(initial=initial), list(_rows_of(known)) if known else [])

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Read a file into the grid, make room for more rows, or keep it all."""
        form, typed = CertificateForm(request.POST, request.FILES), _typed(request)
        if "read" in request.POST:
            return self.read(form)
        if "more" in request.POST:
            return self.ask(CertificateForm(initial=_as_typed(request)), typed, blank=3 * BLANK)
        rows = read_lines(_lines(typed))
        if not form.is_valid() or rows.errors:
            form.add_error(None, _("Some rows must be put right.")) if rows.errors else None
            return self.ask(form, typed, rows, status=422)
        return self.keep(form, typed, rows)

    def read(self, form: CertificateForm) -> HttpResponse:
        """The rows of a file, in the grid to be looked over; nothing is kept yet."""
        file = self.request.FILES.get("file")
        form = CertificateForm(initial=_as_typed(self.request))
        if file is None:
            form = CertificateForm(self.request.POST)
            form.add_error("file", _("Choose a .csv or .xlsx file."))
            return self.ask(form, _typed(self.request), status=422)
        try:
            rows = read_file(str(file.name), file.read())
        except ValidationError as wrong:
            form = CertificateForm(self.request.POST)
            form.add_error("file", wrong)
            return self.ask(form, _typed(self.request), status=422)
        text = _("%(n)d rows read from %(name)s. Look them over, then save.")
        messages.info(self.request, text % {"n": len(rows.cells), "name": file.name})
        if rows.unknown:
            messages.info(self.request, _("Columns nobody reads: %(names)s.") % {"names": ", ".join(rows.unknown)})
        return self.ask(form, rows.cells, rows)

    def keep(self, form: CertificateForm, typed: list[dict[str, str]], rows: Rows) -> HttpResponse:
        """Write it down."""
        try:
            certificates.enter(self.document, form.particulars(), rows.values, actor=self.actor, now=self.now)
        except ValidationError as wrong:
            show_errors(form, wrong)
            return self.ask(form, typed, rows, status=422)
        except DocumentRefused as refused:
            show_refusals(form, refused.refusals)
            return self.ask(form, typed, rows, status=409)
        messages.success(self.request, _("The values are kept."))
        return redirect(self.to.to("certificates", self.case.number))

    def ask(
        self,
        form: CertificateForm,
        typed: list[dict[str, str]],
        rows: Rows | None = None,
        *,
        blank: int = BLANK,
        status: int = 200,
    ) -> HttpResponse:
        """The page with the grid."""
        errors = rows.errors if rows else {}
        lines = [*typed, *({} for _blank in range(blank))][: max(MOST_ROWS, len(typed))]
        context = {
            **self.around(),
            "form": form,
            "document": str(self.document),
            "document_href": self.to.paper(self.document.uuid),
            "rows": [_shown(number, cells, errors) for number, cells in enumerate(lines, start=1)],
            "columns": listing.headings(),
        }
        return self.page("desk/areas/waste_approval/certificate.html", context, status)


class ToEnterView(CompanyView):
    """The certificates whose values wait to be written down, over all cases; and those that are."""

    area = "certificates"

    def enter(self, **kwargs: Any) -> None:
        """Who has no duty in waste approvals finds nothing (404)."""
        if not any(process.code == CODE for process in processes_for(self.actor)):
            raise Http404

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """A page of the list."""
        show = "entered" if request.GET.get("show") == "entered" else ""
        found = listing.certificates(self.actor, self.to, page_number(request), entered=bool(show))
        labels = {"": _("To be entered"), "entered": _("Entered")}
        here = self.to.to("certificates-to-enter")
        tabs = [
            {"label": label, "href": f"{here}?show={key}" if key else here, "current": key == show, "count": None}
            for key, label in labels.items()
        ]
        context = {"rows": found.rows, "pager": found.pager, "tabs": tabs, "entered": bool(show)}
        return self.page("desk/areas/waste_approval/certificates_to_enter.html", context)


def _typed(request: HttpRequest) -> list[dict[str, str]]:
    """The rows of the grid as they were typed, empty ones left out."""
    columns = [request.POST.getlist(column) for column in COLUMNS]
    count = min(max(map(len, columns), default=0), MOST_ROWS)
    rows = [
        {column: cells[place].strip() for column, cells in zip(COLUMNS, columns, strict=True) if place < len(cells)}
        for place in range(count)
    ]
    return [row for row in rows if any(row.values())]


def _as_typed(request: HttpRequest) -> dict[str, Any]:
    return {name: request.POST.get(name, "") for name in CertificateForm.base_fields if name != "file"}


def _lines(typed: list[dict[str, str]]) -> Iterator[tuple[int, dict[str, Any]]]:
    yield from enumerate(typed, start=1)


def _rows_of(certificate: Certificate) -> Iterator[dict[str, str]]:
    for row in certificate.measurements.all():
        yield {
            "analyte": row.analyte,
            "value": measured.cell_of(row),
            "unit": row.unit,
            "limit": measured.plain(row.limit),
            "method": row.method,
            "uncertainty": measured.plain(row.uncertainty),
        }


def _shown(number: int, cells: dict[str, str], errors: Any) -> dict[str, Any]:
    """A row of the grid: each cell with its text and what is wrong with it."""
    return {
        "number": number,
        "cells": [
            {
                "column": column,
                "label": head["label"],
                "text": cells.get(column, ""),
                "error": errors.get((number, column), ""),
            }
            for column, head in zip(COLUMNS, listing.headings(), strict=True)
        ],
    }
