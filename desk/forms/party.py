"""Contacts, addresses, consents and the group of a customer, as a clerk writes them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.definition.fields import DayField
from desk.forms.customers import ServiceForm
from registry.models import Address, Contact
from registry.models.party import AddressKind, ConsentSource, ContactRole, Purpose
from registry.models.user import Language

PROVINCE_HINT = _("Two letters: BO, MI.")


class ContactForm(ServiceForm):
    """A person or an office at the customer's."""

    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("What for"), choices=ContactRole.choices, initial=ContactRole.OTHER)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=256, required=False)
    pec = forms.CharField(label=_("Certified e-mail (PEC)"), max_length=256, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, initial=Language.ITALIAN)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    @staticmethod
    def of(row: Contact) -> dict[str, Any]:
        """What the form shows of a contact."""
        return {name: getattr(row, name) for name in ContactForm.base_fields}


class AddressForm(ServiceForm):
    """A further address."""

    kind = forms.ChoiceField(label=_("What for"), choices=AddressKind.choices)
    attention = forms.CharField(label=_("For the attention of"), max_length=120, required=False)
    address = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    city = forms.CharField(label=_("Town"), max_length=100, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=10, required=False)
    province = forms.CharField(label=_("Province"), max_length=2, required=False, help_text=PROVINCE_HINT)
    country = forms.CharField(
        label=_("Country"), max_length=2, required=False, help_text=_("Two letters; empty is IT.")
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    @staticmethod
    def of(row: Address) -> dict[str, Any]:
        """What the form shows of an address."""
        return {name: getattr(row, name) for name in AddressForm.base_fields}


class ConsentForm(ServiceForm):
    """A consent given or withdrawn."""

    purpose = forms.ChoiceField(label=_("Consent to"), choices=Purpose.choices)
    given = forms.ChoiceField(
        label=_("What happened"),
        choices=(("1", _("given")), ("0", pgettext_lazy("consent", "withdrawn"))),
        widget=forms.RadioSelect,
    )
    on = DayField(label=_("On"))
    source = forms.ChoiceField(label=_("How we know"), choices=ConsentSource.choices)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class ParentForm(ServiceForm):
    """The group or company above."""

    parent = forms.CharField(
        label=_("Code of the group or company above"),
        max_length=7,
        required=False,
        help_text=_("For example C000012; empty: it stands alone."),
    )


class TellApart(ServiceForm):
    """Two customers that are two."""

    one = forms.CharField(max_length=7)
    other = forms.CharField(max_length=7)
    reason = forms.CharField(max_length=200, required=False)
