"""Whom a file means: customers by our code, VAT number, fiscal code, or by what the source calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from billing.models import CustomerAlias
from registry.models import Customer

if TYPE_CHECKING:
    from billing.imports.records import Row
    from billing.models import ImportMapping

BY: Final = (
    ("code", _("our code (C000123)")),
    ("vat_number", _("VAT number")),
    ("fiscal_code", _("fiscal code")),
    ("alias", _("the source's own code")),
)
_TWICE: Final = -1


class Names:
    """The customers of a company under the names of a source; loaded once for a file.

    What a person said a source means by a name goes before what the registry has; a merged customer leads
    to the one that was kept.
    """

    def __init__(self, mapping: ImportMapping) -> None:
        column = mapping.customer_by
        aliases = CustomerAlias.objects.of(mapping.company_id).filter(source=mapping.source)
        named = dict(aliases.values_list("code", Coalesce("customer__merged_into_id", "customer_id")))
        self.known: dict[str, int] = {}
        self.unknown: dict[str, None] = {}
        if column != "alias":
            rows = Customer.objects.of(mapping.company_id).exclude(**{column: ""}).annotate(name_=F(column))
            for name, pk in rows.values_list("name_", Coalesce("merged_into_id", "pk")).iterator():
                self.known[name] = _TWICE if self.known.get(name, pk) != pk else pk
        self.known |= named

    def find(self, row: Row, name: str) -> int:
        """The id of the customer a line names; 0 when it is not known, and the row says so."""
        found = self.known.get(name, 0)
        if not found:
            self.unknown.setdefault(name)
            row.refuse("customer_unknown", value=name)
        if found == _TWICE:
            self.unknown.setdefault(name)
            row.refuse("customer_twice", value=name)
        return max(found, 0)
