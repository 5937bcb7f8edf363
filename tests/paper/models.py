"""The dossiers of the processes on paper, and the records of the packages below them."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from cases.models import Dossier
from registry.scoping import CompanyOwned


class Derogation(Dossier):
    amount = models.IntegerField(null=True)

    def __str__(self) -> str:
        return f"derogation of {self.amount}"


class Request(Dossier):
    """What a customer asks to be approved."""

    waste_code = models.CharField(max_length=6, default="")
    quantity_per_year = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    quantity_per_delivery = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    plant = models.ForeignKey("registry.Plant", models.PROTECT, null=True, related_name="+")
    received_on = models.DateField(null=True)
    applicant = models.TextField(default="")

    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.waste_code


class Offer(Dossier):
    """What is offered to a customer: the revision under way, and until when the sent one stands."""

    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    discount = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    revision = models.PositiveIntegerField(default=1)
    valid_until = models.DateField(null=True)
    is_frozen = models.BooleanField(default=False)

    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"offer of {self.amount}, revision {self.revision}"


class SentOffer(CompanyOwned):
    """A revision as the customer got it; never changed."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="sent")
    revision = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    discount = models.DecimalField(max_digits=5, decimal_places=2)
    sent_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["offer", "revision"], name="offer_revision_sent_once"),)

    def __str__(self) -> str:
        return f"revision {self.revision}"


class Agreement(CompanyOwned):
    """A record of a package below: drawn up by the acceptance, in force once the package heard of it."""

    source = models.CharField(max_length=40)
    customer = models.ForeignKey("registry.Customer", models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    in_force_since = models.DateField(null=True)
    times_told = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["company", "source"], name="agreement_once_per_source"),)

    def __str__(self) -> str:
        return f"agreement from {self.source}"


class Debt(CompanyOwned):
    """An open item of a ledger below."""

    customer = models.ForeignKey("registry.Customer", models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    paid = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    due_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["company", "number"], name="debt_number_once"),)

    def __str__(self) -> str:
        return self.number


class Payment(CompanyOwned):
    """Money that came in for a debt."""

    debt = models.ForeignKey(Debt, models.PROTECT, related_name="payments")
    amount = models.DecimalField(max_digits=12, decimal_places=2)

    def __str__(self) -> str:
        return str(self.amount)


class Dunning(Dossier):
    """A debt that is being collected: which level its last letter had, and when it left."""

    debt = models.ForeignKey(Debt, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    level = models.PositiveIntegerField(default=0)
    last_letter_on = models.DateField(null=True)

    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"dunning at level {self.level}"


class Letter(CompanyOwned):
    """A letter owed to a debtor, once per level."""

    dunning = models.ForeignKey(Dunning, models.PROTECT, related_name="letters")
    level = models.PositiveIntegerField()
    fee = models.DecimalField(max_digits=8, decimal_places=2)
    on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["dunning", "level"], name="letter_once_per_level"),)

    def __str__(self) -> str:
        return f"level {self.level} on {self.on}"
