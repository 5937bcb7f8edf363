"""$Label as a table."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from cases.definition import Clock, Process, Separation, Stage, Transition
from workflows.$name import effects, facts, forms, guards, sheet
from workflows.$name.models import $Class
from workflows.$name.states import ${Class}State as S

process = Process(
    code="$name",
    number_series="$SERIES",
    label=_("$Label"),
    dossier=$Class,
    facts=facts.load,
    states=S,
    initial=S.DRAFT,
    final=frozenset({S.ACCEPTED, S.REJECTED}),
    path=(S.DRAFT, S.UNDER_REVIEW, S.ACCEPTED),
    tones={S.UNDER_REVIEW: "run", S.ACCEPTED: "good", S.REJECTED: "bad"},
    describe=sheet.describe,
    policy=Path(__file__).parent / "policy",
    opening=Transition(
        "open",
        S.DRAFT,
        S.DRAFT,
        duty="enter",
        label=_("Open a case"),
        done=_("Case opened"),
        form=forms.Request,
        effect=effects.fill_request,
    ),
    transitions=(
        Transition(
            "revise",
            S.DRAFT,
            S.DRAFT,
            duty="enter",
            label=_("Edit the request"),
            done=_("Request edited"),
            form=forms.Request,
            effect=effects.fill_request,
        ),
        Transition(
            "submit",
            S.DRAFT,
            S.UNDER_REVIEW,
            duty="enter",
            label=_("Submit"),
            done=_("Submitted"),
            guards=(guards.request_is_stated,),
            tone="main",
        ),
        Transition(
            "accept",
            S.UNDER_REVIEW,
            S.ACCEPTED,
            duty="decide",
            label=_("Accept"),
            done=_("Accepted"),
            guards=(guards.request_is_stated,),
            tone="main",
        ),
        Transition(
            "reject",
            S.UNDER_REVIEW,
            S.REJECTED,
            duty="decide",
            label=_("Reject"),
            done=_("Rejected"),
            form=forms.Reason,
            effect=effects.record_rejection,
            tone="danger",
        ),
    ),
    stages={
        S.DRAFT: Stage(label=_("Complete the request"), duty="enter"),
        S.UNDER_REVIEW: Stage(label=_("Decide on the request"), duty="decide"),
    },
    clocks=(Clock("decide", S.UNDER_REVIEW, label=_("Decision"), working_days=10),),
    separations=(Separation("accept", not_who=("submit",)),),
)
