"""One row per series of numbers; `registry.services.counters` is the only one who touches it."""

from __future__ import annotations

from django.db import models

from registry.scoping import CompanyOwned


class Counter(CompanyOwned):
    """The last number given in a series of a company, such as `customer` or `OM-2026`."""

    name = models.CharField(max_length=40)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(name="counter_once_per_company", fields=("company", "name")),)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"
