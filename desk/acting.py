"""In whose place a person acts today: chosen once, kept in the session, checked at every request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest

from cases.queries.substitutions import acting_for
from registry.actors import Actor


def _key(actor: Actor) -> str:
    return f"acting_for.{actor.company_id}"


def substitutes(actor: Actor, on: date) -> Sequence[Actor]:
    """The actor as each of the people whose substitute he is on the day; one statement."""
    return acting_for(actor.user_id, actor.company_id, on) if actor.user_id is not None else ()


def present(request: HttpRequest, actor: Actor, on: date) -> Actor:
    """The actor as he chose to act; himself when he chose nobody, or when that substitution has ended."""
    chosen = request.session.get(_key(actor))
    if chosen is None:
        return actor
    for other in substitutes(actor, on):
        if other.acting_for_id == chosen:
            return other
    stop(request, actor)
    return actor


def choose(request: HttpRequest, actor: Actor) -> None:
    """From now on this person acts as this actor does."""
    request.session[_key(actor)] = actor.acting_for_id


def stop(request: HttpRequest, actor: Actor) -> None:
    """From now on this person acts for himself."""
    request.session.pop(_key(actor), None)
