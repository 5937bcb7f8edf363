"""Statements of account sent to many customers at once: what was asked for, and what became of each customer."""

from __future__ import annotations

import uuid
from typing import Any, Final
from uuid import UUID, uuid5

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from billing.models.ledger import ZERO
from documents.models import Channel, Document, Message
from registry.models import Customer
from registry.scoping import CompanyOwned


class Whom(models.TextChoices):
    """Which customers a run is for."""

    OPEN = "open", _("all with open items")
    OVERDUE = "overdue", _("those overdue for more than some days")
    ABOVE = "above", _("those whose balance is above an amount")
    CHOSEN = "chosen", _("those in a list")


class Layout(models.TextChoices):
    """What a statement shows."""

    OPEN_ITEMS = "open_items", _("open items only")
    MOVEMENTS = "movements", _("the movements of a period, and the open items")


class Way(models.TextChoices):
    """By which mail it goes where a customer can be reached by both."""

    EMAIL_FIRST = "email", _("e-mail; PEC where there is no e-mail")
    PEC_FIRST = "pec", _("PEC; e-mail where there is no PEC")


class StatementRun(CompanyOwned):
    """Statements of account as of a day, prepared as a list, looked through by a person, then sent by the worker.

    key      what a form sent twice repeats; the keys of its statements and messages are made from it
    on       the day of the figures: what stood in the books in its evening, read when each statement is written
    days     how long overdue, above which balance: of the customers it is for
    from_on  the first day of the movements; none: open items only
    by_post  whom no mail reaches gets a letter; otherwise he is left out
    """

    PREPARED: Final = "prepared"
    RELEASED: Final = "released"
    ENDED: Final = "ended"
    DROPPED: Final = "dropped"
    STATUSES: Final = (
        (PREPARED, _("prepared")),
        (RELEASED, _("being sent")),
        (ENDED, _("sent out")),
        (DROPPED, _("dropped")),
    )

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    on = models.DateField(_("as of"))
    whom = models.CharField(_("for"), max_length=8, choices=Whom)
    days = models.PositiveSmallIntegerField(_("days overdue"), null=True)
    above = models.DecimalField(_("balance above"), max_digits=14, decimal_places=2, null=True)
    skips_held = models.BooleanField(_("without those on hold"), default=True)
    from_on = models.DateField(_("movements from"), null=True)
    way = models.CharField(_("way"), max_length=5, choices=Way, default=Way.EMAIL_FIRST)
    by_post = models.BooleanField(_("by post where no mail reaches"), default=True)
    status = FSMField(max_length=8, choices=STATUSES, default=PREPARED, protected=True)
    prepared_at = models.DateTimeField()
    prepared_by_name = models.CharField(max_length=120)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_by_name = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("statement run")
        verbose_name_plural = _("statement runs")
        constraints = (
            models.CheckConstraint(
                name="statement_run_period", condition=Q(from_on__isnull=True) | Q(from_on__lte=models.F("on"))
            ),
        )
        indexes = (
            models.Index(fields=("company", "-prepared_at"), name="statement_run_newest"),
            models.Index(fields=("id",), name="statement_run_to_send", condition=Q(status="released")),
        )

    def __str__(self) -> str:
        return f"{self.on}"

    @property
    def is_stopped(self) -> bool:
        """Whether it was released before and waits for somebody who may release it."""
        return self.status == self.PREPARED and self.released_at is not None

    @property
    def layout(self) -> Layout:
        """What its statements show."""
        return Layout.MOVEMENTS if self.from_on else Layout.OPEN_ITEMS

    def key_of(self, customer_id: int) -> UUID:
        """The key of a customer's statement in this run, and of its message."""
        return uuid5(self.key, str(customer_id))

    @transition(field=status, source=PREPARED, target=RELEASED)
    def release(self) -> None:
        """A person lets it go; the worker sends it."""

    @transition(field=status, source=PREPARED, target=DROPPED)
    def drop(self) -> None:
        """A person gives it up."""

    @transition(field=status, source=RELEASED, target=PREPARED)
    def stop(self) -> None:
        """Whoever released it may not any more: somebody else decides about the rest."""

    @transition(field=status, source=RELEASED, target=ENDED)
    def end(self) -> None:
        """Every customer of it is decided."""


class CustomerStatement(CompanyOwned):
    """One customer of a run: to be sent, left out and why, written, or refused at the last moment and why.

    Figures are those of preparing until it is written, then those that were written. `key` is unique, so that a run
    writes to a customer once; a customer merged meanwhile keeps the rows of both.
    why  refusals as [code, message, hint, params], said in the reader's language
    """

    WAITING: Final = "waiting"
    LEFT_OUT: Final = "left_out"
    WRITTEN: Final = "written"
    REFUSED: Final = "refused"
    STATUSES: Final = (
        (WAITING, _("to be sent")),
        (LEFT_OUT, _("left out")),
        (WRITTEN, _("written")),
        (REFUSED, _("not written")),
    )

    key = models.UUIDField(unique=True, editable=False)
    run = models.ForeignKey(StatementRun, models.PROTECT, related_name="statements", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="statements")
    balance = models.DecimalField(_("balance"), max_digits=14, decimal_places=2, default=ZERO)
    overdue = models.DecimalField(_("overdue"), max_digits=14, decimal_places=2, default=ZERO)
    channel = models.CharField(_("way"), max_length=16, choices=Channel, blank=True)
    address = models.CharField(_("address"), max_length=320, blank=True)
    insolvency = models.CharField(_("insolvency procedure"), max_length=200, blank=True)
    is_held = models.BooleanField(_("collection on hold"), default=False)
    status = FSMField(max_length=8, choices=STATUSES, default=WAITING, protected=True)
    why: models.JSONField[Any, Any] = models.JSONField(default=list)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("statement of account")
        verbose_name_plural = _("statements of account")
        constraints = (
            models.CheckConstraint(
                name="statement_written_with_its_message",
                condition=~Q(status="written") | Q(message__isnull=False, document__isnull=False),
            ),
        )
        indexes = (models.Index(fields=("run", "status", "id"), name="statement_of_run"),)

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.balance}"

    @transition(field=status, source=WAITING, target=LEFT_OUT)
    def leave_out(self) -> None:
        """It is not sent."""

    @transition(field=status, source=LEFT_OUT, target=WAITING)
    def take_in(self) -> None:
        """It is sent after all."""

    @transition(field=status, source=WAITING, target=WRITTEN)
    def write(self) -> None:
        """Its PDF is kept and its message stands in the register."""

    @transition(field=status, source=WAITING, target=REFUSED)
    def refuse(self) -> None:
        """It could not be written."""
