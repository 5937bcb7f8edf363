"""What kinds of document there are: the code that tables and policies use, and what people call it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KINDS: Final = (
    ("request", _("Request")),
    ("waste_sheet", _("Descriptive sheet of the waste")),
    ("analysis", _("Analysis certificate")),
    ("classification", _("Classification report")),
    ("sampling_report", _("Sampling report")),
    ("basic_characterisation", _("Basic characterisation")),
    ("leaching_test", _("Leaching test")),
    ("safety_data_sheet", _("Safety data sheet")),
    ("technical_sheet", _("Technical sheet")),
    ("photo", _("Photograph")),
    ("declaration", _("Customer's declaration")),
    ("authorisation", _("Authorisation")),
    ("enrolment", _("Enrolment in the register of waste managers (Albo)")),
    ("contract", _("Contract")),
    ("mandate", _("Mandate of the producer")),
    ("adr_declaration", _("ADR declaration of the consignor")),
    ("letter", _("Letter or e-mail")),
    ("transport", _("Transport document")),
    ("xfir", _("Digital waste form (xFIR)")),
    ("other", _("Other")),
)

OURS: Final = (("statement_of_account", _("Statement of account")),)
"""Made by packages above: nobody uploads one."""


def kind_label(kind: str) -> str | _StrPromise:
    """What a kind of document is called; an unknown kind shows its code."""
    return dict((*KINDS, *OURS)).get(kind, kind)
