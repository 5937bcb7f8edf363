"""The words of the factory's tables, for translators: labels and choices as the files under policy/ have them."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _

WORDS: Final = (
    _("Validity of the analysis"), _("Kind of plant"), _("Hazardous"), _("Entry of the list"), _("Months"),
    _("ordinary"), _("simplified"), _("landfill"),
    _("Required documents"), _("Step"), _("Mirror entry"), _("Landfill"), _("Document"), _("Mandatory"),
    _("Verified by"), _("Good for days"),
    _("check_administratively"), _("review_technically"), _("check_transport"), _("analyse"),
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
    _("Tariff"), _("Treatment"), _("Renewal"), _("The customer is paid"), _("Line"), _("Kind of charge"),
    _("Words in Italian"), _("Words in English"), _("Sum taken from"), _("Fixed sum"), _("Where the sum is missing"),
    _("Unit"), _("VAT rate (%)"), _("VAT nature"), _("Taken back on revocation"),
    _("recovery"), _("disposal"), _("landfill_or_incineration"), _("elsewhere"),
    _("fee"), _("price"), _("compensation"), _("interest"), _("deposit"),
    _("fixed"), _("analysis_fee"), _("price_per_tonne"), _("price_per_trip"), _("minimum_charge"),
    _("ask"), _("leave"), _("once"), _("t"), _("trip"),
)  # fmt: skip
