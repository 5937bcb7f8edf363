"""A note of default interest in the words of its PDF: what is asked for, and row by row how it was computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from billing.printing.words import address_lines, short_day
from documents.letters.formats import Wording

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from billing.queries.interest import Charged
    from documents.services.messages.writing import Addressee

COLUMNS: Final = ("words", "amount", "amount", "amount", "amount")


def note_words(found: Charged, code: str, recipient: Addressee, language: str, on: date) -> Mapping[str, Any]:
    """What statement.typ asks for; `language` is the active one."""
    wording = Wording(language)
    sums = [[_("To be paid"), wording.euro(found.total)], [_("Default interest"), wording.euro(found.accrual.total)]]
    if found.costs is not None:
        sums.append([_("Fixed sum, art. 6 D.Lgs. 231/2002"), wording.euro(found.costs.amount)])
    why = (
        _("Rates between businesses: ECB reference rate and its increase, art. 5 D.Lgs. 231/2002.")
        if found.by_law
        else _("Rates as the contract says.")
    )
    return {
        "title": _("Default interest"),
        "code": _("Customer code %(code)s") % {"code": code},
        "dated": wording.day(on),
        "period": _("until %(day)s") % {"day": short_day(found.until_on)},
        "recipient": list(address_lines(recipient)),
        "tables": [_computation(found, wording)],
        "nothing": "",
        "sums": sums,
        "remark": _(
            "Interest = principal × rate × days / 365, from the day after the due date; both days count. %(why)s"
        )
        % {"why": why},
    }


def _computation(found: Charged, wording: Wording) -> dict[str, Any]:
    about = found.about
    title = _("%(document)s of %(issued)s, due on %(due)s") % {
        "document": f"{about.get_kind_display()} {about}",
        "issued": short_day(about.issued_on),
        "due": short_day(about.due_on),
    }
    rows = [
        [
            _("from %(first)s to %(last)s") % {"first": short_day(row.from_on), "last": short_day(row.to_on)},
            str(row.days),
            wording.euro(row.principal),
            f"{wording.number(row.percent)} %",
            wording.euro(row.amount),
        ]
        for row in found.accrual.rows
    ]
    head = [_("Period"), _("Days"), _("Principal"), _("Yearly rate"), _("Interest")]
    return {"title": title, "head": head, "columns": COLUMNS, "rows": rows}
