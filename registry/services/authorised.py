"""What a deed allows: waste codes and groups of them, with a quantity a year as the paper states it, from a day on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any, Final, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry import validation
from registry.actors import Actor
from registry.duties import EDIT_PLANT, require
from registry.history import signed
from registry.models import AuthorisedGroup, AuthorisedWaste, PlantAuthorisation, WasteCode
from registry.models.plant import OPERATION, Unit
from registry.rules.waste_codes import display

Row = TypeVar("Row", AuthorisedWaste, AuthorisedGroup)
_DAY: Final = timedelta(days=1)
_GRAMS: Final = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class WasteLine:
    """A waste code allowed for one operation, up to a quantity a year (None: none stated).

    `yearly_quantity_t` is in tonnes; a paper in another unit gives `stated` with `unit` instead. `group` is the code of
    a group of the same deed. Own days narrow those of the deed.
    """

    waste_code: str
    operation: str
    yearly_quantity_t: Decimal | None = None
    stated: Decimal | None = None
    unit: str = Unit.TONNES
    tonnes_per_m3: Decimal | None = None
    group: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A quantity a year that several codes of a deed share; without an operation, over all of them."""

    code: str
    name: str = ""
    operation: str = ""
    stated: Decimal | None = None
    unit: str = Unit.TONNES
    tonnes_per_m3: Decimal | None = None
    valid_from: date | None = None
    valid_to: date | None = None


def in_tonnes(quantity: Decimal | None, unit: str, tonnes_per_m3: Decimal | None = None) -> Decimal | None:
    """A stated quantity in tonnes, to the kilogram. Raises ValidationError for cubic metres without their weight."""
    if quantity is None:
        return None
    if unit not in Unit.values:
        raise ValidationError(_("Choose the unit: t, kg or m3."), code="unit")
    if quantity < 0:
        raise ValidationError(_("The yearly quantity is below zero."), code="quantity")
    if unit == Unit.CUBIC_METRES and not tonnes_per_m3:
        raise ValidationError(_("Write how many tonnes a cubic metre weighs: limits count in tonnes."), code="density")
    factor = {Unit.TONNES: Decimal(1), Unit.KILOGRAMS: Decimal("0.001")}.get(Unit(unit), tonnes_per_m3)
    return (quantity * (factor or Decimal(1))).quantize(_GRAMS, ROUND_HALF_UP)


@transaction.atomic
def add_waste(authorisation: PlantAuthorisation, line: WasteLine, *, actor: Actor) -> AuthorisedWaste:
    """One more code of a deed. Raises ValidationError (not on the list, there already on those days), DutyMissing."""
    require(actor, EDIT_PLANT)
    deed = _locked(authorisation, actor)
    check_lines((line,), deed.valid_from, deed.valid_to)
    same = deed.wastes.filter(waste_code=line.waste_code, operation=line.operation)
    _refuse_overlap(
        same.filter(_meets(line.valid_from, line.valid_to)).exists(), f"{_said(line.waste_code)} {line.operation}"
    )
    return write_line(deed, line, actor=actor)


@transaction.atomic
def add_group(authorisation: PlantAuthorisation, line: GroupLine, *, actor: Actor) -> AuthorisedGroup:
    """One more group of a deed. Raises ValidationError by field, DutyMissing."""
    require(actor, EDIT_PLANT)
    deed = _locked(authorisation, actor)
    checks: dict[str, Callable[[], Any]] = {
        "code": partial(validation.required, line.code),
        "operation": partial(_operation_or_none, line.operation),
        "stated_quantity": partial(in_tonnes, line.stated, line.unit, line.tonnes_per_m3),
    }
    clean = validation.checked(checks)
    _refuse_overlap(deed.groups.filter(_meets(line.valid_from, line.valid_to), code=clean["code"]).exists(), line.code)
    row = AuthorisedGroup(
        company_id=actor.company_id,
        authorisation=deed,
        code=clean["code"],
        name=line.name.strip(),
        operation=clean["operation"],
        **_quantity(line.stated, line.unit, line.tonnes_per_m3),
        valid_from=line.valid_from,
        valid_to=line.valid_to,
    )
    signed(row, by=actor, reason="recorded").save()
    return row


