"""What the steps of an offer do: to its dossier, and to the package of agreements below."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from cases.definition import Move, Outcome
from tests.paper import below
from tests.paper.models import SentOffer

STANDS = timedelta(days=30)


def state_terms(move: Move) -> Outcome:
    """Write amount and discount; the case takes its subject from them."""
    move.dossier.amount = move.inputs["amount"]
    move.dossier.discount = move.inputs.get("discount") or Decimal(0)
    return Outcome(dossier_changed=True, subject=f"Offer of {move.dossier.amount} €")


def send(move: Move) -> Outcome:
    """Keep the revision as the customer gets it; it stands for thirty days."""
    dossier = move.dossier
    SentOffer.objects.create(
        company_id=dossier.company_id, offer=dossier, revision=dossier.revision, amount=dossier.amount,
        discount=dossier.discount, sent_on=move.on,
    )  # fmt: skip
    dossier.valid_until = move.on + STANDS
    return Outcome(dossier_changed=True)


def revise(move: Move) -> Outcome:
    """Begin the next revision; the one that was sent does not stand any more."""
    move.dossier.revision += 1
    move.dossier.valid_until = None
    return state_terms(move)


def accept(move: Move) -> Outcome:
    """The agreement is drawn up below, in the same transaction; its package is told through the outbox."""
    product, told = below.draw_up(move.case, move.dossier.amount)
    return Outcome(produced=(product,), announcements=(told,))


def freeze(move: Move) -> Outcome:
    """Nothing is accepted from a customer whose debt is with the lawyer."""
    move.dossier.is_frozen = True
    return Outcome(dossier_changed=True)
