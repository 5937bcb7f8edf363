"""What is typed for an order confirmation, a delivery note, the data sheet of a FIR, and to void one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.definition.fields import DayField, NumberField
from contracts.models import Carrier, TransportDocument
from contracts.models.carrier import plain_plate
from contracts.queries.note_series import in_force
from contracts.queries.transport_papers import PaperFilters
from contracts.rules.fir import NotAFir, fir_number
from contracts.services.transport.asked import Confirmation, Goods, Line, Trip, WasteForm
from desk.forms.customers import ServiceForm
from desk.forms.gate import day_field, tonnes
from registry.models import Company, Plant

_GOODS: Final = re.compile(r"(\d[\d.,]*)\s*([^\W\d]\S{0,9})\s+(\S.*)")
_MOST: Final = 60


class Moment(forms.DateTimeField):
    """A day and an hour, chosen as the browser does it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"], **options)


class PaperForm(forms.Form):
    """Who carries it and when; below, what the paper says besides."""

    TITLES: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()

    carrier = forms.ChoiceField(label=_("Carrier"), required=False)
    plate = forms.CharField(label=_("Plate"), required=False, max_length=12)
    trailer = forms.CharField(label=_("Trailer"), required=False, max_length=12)
    driver = forms.CharField(label=_("Driver"), required=False, max_length=80)
    leaves_at = Moment(label=_("Start of the transport"), required=False)
    route = forms.CharField(label=_("Route, when not the direct one"), required=False, max_length=200)
    note = forms.CharField(label=_("Notes"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, typed: Any, *, company: Company, initial: Mapping[str, Any], on: date) -> None:
        del on
        super().__init__(typed, initial=dict(initial))
        rows = Carrier.objects.of(company).order_by("name")
        self.carriers = {str(row.pk): row for row in rows if row.is_active}
        choices = [("", "—"), *((pk, str(row)) for pk, row in self.carriers.items())]
        cast("forms.ChoiceField", self.fields["carrier"]).choices = choices

    @property
    def groups(self) -> Iterator[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        for title, names in self.TITLES:
            yield title, [self[name] for name in names]

    def asked(self) -> Any:
        """What the paper says, as its service takes it."""
        raise NotImplementedError

    def trip(self) -> Trip:
        """Who carries it."""
        typed = self.cleaned_data
        return Trip(
            carrier=self.carriers.get(typed["carrier"]),
            plate=plain_plate(typed["plate"]),
            trailer=plain_plate(typed["trailer"]),
            driver=typed["driver"],
            leaves_at=typed["leaves_at"],
            route=typed["route"],
        )


class OrderConfirmation(PaperForm):
    """The order confirmation of a delivery."""

    TITLES = (
        (_("Delivery"), ("on", "quantity", "note")),
        (_("Transport"), ("carrier", "plate", "trailer", "driver", "leaves_at", "route")),
    )
    on = day_field(_("Day"))
    quantity = tonnes(_("Tonnes"))

    def asked(self) -> Confirmation:
        """What is confirmed."""
        typed = self.cleaned_data
        return Confirmation(on=typed["on"], quantity_t=typed["quantity"], trip=self.trip(), note=typed["note"])


class DeliveryNote(PaperForm):
    """A delivery note."""

    TITLES = (
        (_("Goods"), ("goods", "reason", "appearance", "packages", "weight", "series", "note")),
        (_("Transport"), ("by", "to", "carrier", "plate", "trailer", "driver", "leaves_at")),
    )
    goods = forms.CharField(
        label=_("Goods"),
        max_length=6_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One line each: quantity, unit, description. For example: 10 pz empty drums of 200 l"),
    )
    reason = forms.CharField(label=_("Reason of the transport"), max_length=120)
    by = forms.ChoiceField(
        label=_("Carried by"),
        choices=(("consignor", _("the consignor")), ("consignee", _("the consignee")), ("carrier", _("a carrier"))),
    )
    to = forms.CharField(
        label=_("Place of destination"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Empty: the site of the approval, or the customer's address."),
    )
    appearance = forms.CharField(label=_("Outward appearance"), required=False, max_length=80)
    packages = forms.IntegerField(label=_("Packages"), required=False, min_value=1, max_value=99_999)
    weight = NumberField(
        label=_("Weight (kg)"),
        required=False,
        min_value=Decimal("0.001"),
        max_digits=10,
        decimal_places=3,
    )
    series = forms.ChoiceField(label=_("Series"))

    def __init__(self, typed: Any, *, company: Company, initial: Mapping[str, Any], on: date) -> None:
        super().__init__(typed, company=company, initial=initial, on=on)
        offered = in_force(company.pk, on)
        field = cast("forms.ChoiceField", self.fields["series"])
        by_code: dict[str, list[str]] = {}
        for each in offered:
            by_code.setdefault(each.code, []).extend([str(each.plant)] if each.plant else [])
        field.choices = [(code, " – ".join([code, *plants])) for code, plants in by_code.items()]
        if len(field.choices) == 1:
            field.widget = forms.HiddenInput()
            field.initial = offered[0].code

    def clean_goods(self) -> tuple[Line, ...]:
        """Every line, or the number of the one that cannot be read."""
        rows = [row.strip() for row in self.cleaned_data["goods"].splitlines() if row.strip()]
        if len(rows) > _MOST:
            raise forms.ValidationError(_("At most %(most)s lines."), params={"most": _MOST})
        return tuple(_line(row, number) for number, row in enumerate(rows, 1))

    def clean(self) -> dict[str, Any]:
        """A carrier is named when one carries it."""
        typed = super().clean() or {}
        if typed.get("by") == "carrier" and not typed.get("carrier"):
            self.add_error("carrier", _("Choose the carrier."))
        return typed

    def asked(self) -> Goods:
        """What it accompanies."""
        typed = self.cleaned_data
        return Goods(
            lines=typed["goods"],
            reason=typed["reason"],
            by=typed["by"],
            to=tuple(line.strip() for line in typed["to"].splitlines() if line.strip()),
            trip=self.trip(),
            appearance=typed["appearance"],
            packages=typed["packages"],
            weight_kg=typed["weight"],
            note=typed["note"],
            series=typed["series"],
        )


class WasteFormSheet(PaperForm):
    """The data sheet of a FIR."""

    TITLES = (
        (_("Form and quantity"), ("number", "quantity", "unit", "checked", "packages", "packaging", "appearance")),
        (_("Transport"), ("carrier", "plate", "trailer", "driver", "leaves_at", "route", "note")),
    )
    number = forms.CharField(
        label=_("FIR number"), max_length=30, help_text=_("As RENTRI gave it, for example BCDF 000123 XY.")
    )
    quantity = NumberField(label=_("Quantity"), min_value=Decimal("0.0001"), max_digits=14, decimal_places=4)
    unit = forms.ChoiceField(label=_("Unit"), choices=(("kg", "kg"), ("l", "l")))
    checked = forms.BooleanField(label=_("Quantity verified at destination"), required=False)
    packages = forms.IntegerField(label=_("Packages"), required=False, min_value=1, max_value=99_999)
    packaging = forms.CharField(label=_("Packaging"), required=False, max_length=80)
    appearance = forms.CharField(label=_("Outward appearance"), required=False, max_length=80)

    def __init__(self, typed: Any, *, company: Company, initial: Mapping[str, Any], on: date) -> None:
        super().__init__(typed, company=company, initial=initial, on=on)
        for name in ("carrier", "plate"):
            self.fields[name].required = True

    def clean_number(self) -> str:
        """As it is printed."""
        try:
            return fir_number(self.cleaned_data["number"])
        except NotAFir:
            raise forms.ValidationError(
                _("This is not the number of a FIR: four to six consonants, digits, one or two consonants."),
                code="fir",
            ) from None

    def asked(self) -> WasteForm:
        """What the loader states."""
        typed = self.cleaned_data
        return WasteForm(
            number=typed["number"],
            quantity=typed["quantity"],
            unit=typed["unit"],
            trip=self.trip(),
            packages=typed["packages"],
            packaging=typed["packaging"],
            appearance=typed["appearance"],
            is_checked_at_destination=typed["checked"],
            note=typed["note"],
        )


class SeriesForm(ServiceForm):
    """A series of delivery notes from a day on."""

    plant = forms.ChoiceField(label=_("Plant"), required=False)
    code = forms.CharField(
        label=_("Series"), max_length=8, help_text=_("DDT, or DDT and up to five letters or digits.")
    )
    valid_from = DayField(label=_("From"))

    def __init__(self, typed: Any, *, plants: Sequence[Plant], initial: Mapping[str, Any]) -> None:
        super().__init__(typed, initial=dict(initial))
        choices = [("", _("From elsewhere")), *((str(plant.pk), str(plant)) for plant in plants)]
        cast("forms.ChoiceField", self.fields["plant"]).choices = choices


class VoidReason(forms.Form):
    """Why it counts no more."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class XfirFile(forms.Form):
    """The signed digital form."""

    file = forms.FileField(label=_("File (.xfir)"), help_text=_("As downloaded from RENTRI; it is kept as it is."))


class Papers(forms.Form):
    """What the list is narrowed to."""

    q = forms.CharField(label=_("Number, FIR or customer"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, asked: Any) -> None:
        super().__init__(asked, label_suffix="")
        every = [("", _("all"))]
        cast("forms.ChoiceField", self.fields["kind"]).choices = [*every, *TransportDocument.Kind.choices]
        cast("forms.ChoiceField", self.fields["state"]).choices = [*every, *TransportDocument.State.choices]

    def filters(self) -> PaperFilters:
        """What is readable of it."""
        self.is_valid()
        typed = self.cleaned_data
        return PaperFilters(typed.get("q", ""), typed.get("kind", ""), typed.get("state", ""))

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked for."""
        return self.filters() != PaperFilters()


def _line(row: str, number: int) -> Line:
    found = _GOODS.fullmatch(row)
    quantity = _amount(found[1]) if found else None
    if found is None or quantity is None or quantity <= 0:
        raise forms.ValidationError(
            _("Line %(number)s: write quantity, unit and description, for example “10 pz empty drums”."),
            params={"number": number},
        )
    return Line(found[3][:200], quantity, found[2])


def _amount(text: str) -> Decimal | None:
    """1.234,5 and 1,5 and 1.5: the last sign parts the decimals."""
    whole, sign, decimals = text.rpartition(",") if "," in text else ("", "", text)
    plain = f"{whole.replace('.', '')}.{decimals}" if sign else text
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None
