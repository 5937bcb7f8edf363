"""Two customers become one: every reference goes over, both histories stay, the old code leads to the kept one.

Which rows refer to a customer is read off the models (`_meta`): packages above need not be named here. A package
whose rows need more than another id registers a mover for its table; see `register`. Steps, in one transaction:

1. rows that must be locked before customers (cases) are locked, then the company's hierarchy, then both customers by id
2. every foreign key to Customer is walked and moved, rows with a history one by one so that it says so
3. gaps of the kept customer are filled, and what the clerk chose is taken over
4. the absorbed one points to the kept one, `Merge` keeps what was moved

A row that was being written meanwhile, by somebody who had read the customer before, comes late: `settle` moves it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from registry.actors import Actor
from registry.duties import MERGE_CUSTOMERS, require
from registry.history import signed
from registry.models import Customer, Merge
from registry.scoping import CompanyOwned
from registry.services.groups import above, lock_hierarchy
from registry.services.match_keys import keep_keys

FILLED: Final = (
    *("vat_number", "fiscal_code", "iban", "account_holder", "pec", "email", "phone", "sdi_code"),
    *("address", "postal_code", "city", "province"),
    *("external_code", "payment_method", "payment_days", "notes"),
)
"""Columns of the kept customer that are filled from the absorbed one where they are empty, or taken over on choice."""
STAYS: Final = {"registry.Merge.kept", "registry.Merge.absorbed", "registry.MatchKey.customer"}


@dataclass(frozen=True, slots=True)
class Move:
    """One merge under way, as movers see it. `stays`: the rows that stay where the two contradict each other, by id."""

    kept: Customer
    absorbed: Customer
    actor: Actor
    now: datetime
    stays: frozenset[int] = frozenset()

    @property
    def reason(self) -> str:
        """What the history of a moved row says."""
        return f"moved from {self.absorbed.code} to {self.kept.code}"


Mover = Callable[[Move, "models.Field[Any, Any]"], list[int]]
Locker = Callable[[int, Collection[int]], object]
_movers: dict[str, Mover] = {}
_lockers: dict[str, Locker] = {}


def register(model: str, mover: Mover, *, lock: Locker | None = None) -> None:
    """Let `mover` move the rows of a model ("contracts.Approval") instead of the walk; it returns their ids.

    `lock(company_id, customer ids)` runs before any customer is locked, for tables that come first in the lock order.
    A mover that cannot put rows together raises ValidationError in words: nothing is merged then.
    """
    _movers[model] = mover
    if lock is not None:
        _lockers[model] = lock


def references() -> list[models.Field[Any, Any]]:
    """Every foreign key to Customer of every installed app, without histories and what must stay, by name."""
    found = [
        field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if field.related_model is Customer and not _is_history(model) and label(field) not in STAYS
    ]
    return sorted(found, key=label)


def label(field: models.Field[Any, Any]) -> str:
    """`cases.Case.customer`."""
    return f"{field.model._meta.label}.{field.name}"


@transaction.atomic
def merge(
    kept: Customer,
    absorbed: Customer,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    take: Collection[str] = (),
    stays: Collection[int] = (),
) -> Merge:
    """Put `absorbed` into `kept`; `take` names columns whose value comes from the absorbed one, `stays` the approvals
    that stay where both have one for the same.

    Raises ValidationError in words (the same customer twice, one of them merged already, rows that contradict each
    other), DutyMissing. Nothing is changed then.
    """
    require(actor, MERGE_CUSTOMERS)
    for lock in _lockers.values():
        lock(actor.company_id, (kept.pk, absorbed.pk))
    lock_hierarchy(actor.company_id)
    kept, absorbed = _locked(kept, absorbed, actor)
    _leave_the_way_up(kept, absorbed, actor)
    move = Move(kept, absorbed, actor, now, frozenset(stays))
    moved = _walk(move)
    kept.refresh_from_db()
    absorbed.parent, absorbed.merged_into = None, kept
    signed(absorbed, by=actor, reason=f"merged into {kept.code}").save()
    taken = _take(kept, absorbed, take)
    signed(kept, by=actor, reason=f"{absorbed.code} merged into it").save()
    for each in (absorbed, kept):
        keep_keys(each)
    done = Merge(
        company_id=actor.company_id,
        kept=kept,
        absorbed=absorbed,
        reason=reason.strip(),
        moved=moved,
        taken=taken,
        merged_at=now,
        merged_by_id=actor.user_id,
    )
    done.save(force_insert=True)
    return done


@transaction.atomic
def settle(done: Merge, *, actor: Actor, now: datetime) -> int:
    """Move what came late; how many rows. Run twice, it changes nothing more. Nobody's duty is asked: it was before."""
    locked = Merge.objects.of(done.company_id).select_for_update(of=("self",)).get(pk=done.pk)
    late = _walk(Move(locked.kept, locked.absorbed, actor, now))
    for name, ids in late.items():
        locked.late[name] = [*locked.late.get(name, []), *ids]
    if late:
        locked.save(update_fields=["late"])
    return sum(map(len, late.values()))


