"""Customers and their sites as a clerk writes them; what is right is decided by registry.services.customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from registry.models import Customer, Site
from registry.models.customer import Kind, PaymentMethod
from registry.services.customers import CustomerFields, clean_customer
from registry.services.sites import SiteFields

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    StrOrPromise = str | _StrPromise


class ServiceForm(forms.Form):
    """A form whose service is the judge: its errors land on the fields they name.

    Which fields are wanted depends on the others, so that none is marked as optional.
    """

    optional_by_default = True
    layout: ClassVar[Sequence[tuple[StrOrPromise, Sequence[str]]]] = ()

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The fields under their headings."""
        return [(str(label), [self[name] for name in names if name in self.fields]) for label, names in self.layout]


class CustomerForm(ServiceForm):
    """Who the customer is, where invoices go, how one reaches them."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, widget=forms.RadioSelect, initial=Kind.LEGAL)
    name = forms.CharField(label=_("Company name"), max_length=200, required=False)
    first_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    vat_number = forms.CharField(label=_("VAT number"), max_length=28, required=False)
    fiscal_code = forms.CharField(label=_("Fiscal code"), max_length=16, required=False)
    address = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=10, required=False)
    city = forms.CharField(label=_("Town"), max_length=100, required=False)
    province = forms.CharField(label=_("Province"), max_length=2, required=False, help_text=_("Two letters: BO, MI."))
    country = forms.CharField(
        label=_("Country"), max_length=2, required=False, help_text=_("Two letters; empty is IT.")
    )
    email = forms.CharField(label=_("E-mail"), max_length=256, required=False)
    pec = forms.CharField(label=_("Certified e-mail (PEC)"), max_length=256, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    sdi_code = forms.CharField(label=_("SDI recipient code"), max_length=7, required=False)
    iban = forms.CharField(label=_("IBAN"), max_length=42, required=False)
    account_holder = forms.CharField(label=_("Account holder"), max_length=120, required=False)
    payment_method = forms.ChoiceField(
        label=_("Payment method"), choices=[("", _("not stated")), *PaymentMethod.choices], required=False
    )
    payment_days = forms.IntegerField(label=_("Days to pay"), required=False, min_value=0)
    payment_end_of_month = forms.BooleanField(label=_("From the end of the month"), required=False)
    external_code = forms.CharField(
        label=_("Code in another system"),
        max_length=40,
        required=False,
        help_text=_("Imports find the customer by it."),
    )
    is_public_body = forms.BooleanField(label=_("Public administration"), required=False)
    is_prospect = forms.BooleanField(label=_("Prospect, not a customer yet"), required=False)
    notes = forms.CharField(label=_("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    layout = (
        ("", ("kind", "name", "first_name", "last_name", "vat_number", "fiscal_code", "is_public_body", "is_prospect")),
        (_("Address"), ("address", "city", "postal_code", "province", "country")),
        (_("Contacts"), ("email", "pec", "phone")),
        (_("Invoices"), ("sdi_code",)),
        (
            _("Payment"),
            ("payment_method", "payment_days", "payment_end_of_month", "iban", "account_holder"),
        ),
        (_("Further"), ("external_code", "notes")),
    )

    def clean(self) -> dict[str, Any]:
        """The service judges what the fields let through, so that whoever erred twice is told both at once."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            try:
                clean_customer(cast("CustomerFields", cleaned))
            except ValidationError as wrong:
                for name in wrong.error_dict.keys() - self.errors.keys():
                    self.add_error(name, wrong.error_dict[name])
        return cleaned

    @staticmethod
    def of(customer: Customer) -> dict[str, Any]:
        """What the form shows of a customer."""
        return {name: getattr(customer, name) for name in CustomerForm.base_fields}

    def written(self) -> CustomerFields:
        """What the service takes."""
        return cast("CustomerFields", self.cleaned_data)


class SiteForm(ServiceForm):
    """A place of a customer."""

    name = forms.CharField(label=_("Name of the site"), max_length=120, required=False)
    address = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=10, required=False)
    city = forms.CharField(label=_("Town"), max_length=100, required=False)
    province = forms.CharField(label=_("Province"), max_length=2, required=False, help_text=_("Two letters: BO, MI."))
    istat_code = forms.CharField(label=_("ISTAT code of the municipality"), max_length=6, required=False)
    rentri_unit = forms.CharField(label=_("RENTRI unit"), max_length=30, required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    layout = (
        ("", ("name", "rentri_unit", "is_active")),
        (_("Address"), ("address", "city", "postal_code", "province", "istat_code")),
    )

    @staticmethod
    def of(site: Site) -> dict[str, Any]:
        """What the form shows of a site."""
        return {name: getattr(site, name) for name in SiteForm.base_fields}

    def written(self) -> SiteFields:
        """What the service takes."""
        return cast("SiteFields", self.cleaned_data)
