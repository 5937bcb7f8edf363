"""Forms of items, payments, holds, credit and rates."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from billing.models.hold import HoldCause
from billing.models.ledger import Channel, ItemKind
from billing.models.terms import RateKind
from billing.queries.ageing import BUCKETS, LATE, OWED
from billing.queries.listing import MONTH, PAID_LATE, RETURNED, SALES
from cases.definition.fields import DayField, NumberField
from desk.forms.acts import reason
from registry.queries.customers import by_code, fitting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from billing.models import OpenItem
    from cases.models import Case
    from registry.models import Company

SHORT = "SHORT_DATE_FORMAT"
BUCKET_WORDS = (
    _("not due yet"),
    _("1 to 30 days late"),
    _("31 to 60 days late"),
    _("61 to 90 days late"),
    _("91 to 180 days late"),
    _("more than 180 days late"),
    _("credits to be used"),
)


def amount(label: Any, *, required: bool = True, low: str = "0.01") -> NumberField:
    """An amount of euro."""
    return NumberField(label=label, required=required, min_value=Decimal(low), max_digits=14, decimal_places=2)


def month() -> forms.RegexField:
    """The month rows were booked in, as a browser writes it: 2026-11."""
    return forms.RegexField(
        MONTH, label=_("Booked in"), required=False, widget=forms.TextInput(attrs={"type": "month"})
    )


class CustomerField(forms.CharField):
    """A customer by code, or by words that fit only one; `company` is set by the form."""

    company: Company | None = None

    def clean(self, value: Any) -> Any:
        """The customer. Raises ValidationError."""
        text = super().clean(value)
        if not text or self.company is None:
            return None
        hits = fitting(self.company, text)
        if not hits:
            raise forms.ValidationError(_("No customer is found by this."))
        if len(hits) > 1:
            names = ", ".join(f"{hit.code} {hit.name}" for hit in hits[:5])
            raise forms.ValidationError(_("More than one customer: %(names)s."), params={"names": names})
        return by_code(self.company, hits[0].code)


class ItemFilters(forms.Form):
    """How the open items are narrowed; nonsense narrows nothing."""

    q = forms.CharField(
        label=_("Customer, document, contract"), required=False, max_length=100, widget=forms.SearchInput
    )
    age = forms.ChoiceField(label=_("Age"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=(
            ("", _("Open")),
            ("held", _("On hold")),
            ("disputed", _("Disputed")),
            ("free", _("To be collected")),
            (PAID_LATE, _("Paid late")),
            ("all", _("Closed ones too")),
        ),
    )
    booked = month()

    def __init__(self, asked: Mapping[str, Any]) -> None:
        super().__init__(asked, label_suffix="")
        ages = [
            ("", _("Any")),
            (OWED, _("Owed, due or not")),
            (LATE, _("Past due")),
            *zip(BUCKETS, BUCKET_WORDS, strict=False),
        ]
        cast("forms.ChoiceField", self.fields["age"]).choices = ages
        cast("forms.ChoiceField", self.fields["kind"]).choices = [
            ("", _("Any")),
            *ItemKind.choices,
            (SALES, _("Invoices, debit and credit notes")),
        ]

    def asked(self) -> dict[str, str]:
        """What is asked, empty where it is nonsense."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "") for name in self.fields}


class PaymentFilters(forms.Form):
    """How payments are narrowed."""

    q = forms.CharField(label=_("Customer, reference"), required=False, max_length=100, widget=forms.SearchInput)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=(
            ("", _("All")),
            ("open", _("Unallocated")),
            ("back", _("Come back")),
            (RETURNED, _("Sent back by a bank")),
        ),
    )
    booked = month()

    def __init__(self, asked: Mapping[str, Any]) -> None:
        super().__init__(asked, label_suffix="")

    def asked(self) -> dict[str, str]:
        """What is asked, empty where it is nonsense."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "") for name in self.fields}


class PaymentForm(forms.Form):
    """Money that came in, entered by hand."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    customer = CustomerField(label=_("Customer"), help_text=_("Code, or enough of the name."))
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    amount = amount(_("Amount"))
    booked_on = DayField(label=_("Booked on"))
    value_on = DayField(label=_("Value date"), required=False)
    counter = forms.CharField(label=_("Counter or account"), required=False, max_length=40)
    reference = forms.CharField(label=_("Reference"), required=False, max_length=200)
    by_law = forms.BooleanField(label=_("Allocate it now by the order of the law"), required=False)

    def __init__(self, typed: Any, *, company: Company, **options: Any) -> None:
        super().__init__(typed, **options)
        cast("CustomerField", self.fields["customer"]).company = company