def _locked(kept: Customer, absorbed: Customer, actor: Actor) -> tuple[Customer, Customer]:
    if kept.pk == absorbed.pk:
        raise ValidationError(_("Choose two different customers."), code="same")
    rows = Customer.objects.of(actor.company_id).select_for_update(no_key=True).filter(pk__in=(kept.pk, absorbed.pk))
    found = {row.pk: row for row in rows.order_by("pk")}
    for row in found.values():
        if row.merged_into_id is not None:
            message = _("%(customer)s was merged into another customer already.")
            raise ValidationError(message, code="merged", params={"customer": row.code})
    return found[kept.pk], found[absorbed.pk]


def _leave_the_way_up(kept: Customer, absorbed: Customer, actor: Actor) -> None:
    """When the absorbed one stands above the kept one, whoever hangs below it there goes one up, or a circle closes."""
    for each in (kept, *above(kept)):
        if each.parent_id == absorbed.pk:
            each.parent = absorbed.parent
            signed(each, by=actor, reason=f"{absorbed.code} is merged away").save()
            break
    kept.refresh_from_db()


def _walk(move: Move) -> dict[str, list[int]]:
    moved: dict[str, list[int]] = {}
    for field in references():
        mover = _movers.get(field.model._meta.label, move_rows)
        try:
            with transaction.atomic():
                ids = mover(move, field)
        except IntegrityError as error:
            message = _("The %(what)s of both customers contradict each other: put them right first.")
            params = {"what": field.model._meta.verbose_name_plural}
            raise ValidationError(message, code="contradiction", params=params) from error
        if ids:
            moved[label(field)] = ids
    return moved


def move_rows(move: Move, field: models.Field[Any, Any]) -> list[int]:
    """Give every row its new customer: in one statement, or one by one where a history has to tell."""
    rows = rows_of(move, field)
    if not hasattr(field.model, "history"):
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        if ids:
            rows.update(**{field.name: move.kept})
        return ids
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for row in found:
        setattr(row, field.name, move.kept)
        signed(row, by=move.actor, reason=move.reason).save()
    return [row.pk for row in found]


def rows_of(move: Move, field: models.Field[Any, Any]) -> models.QuerySet[Any]:
    """The rows that refer to the absorbed customer by this key."""
    model: Any = field.model
    within = model.objects.of(move.absorbed.company_id) if issubclass(model, CompanyOwned) else model.objects.all()
    rows: models.QuerySet[Any] = within.filter(**{field.name: move.absorbed})
    return rows


def _is_history(model: type[models.Model]) -> bool:
    return any(field.name == "history_id" for field in model._meta.local_concrete_fields)


def _take(kept: Customer, absorbed: Customer, take: Collection[str]) -> dict[str, list[Any]]:
    taken = {}
    for name in FILLED:
        mine, theirs = getattr(kept, name), getattr(absorbed, name)
        if theirs not in ("", None) and mine != theirs and (mine in ("", None) or name in take):
            taken[name] = [mine, theirs]
            setattr(kept, name, theirs)
    if kept.is_prospect and not absorbed.is_prospect:
        kept.is_prospect = False
        taken["is_prospect"] = [True, False]
    first = min(filter(None, (kept.client_since, absorbed.client_since)), default=None)
    if first != kept.client_since:
        taken["client_since"] = [str(kept.client_since or ""), str(first)]
        kept.client_since = first
    return taken
