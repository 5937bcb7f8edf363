"""What the watch over approvals in force leaves for a person."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

PLANT_LOST: Final = "watch.plant"
ANALYSIS_LOST: Final = "watch.analysis"
RECLASSIFY: Final = "watch.reclassify"
LABELS: Final = {
    PLANT_LOST: _("Decide on a suspension: the plant is no longer authorised"),
    ANALYSIS_LOST: _("Ask for a new analysis or suspend the approval"),
    RECLASSIFY: _("Classify the waste anew: its code changes"),
}
