"""Before a letter goes to many cases: how many will be written, in which language, and who cannot be reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import Combinable

from documents.letters.catalogue import LANGUAGES, letters_of
from documents.models import Channel, SendingRule
from documents.queries.templates import TemplateKey, in_force
from documents.services.letters import previews
from documents.services.letters.issuing import ITALIAN, Order, template_for
from documents.services.letters.mass import BY_RULE
from documents.services.letters.presses import Presses
from documents.services.letters.refusals import LetterRefused
from registry.models import Address, Contact
from registry.models.party import AddressKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cases.models import Case
    from documents.models import LetterTemplate
    from documents.services.letters.mass import Asked
    from documents.services.letters.previews import Preview
    from registry.actors import Actor
    from registry.scoping import ScopedQuerySet

NAMED: Final = 20
"""How many of those that cannot be reached are named; of the others there is the number."""
ITALIAN_CODE: Final = r"^\d{5}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would be written. `channel`: the way each leaves, chosen or by an automatic rule; none: it only stays.

    by_language  how many letters in each language; empty when there is no template at all
    unreached    how many have nobody who can be reached that way, and the first of them
    first        the first case that can be written, to try the letter on
    """

    total: int
    channel: Channel | None
    by_language: Mapping[str, int]
    unreached: int = 0
    named: Sequence[Case] = field(default_factory=tuple)
    first: Case | None = None

    @property
    def writable(self) -> int:
        """How many letters there will be; where the rule sends, a letter nobody can be sent stays as a file."""
        return sum(self.by_language.values())


def plan(cases: ScopedQuerySet[Case], process_code: str, asked: Asked, company_id: int) -> Plan:
    """Look ahead over the cases, however many, in a constant number of statements; nothing is written."""
    channel = asked.channel or (_by_rule(company_id, process_code, asked.letter) if asked.way == BY_RULE else None)
    lost = cases.exclude(reachable(channel)) if channel else cases.none()
    kept = cases.filter(reachable(asked.channel)) if asked.channel else cases
    unreached = lost.count()
    return Plan(
        total=cases.count(),
        channel=channel,
        by_language=_by_language(kept, process_code, asked, company_id),
        unreached=unreached,
        named=list(lost.select_related("customer").order_by("pk")[:NAMED]) if unreached else (),
        first=kept.select_related("customer", "company").order_by("pk").first(),
    )


def trial(found: Plan, asked: Asked, actor: Actor) -> Preview | None:
    """The letter on the first case that can be written: nothing is kept. None when there is nothing to try."""
    if found.first is None or not found.by_language:
        return None
    letters = letters_of(found.first.process_code)
    template = _template(found.first, asked)
    if letters is None or template is None:
        return None
    subjects = list(previews.one(actor, letters, found.first.number))
    shown = previews.preview(letters, template, subjects, on=asked.dated, author=asked.author, note=asked.note)
    return shown[0] if shown else None


def reachable(channel: Channel) -> Combinable | Q:
    """The cases whose customer, or one of his contacts, has an address for a channel; the twin of `proposed`."""
    if channel in (Channel.EMAIL, Channel.PEC):
        own = Q(customer__isnull=False) & ~Q(**{f"customer__{channel}": ""})
        people = Contact.objects.of(OuterRef("company")).filter(customer=OuterRef("customer"), is_active=True)
        return own | Exists(people.exclude(**{str(channel): ""}))
    place = ~Q(customer__address="") & ~Q(customer__city="")
    own = Q(customer__isnull=False) & place & _coded("customer__")
    posted = Address.objects.of(OuterRef("company")).filter(
        _coded(), customer=OuterRef("customer"), kind=AddressKind.MAILING, is_active=True
    )
    return own | Exists(posted.exclude(Q(address="") | Q(city="")))


def _coded(prefix: str = "") -> Q:
    return ~Q(**{f"{prefix}country": "IT"}) | Q(**{f"{prefix}postal_code__regex": ITALIAN_CODE})


def _by_rule(company_id: int, process_code: str, letter: str) -> Channel | None:
    rules = SendingRule.objects.of(company_id).filter(process_code=process_code, kind=letter, is_automatic=True)
    channel = rules.values_list("channel", flat=True).first()
    return Channel(channel) if channel else None


def _by_language(cases: ScopedQuerySet[Case], process_code: str, asked: Asked, company_id: int) -> Mapping[str, int]:
    """How many in each language, as `template_for` will choose it."""
    offered = [asked.language] if asked.language else list(LANGUAGES)
    keys = {each: TemplateKey(company_id, process_code, asked.letter, each) for each in offered}
    there = [each for each, key in keys.items() if in_force(key, asked.dated) is not None]
    if len(there) < 2:
        return {each: cases.count() for each in there}
    italian = cases.filter(Q(customer__isnull=True) | Q(customer__country__in=ITALIAN)).count()
    return {"it": italian, "en": cases.count() - italian}


def _template(case: Case, asked: Asked) -> LetterTemplate | None:
    order = Order(key=uuid4(), kind=asked.letter, language=asked.language)
    with Presses() as presses:
        try:
            return template_for(case, order, asked.dated, presses)
        except LetterRefused:
            return None
