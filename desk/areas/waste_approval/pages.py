"""The pages only a waste approval has, where the desk offers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.shown import Page

if TYPE_CHECKING:
    from desk.presenting.casefile import Seen
    from workflows.waste_approval.models import WasteApproval

LINES: Final = (
    ("expiring", gettext_lazy("Expiring approvals"), "desk:expiring", "calendar-due", ""),
    ("certificates", gettext_lazy("Laboratory certificates"), "desk:certificates-to-enter", "microscope", ""),
)


def of_case(seen: Seen) -> list[Page]:
    """The version it renews beside it, and what its plant has left."""
    dossier: WasteApproval = seen.case.dossier
    pages = []
    if dossier.renews_id:
        href = seen.to.to("comparison", seen.case.number)
        pages.append(Page(_("Compare with the previous version"), href, "arrows-diff"))
    values = seen.to.to("certificates", seen.case.number)
    pages.append(Page(_("Laboratory values"), values, "microscope", target="values"))
    if dossier.plant:
        href = f"{seen.to.to('plant-quantities', dossier.plant.code)}#{dossier.waste_code}-{dossier.operation}"
        pages.append(Page(_("Quantities of the plant"), href, "chart-bar"))
    return pages
