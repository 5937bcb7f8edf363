"""What belongs to a customer: people, addresses, sites, consents, its group. Each page is one form over one service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from desk.forms.customers import ServiceForm, SiteForm
from desk.forms.party import AddressForm, ConsentForm, ContactForm, ParentForm
from desk.views.service_form import ServiceFormView
from registry.duties import EDIT_CUSTOMER
from registry.models import Address, Contact, Customer, Site
from registry.queries.customers import by_code
from registry.services.groups import set_parent
from registry.services.party import add_address, add_contact, change_address, change_contact, record_consent
from registry.services.sites import add_site, change_site


class OfCustomerView(ServiceFormView):
    """A form about a customer of this company."""

    area = "customers"
    duty = EDIT_CUSTOMER
    customer: Customer

    def load(self, **kwargs: Any) -> None:
        """The customer; another company's is not there (404)."""
        found = by_code(self.company, kwargs["code"])
        if found is None:
            raise Http404
        self.customer = found

    def back(self) -> str:
        """The customer's page."""
        return self.to.customer(self.customer.code)


class NewOfCustomerView(OfCustomerView):
    """Something new of a customer: it is in use from the start."""

    def form(self, typed: Any = None) -> ServiceForm:
        """Without the question whether it is in use."""
        form = super().form(typed)
        del form.fields["is_active"]
        return form


class NewContactView(NewOfCustomerView):
    """A contact more."""

    form_class = ContactForm

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": _("New contact"), "lead": self.customer.name, "action": _("Add")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Add it."""
        contact = add_contact(self.customer, actor=self.actor, **cleaned)
        return _("%(name)s is added.") % {"name": contact.name}


class EditContactView(OfCustomerView):
    """A contact changed, or closed."""

    form_class = ContactForm
    row: Contact

    def load(self, **kwargs: Any) -> None:
        """The customer and its contact."""
        super().load(**kwargs)
        self.row = get_object_or_404(Contact.objects.of(self.company), customer=self.customer, pk=kwargs["contact"])

    def initial(self) -> dict[str, Any]:
        """As it is."""
        return ContactForm.of(self.row)

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": self.row.name, "lead": self.customer.name, "action": _("Save")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Change it."""
        contact = change_contact(self.row, actor=self.actor, **cleaned)
        return _("%(name)s is changed.") % {"name": contact.name}


class NewAddressView(NewOfCustomerView):
    """An address more."""

    form_class = AddressForm

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": _("New address"), "lead": self.customer.name, "action": _("Add")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Add it; it takes the place of one of its kind."""
        add_address(self.customer, actor=self.actor, **cleaned)
        return _("The address is added.")


class EditAddressView(OfCustomerView):
    """An address changed, or closed."""

    form_class = AddressForm
    row: Address

    def load(self, **kwargs: Any) -> None:
        """The customer and its address."""
        super().load(**kwargs)
        self.row = get_object_or_404(Address.objects.of(self.company), customer=self.customer, pk=kwargs["address"])

    def initial(self) -> dict[str, Any]:
        """As it is."""
        return AddressForm.of(self.row)

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": self.row.get_kind_display(), "lead": self.customer.name, "action": _("Save")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Change it."""
        change_address(self.row, actor=self.actor, **cleaned)
        return _("The address is changed.")


class NewSiteView(NewOfCustomerView):
    """A place of a customer."""

    form_class = SiteForm

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": _("New site"), "lead": self.customer.name, "action": _("Add")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Add it."""
        site = add_site(self.customer, actor=self.actor, **cleaned)
        return _("%(name)s is added.") % {"name": site.name}


class EditSiteView(OfCustomerView):
    """A site changed, or closed."""

    form_class = SiteForm
    row: Site

    def load(self, **kwargs: Any) -> None:
        """The customer and its site."""
        super().load(**kwargs)
        self.row = get_object_or_404(Site.objects.of(self.company), customer=self.customer, pk=kwargs["site"])

    def initial(self) -> dict[str, Any]:
        """As it is."""
        return SiteForm.of(self.row)

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": self.row.name, "lead": self.customer.name, "action": _("Save")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Change it."""
        site = change_site(self.row, actor=self.actor, **cleaned)
        return _("%(name)s is changed.") % {"name": site.name}


class ConsentView(OfCustomerView):
    """A consent given or withdrawn; what was recorded before stays."""

    form_class = ConsentForm

    def initial(self) -> dict[str, Any]:
        """Today; whether it was given is never said by leaving the form as it is."""
        return {"on": self.on, "purpose": self.request.GET.get("purpose", "")}

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": _("Record a consent"), "lead": self.customer.name, "action": _("Record")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Write it down."""
        told = {**cleaned, "given": cleaned["given"] == "1"}
        record_consent(self.customer, actor=self.actor, now=self.now, today=self.on, **told)
        return _("The consent is recorded.")


class ParentView(OfCustomerView):
    """The group or company above."""

    form_class = ParentForm

    def initial(self) -> dict[str, Any]:
        """As it is."""
        return {"parent": self.customer.parent.code if self.customer.parent else ""}

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": _("Group"), "lead": self.customer.name, "action": _("Save")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Put it below, or on its own."""
        code = cleaned["parent"].strip()
        parent = by_code(self.company, code) if code else None
        if code and parent is None:
            raise ValidationError({"parent": _("No customer has this code.")})
        set_parent(self.customer, parent, actor=self.actor)
        return _("The group is changed.")
