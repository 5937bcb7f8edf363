"""A saved list of customers: what they have in common, and who is added or left out by hand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.scoping import CompanyOwned


class CustomerList(CompanyOwned):
    """Who is on it is read anew whenever it is used.

    is_by_hand  only who was added is on it; else everybody who meets the criteria
    criteria    of `documents.services.mailings.lists.Criteria`
    """

    name = models.CharField(_("name"), max_length=120)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_by_hand = models.BooleanField(_("only who is named"), default=False)
    criteria = models.JSONField(_("criteria"), default=dict)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("changed by")
    )

    class Meta:
        verbose_name = _("list of customers")
        verbose_name_plural = _("lists of customers")
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["company", "name"], name="customer_list_once"),)

    def __str__(self) -> str:
        return self.name


class ListedCustomer(CompanyOwned):
    """A customer added to a list by hand, or left out of it."""

    list = models.ForeignKey(CustomerList, models.CASCADE, related_name="listed")
    customer = models.ForeignKey("registry.Customer", models.PROTECT, related_name="+")
    is_left_out = models.BooleanField(_("left out"), default=False)

    class Meta:
        verbose_name = _("customer of a list")
        verbose_name_plural = _("customers of a list")
        constraints = (models.UniqueConstraint(fields=["list", "customer"], name="listed_once"),)

    def __str__(self) -> str:
        return f"{self.list}: {self.customer}"
