"""Customers and their sites."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.models.fields import SearchKeyField, matches
from registry.scoping import CompanyOwned

RENTRI_UNIT = "OP[0-9]{4}[A-Z0-9]{3}[0-9]{6}-[A-Z]{2}[0-9]{4}"


class Kind(models.TextChoices):
    """Whom one deals with."""

    LEGAL = "legal", _("Company or body")
    NATURAL = "natural", _("Person")


class PaymentMethod(models.TextChoices):
    """How a customer pays, under the codes of the e-invoice (FatturaPA 1.2.3, ModalitaPagamento)."""

    BANK_TRANSFER = "MP05", _("Bank transfer")
    CARD = "MP08", _("Card")
    RIBA = "MP12", _("RiBa (bank receipt)")
    SEPA_DEBIT = "MP19", _("SEPA direct debit")
    SEPA_DEBIT_CORE = "MP20", _("SEPA direct debit, CORE")
    SEPA_DEBIT_B2B = "MP21", _("SEPA direct debit, B2B")
    PAGOPA = "MP23", _("PagoPA")


COLLECTED = (
    PaymentMethod.RIBA,
    PaymentMethod.SEPA_DEBIT,
    PaymentMethod.SEPA_DEBIT_CORE,
    PaymentMethod.SEPA_DEBIT_B2B,
)
"""What we collect from the customer's account: it needs the IBAN."""


class Customer(CompanyOwned):
    """A customer, or a prospect who may become one; registered by `registry.services.customers`.

    external_code  what another system calls it: the key of imports
    parent         the group it belongs to, or the company above it; never in a circle
    client_since   the day of its first contract; empty for a prospect
    merged_into    the customer that took its place, when it was found to be the same; its code leads there
    """

    code = models.CharField(_("code"), max_length=7, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.LEGAL)
    name = models.CharField(_("name"), max_length=200)
    search_key = SearchKeyField(max_length=220, source="name")
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=28, blank=True)
    fiscal_code = models.CharField(_("fiscal code"), max_length=16, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    pec = models.EmailField(_("certified e-mail (PEC)"), max_length=256, blank=True)
    email = models.EmailField(_("e-mail"), max_length=256, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    sdi_code = models.CharField(_("SDI recipient code"), max_length=7, blank=True)
    is_public_body = models.BooleanField(_("public administration"), default=False)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    province = models.CharField(_("province"), max_length=2, blank=True)
    country = models.CharField(_("country"), max_length=2, default="IT")
    is_prospect = models.BooleanField(_("prospect"), default=False)
    client_since = models.DateField(_("client since"), null=True, blank=True)
    external_code = models.CharField(_("code in another system"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("group or parent")
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
    account_holder = models.CharField(_("account holder"), max_length=120, blank=True)
    payment_method = models.CharField(
        _("payment method"), max_length=4, choices=PaymentMethod.choices, default="", blank=True
    )
    payment_days = models.PositiveSmallIntegerField(_("days to pay"), null=True, blank=True)
    payment_end_of_month = models.BooleanField(_("from the end of the month"), default=False)
    notes = models.TextField(_("notes"), blank=True)

    history = HistoricalRecords(excluded_fields=["search_key"])

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = (
            models.UniqueConstraint(name="customer_code_once_per_company", fields=("company", "code")),
            models.CheckConstraint(name="customer_code_shape", condition=Q(code__regex="^C[0-9]{6}$")),
            models.CheckConstraint(name="customer_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="customer_person_has_both_names",
                condition=~Q(kind=Kind.NATURAL) | (~Q(first_name="") & ~Q(last_name="")),
            ),
            models.CheckConstraint(name="customer_kind_is_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="customer_italian_vat_number_shape",
                condition=~Q(country="IT") | Q(vat_number="") | Q(vat_number__regex="^[0-9]{11}$"),
            ),
            matches("customer_fiscal_code_shape", "fiscal_code", "[0-9]{11}|[A-Z0-9]{16}"),
            matches("customer_sdi_code_shape", "sdi_code", "[A-Z0-9]{6,7}"),
            models.CheckConstraint(name="customer_country_shape", condition=Q(country__regex="^[A-Z]{2}$")),
            models.UniqueConstraint(
                name="customer_external_code_once",
                fields=("company", "external_code"),
                condition=~Q(external_code="") & Q(merged_into__isnull=True),
            ),
            models.CheckConstraint(
                name="customer_payment_method_is_known", condition=Q(payment_method__in=("", *PaymentMethod.values))
            ),
            models.CheckConstraint(
                name="customer_prospect_is_no_client", condition=Q(is_prospect=False) | Q(client_since__isnull=True)
            ),
            models.CheckConstraint(name="customer_not_its_own_parent", condition=~Q(parent=F("id"))),
            models.CheckConstraint(name="customer_not_merged_into_itself", condition=~Q(merged_into=F("id"))),
        )
        indexes = (
            models.Index(name="customer_by_name", fields=("company", "search_key")),
            models.Index(name="customer_by_vat_number", fields=("company", "vat_number")),
            models.Index(name="customer_by_fiscal_code", fields=("company", "fiscal_code")),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Site(CompanyOwned):
    """A place of a customer: where the waste is produced, where the service is delivered."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="sites")
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    province = models.CharField(_("province"), max_length=2, blank=True)
    country = models.CharField(_("country"), max_length=2, default="IT")
    istat_code = models.CharField(_("ISTAT code of the municipality"), max_length=6, blank=True)
    rentri_unit = models.CharField(_("RENTRI unit"), max_length=30, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints = (
            models.UniqueConstraint(name="site_code_once_per_customer", fields=("customer", "code")),
            matches("site_istat_code_shape", "istat_code", "[0-9]{6}"),
            matches("site_rentri_unit_shape", "rentri_unit", RENTRI_UNIT),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
