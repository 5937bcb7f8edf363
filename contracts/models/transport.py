"""The papers that travel with a load or announce it: order confirmations, delivery notes, data sheets of a FIR."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from contracts.models.approval import Approval
from contracts.models.ledger import Reservation
from documents.models import Document
from registry.models import Customer
from registry.scoping import CompanyOwned


class TransportKind(models.TextChoices):
    """Which paper it is."""

    ORDER = "order", _("Order confirmation")
    DDT = "ddt", _("Delivery note (DDT)")
    FIR = "fir", _("Data sheet of a FIR")


class TransportState(models.TextChoices):
    """Voided: it counts no more, and keeps its number."""

    ISSUED = "issued", _("issued")
    VOIDED = "voided", _("voided")


class TransportDocument(CompanyOwned):
    """One paper, once per `key`: its number, what it says, by which layout, and the PDF made of it.

    `content` is what was printed, so that the same PDF can be made again; `layout_sha256` is the layout's version.
    The PDF follows its number: `document` is null until it is made. `xfir` is the signed form of RENTRI as it arrived.
    """

    Kind = TransportKind
    State = TransportState
    PREFIXES: Final = {TransportKind.ORDER: "CONF", TransportKind.DDT: "DDT", TransportKind.FIR: "SFIR"}

    key = models.UUIDField(unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=5, choices=TransportKind)
    series = models.CharField(max_length=20)
    number = models.CharField(_("number"), max_length=30)
    fir_number = models.CharField(_("FIR number"), max_length=30, blank=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="transport_documents")
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="transport_documents")
    reservation = models.ForeignKey(Reservation, models.PROTECT, null=True, related_name="transport_documents")
    language = models.CharField(max_length=5)
    content = models.JSONField()
    layout_sha256 = models.CharField(max_length=64, editable=False)
    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="transport_document")
    xfir = models.OneToOneField(Document, models.PROTECT, null=True, related_name="transport_document_as_xfir")
    dated = models.DateField(_("date"))
    state = FSMField(max_length=8, choices=TransportState, default=TransportState.ISSUED, protected=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+")
    issued_by_name = models.CharField(max_length=120)
    voided_at = models.DateTimeField(null=True)
    voided_by_name = models.CharField(max_length=120, blank=True)
    void_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("transport document")
        verbose_name_plural = _("transport documents")
        constraints = (
            models.UniqueConstraint(fields=("company", "number"), name="transport_number_once"),
            models.UniqueConstraint(
                fields=("company", "fir_number"),
                name="one_sheet_of_a_fir",
                condition=Q(state="issued") & ~Q(fir_number=""),
            ),
            models.CheckConstraint(name="a_fir_sheet_names_its_fir", condition=~Q(kind="fir") | ~Q(fir_number="")),
            models.CheckConstraint(
                name="voided_with_a_reason",
                condition=Q(state="issued") | (Q(voided_at__isnull=False) & ~Q(void_reason="")),
            ),
        )
        indexes = (
            models.Index(fields=("company", "-id"), name="transport_newest"),
            models.Index(fields=("customer", "-id"), name="transport_of_customer"),
            models.Index(fields=("company", "id"), name="transport_unprinted", condition=Q(document__isnull=True)),
        )

    def __str__(self) -> str:
        return self.number

    @transition(field=state, source=TransportState.ISSUED, target=TransportState.VOIDED)
    def void(self) -> None:
        """It counts no more."""