@transaction.atomic
def change_quantity(
    row: Row,
    *,
    actor: Actor,
    stated: Decimal | None,
    unit: str = Unit.TONNES,
    tonnes_per_m3: Decimal | None = None,
    since: date | None = None,
    reason: str = "",
) -> Row:
    """Another quantity a year: from a day on, when an amendment says so, or as a correction of what was typed wrong.

    With `since` the row ends the day before and a new one begins; its codes follow their group. Raises ValidationError
    for a day outside the row's days, DutyMissing.
    """
    require(actor, EDIT_PLANT)
    model = type(row)
    locked = model.objects.of(actor.company_id).select_for_update(of=("self",)).get(pk=row.pk)
    quantity = _quantity(stated, unit, tonnes_per_m3)
    if since is None:
        return _saved(locked, quantity, actor, reason or "corrected")
    _within(since, locked)
    later = model.objects.of(actor.company_id).get(pk=row.pk)
    later.pk = None
    later._state.adding = True
    last = locked.valid_to
    _saved(locked, {"valid_to": since - _DAY}, actor, reason or "another quantity follows")
    later = _saved(later, {**quantity, "valid_from": since, "valid_to": last}, actor, reason or "new quantity")
    if isinstance(locked, AuthorisedGroup):
        for waste in locked.wastes.all():
            _saved(waste, {"group": later}, actor, "its group goes on")
    return later


@transaction.atomic
def end_row(row: Row, *, actor: Actor, valid_to: date, reason: str) -> Row:
    """Take a code or a group out of a deed after that day. Raises ValidationError before it began, DutyMissing."""
    require(actor, EDIT_PLANT)
    locked = type(row).objects.of(actor.company_id).select_for_update(of=("self",)).get(pk=row.pk)
    if valid_to < (locked.valid_from or locked.authorisation.valid_from):
        raise ValidationError({"valid_to": _("The last day of validity comes before the first.")})
    return _saved(locked, {"valid_to": valid_to}, actor, reason)


def write_line(deed: PlantAuthorisation, line: WasteLine, *, actor: Actor) -> AuthorisedWaste:
    """Save a line that was checked."""
    stated = line.yearly_quantity_t if line.stated is None else line.stated
    row = AuthorisedWaste(
        company_id=actor.company_id,
        authorisation=deed,
        group=_group(deed, line),
        waste_code=line.waste_code,
        operation=line.operation,
        **_quantity(stated, line.unit, line.tonnes_per_m3),
        valid_from=line.valid_from,
        valid_to=line.valid_to,
    )
    signed(row, by=actor, reason="recorded").save()
    return row


def check_lines(lines: Sequence[WasteLine], first: date | None, last: date | None) -> None:
    """All that is wrong with the lines of a deed good from `first` to `last`, each named by its code."""
    errors = [error for line in lines for error in _line_errors(line)]
    pairs = [(line.waste_code, line.operation, line.valid_from) for line in lines]
    errors += [
        _error("twice", _("%(code)s with %(operation)s is listed twice."), code=_said(code), operation=operation)
        for code, operation, _from in sorted({pair for pair in pairs if pairs.count(pair) > 1}, key=str)
    ]
    errors += [
        _error("not_on_the_list", _("%(code)s is not on the waste list in that period."), code=_said(code))
        for code in _unlisted({line.waste_code for line in lines}, first, last)
    ]
    if not lines:
        errors.append(_error("required", _("List at least one waste code.")))
    if errors:
        raise ValidationError(errors)


