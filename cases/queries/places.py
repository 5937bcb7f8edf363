"""Places for whoever asks: a statement about the work of one person serves all who have the same duties.

While it is compiled, numbers that no row has stand for the company and for people; afterwards places for values do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from cases.models.kept import COMPANY, Given

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from registry.actors import Actor

FIRST: Final = -2
"""Stands for the first person; the next ones are counted down."""
MOST: Final = 50
"""For how many people there are places; who stands in for more gets statements of his own."""
_PEOPLE: Final = range(FIRST, FIRST - MOST, -1)


def person(actor: Actor) -> int | None:
    """For whom he acts: himself, or the one he stands in for."""
    return actor.user_id if actor.acting_for_id is None else actor.acting_for_id


def chosen(person_id: int | None) -> str:
    """How a person is found among the candidates of an item."""
    return f" {person_id} "


def anybody(actors: Iterable[Actor]) -> tuple[dict[Actor, Actor], dict[str, Any]]:
    """For each actor one in whose place anybody may stand, and the values that make him the actor again."""
    actors = list(dict.fromkeys(actors))
    ids = list(dict.fromkeys(found for each in actors for found in (each.user_id, each.acting_for_id) if found))
    if len(ids) > MOST:
        return {each: each for each in actors}, {}
    stands = dict(zip(ids, _PEOPLE, strict=False))
    values: dict[str, Any] = {"company": actors[0].company_id}
    for real, number in stands.items():
        values |= {f"id{number}": real, f"chosen{number}": f"%{chosen(real)}%"}
    return {each: _anonymous(each, stands) for each in actors}, values


def _anonymous(actor: Actor, stands: dict[int, int]) -> Actor:
    return replace(
        actor,
        name="",
        acting_for_name="",
        company_id=COMPANY,
        user_id=stands.get(actor.user_id or 0),
        acting_for_id=stands.get(actor.acting_for_id or 0),
    )


_PLACES: Final[dict[Any, Given]] = {
    COMPANY: Given("company"),
    **{number: Given(f"id{number}") for number in _PEOPLE},
    **{f"%{chosen(number)}%": Given(f"chosen{number}") for number in _PEOPLE},
}


def places(params: Sequence[Any]) -> list[Any]:
    """The parameters of a statement, with places where company and people go."""
    return [_PLACES.get(each, each) if isinstance(each, int | str) else each for each in params]
