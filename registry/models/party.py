"""What belongs to a customer besides itself: people to talk to, further addresses, consents."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from registry.models.customer import Customer
from registry.models.user import Language
from registry.scoping import CompanyOwned


class ContactRole(models.TextChoices):
    """What one talks to a person about."""

    LEGAL_REPRESENTATIVE = "legal_representative", _("Legal representative")
    ADMINISTRATION = "administration", _("Administration and invoices")
    TECHNICAL = "technical", _("Technical and environment")
    LOGISTICS = "logistics", _("Pick-ups and deliveries")
    COMMERCIAL = "commercial", _("Purchasing")
    OTHER = "other", _("Other")


class Contact(CompanyOwned):
    """A person at the customer's, or an office; closed (`is_active`), never deleted."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=30, choices=ContactRole.choices, default=ContactRole.OTHER)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), max_length=256, blank=True)
    pec = models.EmailField(_("certified e-mail (PEC)"), max_length=256, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.ITALIAN)
    is_active = models.BooleanField(_("active"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = (
            models.CheckConstraint(name="contact_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="contact_role_is_known", condition=Q(role__in=ContactRole.values)),
        )

    def __str__(self) -> str:
        return self.name


class AddressKind(models.TextChoices):
    """What an address is used for; the legal one stands on the customer itself."""

    BILLING = "billing", _("Billing address")
    MAILING = "mailing", _("Mailing address")
    OTHER = "other", _("Other address")


class Address(CompanyOwned):
    """A further address of a customer; closed (`is_active`), never deleted."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="addresses")
    kind = models.CharField(_("kind"), max_length=10, choices=AddressKind.choices)
    attention = models.CharField(_("for the attention of"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=200)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=100)
    province = models.CharField(_("province"), max_length=2, blank=True)
    country = models.CharField(_("country"), max_length=2, default="IT")
    is_active = models.BooleanField(_("active"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints = (
            models.UniqueConstraint(
                name="one_address_of_a_kind",
                fields=("customer", "kind"),
                condition=Q(is_active=True, kind__in=(AddressKind.BILLING, AddressKind.MAILING)),
            ),
            models.CheckConstraint(name="address_kind_is_known", condition=Q(kind__in=AddressKind.values)),
        )

    def __str__(self) -> str:
        return f"{self.address}, {self.city}"


class Purpose(models.TextChoices):
    """What a consent is for (GDPR art. 6(1)(a)); what contract or law require needs none."""

    MARKETING = "marketing", _("Offers by e-mail or post")
    PHONE_MARKETING = "phone_marketing", _("Offers by phone")
    PROFILING = "profiling", _("Profiling")
    THIRD_PARTIES = "third_parties", _("Passing on to third parties")


class ConsentSource(models.TextChoices):
    """How we know it."""

    PAPER = "paper", _("Signed form")
    WEB = "web", _("Web site")
    EMAIL = "email", _("E-mail or PEC")
    PHONE = "phone", _("Phone call")
    CONTRACT = "contract", _("Clause signed with a contract")


class Consent(CompanyOwned):
    """A consent given or withdrawn on a day. Rows are only added: the newest of a purpose holds (GDPR art. 7)."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    given = models.BooleanField(_("given"))
    on = models.DateField(_("on"))
    source = models.CharField(_("source"), max_length=10, choices=ConsentSource.choices)
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = (
            models.CheckConstraint(name="consent_purpose_is_known", condition=Q(purpose__in=Purpose.values)),
            models.CheckConstraint(name="consent_source_is_known", condition=Q(source__in=ConsentSource.values)),
        )
        indexes = (models.Index(name="consent_of_customer", fields=("customer", "purpose", "-on", "-id")),)

    def __str__(self) -> str:
        return f"{self.purpose} {'+' if self.given else '-'} {self.on}"