def _choices(items: Sequence[OpenItem], say: Any) -> list[tuple[str, str]]:
    """Items to choose from: interest and costs have the number of the invoice they grew on."""
    return [
        (str(i.pk), f"{i.get_kind_display()} {i} · {say(i.open_amount)} · {date_format(i.due_on, SHORT)}")
        for i in items
    ]


class ChoiceForm(forms.Form):
    """Which items a payment closes; none chosen: the order of the law."""

    prefix = "pay"

    items = forms.MultipleChoiceField(
        label=_("Items the debtor pays"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: by law costs, interest and principal, the oldest first (art. 1193 and 1194 c.c.)."),
    )
    principal_first = forms.BooleanField(
        label=_("We agree that principal comes before costs and interest (art. 1194 c.c.)"), required=False
    )

    def __init__(self, typed: Any, *, items: Sequence[OpenItem], say: Any) -> None:
        super().__init__(typed)
        cast("forms.MultipleChoiceField", self.fields["items"]).choices = _choices(items, say)


class ReturnForm(forms.Form):
    """Why money went back, and on which day."""

    on = DayField(label=_("Booked on"))
    reason_code = forms.CharField(
        label=_("Reason code of the bank"), required=False, max_length=10, help_text=_("AM04, MS03, MD01...")
    )
    reason = reason()


class HoldForm(forms.Form):
    """What is not collected, why, and until when."""

    customer = CustomerField(label=_("Customer"))
    cause = forms.ChoiceField(label=_("Cause"), choices=HoldCause.choices)
    contract_ref = forms.CharField(label=_("Only this contract"), required=False, max_length=40)
    until_on = DayField(label=_("Collected again from"), required=False, help_text=_("Empty: until it is lifted."))
    case = forms.ChoiceField(
        label=_("Because of this case"),
        required=False,
        help_text=_("When the hold expires, deciding on it is work on the case."),
    )
    items = forms.MultipleChoiceField(label=_("Only these items"), required=False, widget=forms.CheckboxSelectMultiple)
    reason = reason(_("Whoever would have collected it reads it."))

    def __init__(
        self,
        typed: Any,
        *,
        company: Company,
        items: Sequence[OpenItem],
        cases: Sequence[Case],
        say: Any,
        **options: Any,
    ) -> None:
        super().__init__(typed, **options)
        cast("CustomerField", self.fields["customer"]).company = company
        if cases:
            choices = [("", _("No case")), *((case.number, f"{case.number} · {case.subject}") for case in cases)]
            cast("forms.ChoiceField", self.fields["case"]).choices = choices
        else:
            del self.fields["case"]
        if items:
            cast("forms.MultipleChoiceField", self.fields["items"]).choices = _choices(items, say)
        else:
            del self.fields["items"]


class ExtendForm(forms.Form):
    """Until when, and why."""

    until_on = DayField(label=_("Collected again from"), required=False, help_text=_("Empty: until it is lifted."))
    reason = reason()


class CreditForm(forms.Form):
    """How much credit, from when, and whether a procedure is open."""

    valid_from = DayField(label=_("Valid from"))
    limit = amount(_("Credit limit"), required=False, low="0")
    insolvency = forms.CharField(
        label=_("Insolvency procedure"), required=False, max_length=200, help_text=_("Kind, court, day; empty: none.")
    )
    source = forms.CharField(label=_("Who decided, on what"), max_length=200)


class ContractRateForm(forms.Form):
    """What a contract says of default interest."""

    valid_from = DayField(label=_("Valid from"))
    contract_ref = forms.CharField(
        label=_("Contract"), required=False, max_length=40, help_text=_("Empty: all contracts of the customer.")
    )
    percent = NumberField(
        label=_("Yearly rate (%)"),
        required=False,
        min_value=0,
        max_value=Decimal("99.999"),
        decimal_places=3,
        help_text=_("Empty: the contract says the legal rate."),
    )
    source = forms.CharField(label=_("Where the contract says so"), max_length=200)


class RateForm(forms.Form):
    """A rate by law."""

    kind = forms.ChoiceField(label=_("Rate"), choices=RateKind.choices)
    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(label=_("Valid to (last day)"))
    percent = NumberField(label=_("Yearly rate (%)"), min_value=0, max_value=Decimal("99.999"), decimal_places=3)
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("The gazette, or who said so."))
    to_be_confirmed = forms.BooleanField(label=_("To be confirmed"), required=False)


class DayForm(forms.Form):
    """A day, in the evening of which the balances are shown."""

    on = DayField(label=_("In the evening of"), required=False)

    def __init__(self, asked: Mapping[str, Any]) -> None:
        super().__init__(asked, label_suffix="")


class PeriodForm(forms.Form):
    """From a day to a day, both included."""

    from_on = DayField(label=_("From"), required=False)
    to_on = DayField(label=_("To"), required=False)

    def __init__(self, asked: Mapping[str, Any]) -> None:
        super().__init__(asked, label_suffix="")
