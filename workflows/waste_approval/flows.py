"""The technical review: what several people check at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.stages import Begin, Check, End, Flow, Join, Split, this

if TYPE_CHECKING:
    from workflows.waste_approval.facts import WasteFacts


def is_dangerous(facts: WasteFacts) -> bool:
    """Hazardous by its code, or carried under ADR."""
    return facts.is_hazardous or facts.is_adr


def needs_laboratory(facts: WasteFacts) -> bool:
    """The office asked for a sample."""
    return facts.needs_laboratory


class TechnicalReview(Flow):
    """Chemistry and the plant's authorisation always; ADR and the laboratory where the sheet asks for them."""

    start = Begin().Next(this.at_once)
    at_once = (
        Split()
        .Always(this.chemistry)
        .Always(this.authorisation)
        .Next(this.transport, case=is_dangerous)
        .Next(this.sampling, case=needs_laboratory)
    )
    chemistry = Check(_("Judge chemistry and classification"), duty="review_technically").Next(this.together)
    authorisation = Check(_("Check the plant's authorisation"), duty="review_technically").Next(this.together)
    transport = Check(_("Check ADR and transport"), duty="check_transport").Next(this.together)
    sampling = Check(_("Receive and register the sample"), duty="analyse").Next(this.laboratory)
    laboratory = Check(_("Analyse the sample"), duty="analyse").Next(this.together)
    together = Join().Next(this.end)
    end = End()
