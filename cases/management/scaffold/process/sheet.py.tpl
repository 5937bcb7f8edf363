"""The dossier as a page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cases.definition import Line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from cases.models import Case


def describe(case: Case, on: date) -> Sequence[Line]:
    """The labelled lines of the dossier, in the active language."""
    del on
    lines = (
        Line(_("Request"), case.dossier.request),
        Line(_("Reason of the rejection"), case.dossier.rejection_reason),
    )
    return [line for line in lines if line.value]