def _line_errors(line: WasteLine) -> Iterable[ValidationError]:
    if not re.fullmatch(r"[0-9]{6}", line.waste_code):
        message = _("%(code)s is not a waste code: write its six digits.")
        yield _error("waste_code", message, code=line.waste_code)
    if not re.fullmatch(OPERATION, line.operation):
        message = _("%(code)s: %(operation)s is not an operation; write R1 to R13 or D1 to D15.")
        yield _error("operation", message, code=_said(line.waste_code), operation=line.operation)
    try:
        in_tonnes(line.yearly_quantity_t if line.stated is None else line.stated, line.unit, line.tonnes_per_m3)
    except ValidationError as error:
        yield _error("quantity", _("%(code)s: %(why)s"), code=_said(line.waste_code), why=" ".join(error.messages))


def _said(code: str) -> str:
    return display(code, hazardous=False) if re.fullmatch(r"[0-9]{6}", code) else code


def _unlisted(codes: set[str], first: date | None, last: date | None) -> list[str]:
    if not WasteCode.objects.exists():
        return []
    listed = WasteCode.objects.filter(code__in=codes)
    if last is not None:
        listed = listed.filter(valid_from__lte=last)
    known = {row.code for row in listed if row.valid_to is None or row.valid_to >= (first or row.valid_to)}
    return sorted(code for code in codes - known if re.fullmatch(r"[0-9]{6}", code))


def _quantity(stated: Decimal | None, unit: str, tonnes_per_m3: Decimal | None) -> dict[str, Any]:
    tonnes = in_tonnes(stated, unit, tonnes_per_m3)
    return {"stated_quantity": stated, "unit": unit, "tonnes_per_m3": tonnes_per_m3, "yearly_quantity_t": tonnes}


def _group(deed: PlantAuthorisation, line: WasteLine) -> AuthorisedGroup | None:
    code = line.group
    if not code:
        return None
    found = deed.groups.filter(code=code).order_by("-valid_from", "-pk").first()
    if found is None:
        raise ValidationError(_("The deed has no group %(code)s: add it first."), code="group", params={"code": code})
    if found.operation not in ("", line.operation):
        params = {"code": code, "operation": found.operation}
        raise ValidationError(
            _("The group %(code)s is for operation %(operation)s alone."), code="group", params=params
        )
    return found


def _meets(first: date | None, last: date | None) -> Q:
    """Rows of the same deed that share a day with the period; an empty end is the deed's."""
    condition = Q()
    if last is not None:
        condition &= Q(valid_from__isnull=True) | Q(valid_from__lte=last)
    if first is not None:
        condition &= Q(valid_to__isnull=True) | Q(valid_to__gte=first)
    return condition


def _refuse_overlap(is_there: object, what: str) -> None:
    if is_there:
        message = _("%(what)s stands in the deed already for those days: change its quantity instead.")
        raise ValidationError(message, code="twice", params={"what": what})


def _within(since: date, row: AuthorisedWaste | AuthorisedGroup) -> None:
    first = row.valid_from or row.authorisation.valid_from
    last = row.valid_to or row.authorisation.valid_to
    if since <= first or (last is not None and since > last):
        raise ValidationError({"since": _("The day lies outside the days of this quantity.")})


def _saved(row: Row, values: dict[str, Any], actor: Actor, reason: str) -> Row:
    for name, value in values.items():
        setattr(row, name, value)
    signed(row, by=actor, reason=reason).save()
    return row


def _locked(authorisation: PlantAuthorisation, actor: Actor) -> PlantAuthorisation:
    return PlantAuthorisation.objects.of(actor.company_id).select_for_update(of=("self",)).get(pk=authorisation.pk)


def _operation_or_none(text: str) -> str:
    code = text.strip().upper()
    if code and not re.fullmatch(OPERATION, code):
        raise ValidationError(_("Write R1 to R13 or D1 to D15, or nothing for all operations."), code="operation")
    return code


def _error(code: str, message: Any, /, **params: str) -> ValidationError:
    return ValidationError(message, code=code, params=params)
