"""Waste approvals for the demo: opened and moved by the product's services, each as far as its story goes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from cases.services import corrections, substitution
from desk.areas.waste_approval import gate, handing, papers
from desk.areas.waste_approval.stories import STORIES
from desk.areas.waste_approval.telling import Opening, Telling
from registry.models import User

if TYPE_CHECKING:
    from desk.demo.world import World

# how many days ago the stories began; a few open ones are late, as in any office
AGES: Final = {
    "approved": (*range(318, 343), 14, 19, 23, 27, 32, 38, 46, 58, 71, 95, 130, 160, 190, 221, 260),
    "lapsed": (372, 378, 385, 396, 409, 425),
    "renewed": (401, 398, 391, 383, 377),
    "renewing": (303, 307, 311),
    "renewing_reviewed": (309, 313),
    "suspended": (33, 67, 110, 205, 280),
    "revoked": (83, 127, 188, 244, 296),
    "rejected": (25, 49, 88, 150, 214, 301),
    "withdrawn": (17, 42, 99, 171, 290),
    "draft": (1, 2, 4, 6, 9),
    "returned": (3, 5, 7),
    "sent": (2, 4, 6, 9, 17),
    "documents": (5, 8, 12, 19, 34),
    "check": (1, 2, 3, 5, 8),
    "review": (4, 6, 8, 10, 18),
    "review_bare": (3, 5, 7, 9, 12),
    "integration": (9, 13, 16, 22, 36),
    "commercial": (7, 8, 10, 12, 17),
}
# who stands in for whom, from how many days ago until how many days from now
SUBSTITUTIONS: Final = (
    ("tecnico", "laboratorio", 2, 9),
    ("commerciale", "legale", 0, 4),
    ("backoffice", "assistenza", 1, 12),
    ("laboratorio", "tecnico", 3, 3),
    ("assistenza", "backoffice", 5, 20),
)


# which stories have a slip of the pen put right afterwards, and the columns as they should have been
CORRECTIONS: Final[dict[tuple[str, int], dict[str, str]]] = {
    ("approved", 58): {"packaging": "big bag omologati"},
    ("rejected", 49): {"appearance": "fango grigio, odore lieve"},
    ("commercial", 12): {"process_of_origin": "lavaggio dei pezzi prima della verniciatura"},
}


def fill(world: World) -> None:
    """Tell the stories in the order in which they began, over fourteen months."""
    papers.limit(world)
    begun = sorted(((days, story) for story, ages in AGES.items() for days in ages), reverse=True)
    openings = Opening(world)
    for index, (days_ago, story) in enumerate(begun):
        telling = openings.begin(index, days_ago)
        for step in STORIES[story]:
            step(telling)
        if changes := CORRECTIONS.get((story, days_ago)):
            _put_right(telling, changes)
    _stand_in(world)
    gate.fill(world)
    handing.fill(world)


def _user(world: World, name: str) -> User:
    user_id = world.actors[name].user_id
    if user_id is None:
        raise LookupError(f"{name} is nobody")
    return User.objects.get(pk=user_id)


def _put_right(telling: Telling, changes: dict[str, str]) -> None:
    """The supervisor of the office corrects what was typed wrong."""
    supervisor, reason = telling.world.actors["responsabile"], "Errore di battitura segnalato dal produttore."
    corrections.correct(telling.case, changes, reason, actor=supervisor, now=telling.later(20))


def _stand_in(world: World) -> None:
    """Five substitutions, each granted by who is away."""
    for absent, substitute, since, until in SUBSTITUTIONS:
        term = substitution.Term(
            from_on=world.today - timedelta(days=since),
            to_on=world.today + timedelta(days=until),
            process_codes=("waste_approval",),
            reason="Ferie",
        )
        away, present = (_user(world, name) for name in (absent, substitute))
        substitution.grant(away, present, term, actor=world.actors[absent], now=world.office_hours(since))
