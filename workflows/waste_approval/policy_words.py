"""The words of the factory's tables, for translators: labels and choices as the files under policy/ have them."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _

WORDS: Final = (
    _("Validity of the analysis"), _("Kind of plant"), _("Hazardous"), _("Entry of the list"), _("Months"),
    _("ordinary"), _("simplified"), _("landfill"),
    _("Required documents"), _("Step"), _("Mirror entry"), _("Landfill"), _("Document"), _("Mandatory"),
    _("Verified by"), _("Good for days"),
    _("submit"), _("pass_on"), _("conclude_review"), _("approve"),
    _("request"), _("waste_sheet"), _("analysis"), _("classification"), _("sampling_report"),
    _("basic_characterisation"), _("leaching_test"), _("safety_data_sheet"),
    _("The waste is"), _("own_plant"), _("broker"), _("carrier"), _("public_service"), _("Dangerous goods (ADR)"),
    _("Limits of the plant"), _("Renewal"), _("What it must show"), _("signed"), _("same_sheet"), _("analytes"),
    _("declaration"), _("contract"), _("mandate"), _("authorisation"), _("enrolment"), _("adr_declaration"),
    _("Documents that end"), _("Days before the last"), _("notice"), _("halt"), _("technical_sheet"), _("photo"),
    _("letter"), _("other"),
    _("Customer"), _("new"), _("known"), _("public_body"),
    _("What asks for a new approval"), _("What happened"), _("What is done"),
    _("load_not_as_stated"), _("load_not_receivable"), _("load_refused_otherwise"), _("quantity_exceeded"),
    _("sheet_corrected"), _("complaint"), _("inspection"), _("analysis_out_of_limits"), _("analysis_expired"),
    _("suspend"), _("work"), _("nothing"),
)  # fmt: skip
