"""What the watch over approvals in force leaves for a person, and what its reactions write into the journal."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

PLANT_LOST: Final = "watch.plant"
ANALYSIS_LOST: Final = "watch.analysis"
OUT_OF_LIMITS: Final = "watch.limits"
RECLASSIFY: Final = "watch.reclassify"
PLANT_FULL: Final = "watch.room"
LOAD: Final = "reassess.load"
QUANTITY: Final = "reassess.quantity"
SHEET: Final = "reassess.sheet"
COMPLAINT: Final = "reassess.complaint"
INSPECTION: Final = "reassess.inspection"
LABELS: Final = {
    PLANT_FULL: _("Decide which approvals stay: the plant may no longer receive so much"),
    LOAD: _("Decide on the approval: a load was refused"),
    QUANTITY: _("Decide on the approval: more came than a year allows"),
    SHEET: _("Decide on the approval: its sheet was corrected"),
    COMPLAINT: _("Decide on the approval: a complaint concerns it"),
    INSPECTION: _("Decide on the approval: an inspection concerns it"),
    PLANT_LOST: _("Decide on a suspension: the plant is no longer authorised"),
    OUT_OF_LIMITS: _("Decide on the approval: the analysis is outside the limits of the plant"),
    ANALYSIS_LOST: _("Ask for a new analysis or suspend the approval"),
    RECLASSIFY: _("Classify the waste anew: its code changes"),
}
ASKED_ANEW: Final = "waste_approval.asked_anew"
EVENTS: Final = {ASKED_ANEW: _("Approval to be judged anew")}
