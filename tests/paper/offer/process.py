"""The table of an offer."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from cases.definition import MACHINE, Clock, Line, Process, Separation, Stage, Transition
from tests.paper.models import Offer
from tests.paper.offer import effects, facts, flows, forms, guards
from tests.paper.offer.states import OfferState as S

STANDING = (guards.offer_still_stands, guards.customer_is_not_with_the_lawyer)


def describe(case, on):
    """The terms as the page shows them."""
    del on
    return [
        Line(_("Amount of the offer"), case.dossier.amount),
        Line(_("Discount in percent"), case.dossier.discount),
        Line(_("Revision"), case.dossier.revision),
    ]


process = Process(
    code="paper_offer",
    number_series="PO",
    label=_("Offers on paper"),
    policy=Path(__file__).parent / "policy",
    dossier=Offer,
    facts=facts.load,
    states=S,
    initial=S.DRAFT,
    final=frozenset({S.ACCEPTED, S.DECLINED, S.LAPSED, S.WITHDRAWN}),
    path=(S.DRAFT, S.UNDER_APPROVAL, S.APPROVED, S.SENT, S.ACCEPTED),
    describe=describe,
    opening=Transition(
        "open", S.DRAFT, S.DRAFT, "sell", _("Open an offer"), _("Offer opened"),
        form=forms.Terms, effect=effects.state_terms,
    ),
    transitions=(
        Transition(
            "edit", S.DRAFT, S.DRAFT, "sell", _("Edit the offer"), _("Offer edited"),
            form=forms.Terms, effect=effects.state_terms,
        ),
        Transition(
            "ask", S.DRAFT, S.UNDER_APPROVAL, "sell", _("Ask for the signatures"), _("Signatures asked for"),
            guards=(guards.amount_is_stated,), tone="main",
        ),
        Transition(
            "return", S.UNDER_APPROVAL, S.DRAFT, "conclude", _("Return the offer"), _("Offer returned"), form=forms.Why,
        ),
        Transition(
            "approve", S.UNDER_APPROVAL, S.APPROVED, "conclude", _("Approve the offer"), _("Offer was approved"),
            guards=(guards.everyone_has_signed,), tone="main",
        ),
        Transition(
            "send", S.APPROVED, S.SENT, "sell", _("Send the offer"), _("Offer was sent"),
            effect=effects.send, tone="main",
        ),
        Transition(
            "revise", S.SENT, S.DRAFT, "sell", _("Begin a new revision"), _("New revision begun"),
            form=forms.Terms, effect=effects.revise,
        ),
        Transition(
            "accept", S.SENT, S.ACCEPTED, "sell", _("Book the acceptance"), _("Offer was accepted"),
            guards=STANDING, effect=effects.accept, tone="main",
        ),
        Transition(
            "decline", S.SENT, S.DECLINED, "sell", _("Book the refusal"), _("Offer was declined"), form=forms.Why,
        ),
        Transition(
            "withdraw", (S.DRAFT, S.UNDER_APPROVAL, S.APPROVED, S.SENT), S.WITHDRAWN, "sell",
            _("Withdraw the offer"), _("Offer was withdrawn"), form=forms.Why, tone="danger",
        ),
        Transition("lapse", S.SENT, S.LAPSED, MACHINE, _("Let the offer lapse"), _("Offer has lapsed")),
        Transition(
            "freeze_draft", S.DRAFT, S.DRAFT, MACHINE, _("Freeze the draft"), _("Draft frozen"), effect=effects.freeze,
        ),
        Transition(
            "freeze_sent", S.SENT, S.SENT, MACHINE, _("Freeze the offer"), _("Offer frozen"), effect=effects.freeze,
        ),
    ),
    stages={
        S.DRAFT: Stage(_("Complete the offer"), "sell"),
        S.UNDER_APPROVAL: Stage(_("Conclude the approval"), "conclude", flow=flows.Signatures),
        S.APPROVED: Stage(_("Send the offer out"), "sell"),
        S.SENT: Stage(_("Follow the offer up"), "sell"),
    },
    clocks=(
        Clock("sign", S.UNDER_APPROVAL, _("Time to sign"), working_days=5, remind=(1,)),
        Clock("validity", S.SENT, _("Validity of the offer"), ends=lambda dossier: dossier.valid_until, then="lapse"),
    ),
    separations=(Separation("approve", not_who=("open", "edit", "ask")), Separation("margin", not_who=("ask",))),
)  # fmt: skip
