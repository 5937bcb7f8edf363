"""Forms of imports, mappings and bank statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.imports import values
from billing.imports.naming import BY
from billing.imports.records import ITEM_FIELDS, PAYMENT_FIELDS, REQUIRED
from billing.models import ImportMapping
from billing.statements.table import FIELDS as STATEMENT_FIELDS
from desk.forms.acts import reason
from desk.forms.billing.ledger import CustomerField

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billing.queries.matching import Proposal
    from registry.models import Company

FIELDS = {"items": ITEM_FIELDS, "payments": PAYMENT_FIELDS, "statement": STATEMENT_FIELDS}
DELIMITERS = ((";", _("semicolon")), (",", _("comma")), ("\t", _("tab")), ("|", "|"))
ENCODINGS = (("utf-8", "UTF-8"), ("cp1252", "Windows (cp1252)"))


class UploadForm(forms.Form):
    """A file and the mapping by which it is read."""

    mapping = forms.ChoiceField(label=_("Mapping"))
    file = forms.FileField(label=_("File"), help_text=_(".csv or .xlsx, at most 20 MB and 50,000 rows."))

    def __init__(self, typed: Any, files: Any, *, mappings: Iterable[ImportMapping]) -> None:
        super().__init__(typed, files)
        choices = [(str(each.pk), f"{each.name} · {each.get_content_display()}") for each in mappings]
        cast("forms.ChoiceField", self.fields["mapping"]).choices = choices


class StatementForm(forms.Form):
    """A bank statement; only a table needs a mapping."""

    file = forms.FileField(label=_("File"), help_text=_("camt.053 (.xml), CBI text, or a table (.csv, .xlsx)."))
    mapping = forms.ChoiceField(label=_("Mapping of the table"), required=False)

    def __init__(self, typed: Any, files: Any, *, mappings: Iterable[ImportMapping]) -> None:
        super().__init__(typed, files)
        choices = [("", _("none: camt.053 or CBI")), *((str(each.pk), each.name) for each in mappings)]
        cast("forms.ChoiceField", self.fields["mapping"]).choices = choices


class MappingForm(forms.Form):
    """How a source writes its files: first what is common, then a heading for each field."""

    name = forms.CharField(label=_("Name"), max_length=80)
    source = forms.SlugField(
        label=_("Source"), max_length=40, help_text=_("A short word that stays: rows are told apart by it.")
    )
    date_format = forms.ChoiceField(label=_("Days are written"), choices=values.FORMS, required=False)
    decimal_comma = forms.BooleanField(label=_("Amounts have a decimal comma"), required=False)
    delimiter = forms.ChoiceField(label=_("Columns are parted by"), choices=DELIMITERS)
    encoding = forms.ChoiceField(label=_("Characters"), choices=ENCODINGS)
    customer_by = forms.ChoiceField(label=_("Customers are named by"), choices=BY, required=False)

    def __init__(self, typed: Any, *, content: str, initial: dict[str, Any], fixed: bool) -> None:
        super().__init__(typed, initial=initial)
        self.content = content
        for name, label in FIELDS[content].items():
            self.fields[f"column_{name}"] = forms.CharField(
                label=_("Heading of: %(field)s") % {"field": label},
                required=name in REQUIRED[content],
                max_length=80,
            )
        if content == ImportMapping.STATEMENT:
            del self.fields["customer_by"]
        if fixed:
            self.fields["source"].disabled = True

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """The fields under headings, for the page."""
        common = [self[name] for name in self.fields if not name.startswith("column_")]
        columns = [self[name] for name in self.fields if name.startswith("column_")]
        return [(str(_("The file")), common), (str(_("Headings of its columns")), columns)]

    def columns(self) -> dict[str, str]:
        """The headings of a valid form, by field."""
        given = {name: self.cleaned_data[f"column_{name}"].strip() for name in FIELDS[self.content]}
        return {name: heading for name, heading in given.items() if heading}


class NamesForm(forms.Form):
    """Whom a source means by its codes; what is left empty stays unknown."""

    prefix = "names"

    def __init__(self, typed: Any, *, codes: Sequence[str], company: Company) -> None:
        super().__init__(typed)
        self.codes = list(codes)
        for number, code in enumerate(self.codes):
            field = CustomerField(label=code, required=False, max_length=100)
            field.company = company
            self.fields[f"code_{number}"] = field

    def named(self) -> dict[str, Any]:
        """The customers of a valid form, by code of the source."""
        pairs = {code: self.cleaned_data.get(f"code_{number}") for number, code in enumerate(self.codes)}
        return {code: customer for code, customer in pairs.items() if customer}


class MatchForm(forms.Form):
    """Whose money it is, when no proposal fits."""

    customer = CustomerField(label=_("Customer"), help_text=_("Code, or enough of the name."))

    def __init__(self, typed: Any, *, company: Company) -> None:
        super().__init__(typed)
        cast("CustomerField", self.fields["customer"]).company = company


class NoteForm(forms.Form):
    """Why a movement is set aside, or a decision undone."""

    reason = reason()


def item_ids(proposal: Proposal) -> str:
    """The items of a proposal, as its button sends them."""
    return ",".join(str(item.pk) for item in proposal.items)


def ids_of(text: str) -> list[int]:
    """Ids as a button sent them; nonsense is none."""
    return [int(part) for part in text.split(",") if part.isdecimal() and len(part) < 19]
