"""Who signs an offer, at the same time: the margin always, the credit and the board by the band."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.stages import Begin, Check, End, Flow, Join, Quorum, Split, this


class Signatures(Flow):
    start = Begin().Next(this.by_band)
    by_band = (
        Split()
        .Always(this.margin)
        .Next(this.credit, case=lambda facts: facts.band in ("credit", "board"))
        .Next(this.board, case=lambda facts: facts.band == "board")
    )
    margin = Check(_("Sign for the margin"), duty="sign_margin").Next(this.together)
    credit = Check(_("Sign for the credit"), duty="sign_credit").Next(this.together)
    board = Quorum(_("Vote in the board"), duty="vote", of=3, favourable=2).Next(this.together)
    together = Join().Next(this.end)
    end = End()
