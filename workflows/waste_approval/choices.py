"""What the sheet may choose from."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PhysicalState(TextChoices):
    """RENTRI's physical states."""

    POWDERY = "SP", _("powdery solid")
    SOLID = "S", _("solid")
    SLUDGE = "FP", _("sludge")
    LIQUID = "L", _("liquid")
    VISCOUS = "VS", _("viscous, syrupy")


class Context(TextChoices):
    """In which capacity the company deals with the waste."""

    OWN_PLANT = "own_plant", _("delivered to our plant")
    BROKER = "broker", _("brokered, delivered to another plant")
    CARRIER = "carrier", _("carried by us")
    PUBLIC_SERVICE = "public_service", _("under a public-service contract")


class Unit(TextChoices):
    """What quantities are stated in. Volumes become tonnes by the density."""

    TONNES = "t", pgettext_lazy("unit", "tonnes")
    KILOGRAMS = "kg", pgettext_lazy("unit", "kilograms")
    CUBIC_METRES = "m3", pgettext_lazy("unit", "cubic metres")
    LITRES = "l", pgettext_lazy("unit", "litres")


class Frequency(TextChoices):
    """How often the waste is delivered."""

    ONCE = "once", _("once")
    WEEKLY = "weekly", _("every week")
    MONTHLY = "monthly", _("every month")
    QUARTERLY = "quarterly", _("every three months")
    ON_CALL = "on_call", _("on call")


class PackingGroup(TextChoices):
    """ADR packing groups: great, medium and minor danger."""

    GREAT = "I", "I"
    MEDIUM = "II", "II"
    MINOR = "III", "III"


class Cause(TextChoices):
    """What ends an approval, in the order in which the first is named when several fall on one day."""

    TWELVE_MONTHS = "twelve_months", _("twelve months from the approval")
    ANALYSIS = "analysis", _("validity of the analysis")
    AUTHORISATION = "plant_authorisation", _("end of the plant's authorisation")
    WASTE_CODE = "waste_code", _("end of the waste code")
    CONTRACT = "contract", _("end of the contract")
