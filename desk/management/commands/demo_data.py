"""Fill an empty database with the demo, by the product's own services."""

from __future__ import annotations

import random
from datetime import date, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.definition import catalogue
from cases.rules.days import day_of
from desk.demo import customers, messages, people, receivables
from desk.demo.world import World
from registry.models import Company, WasteCode

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

COMPANIES = (
    {
        "slug": "ecoverde",
        "name": "EcoVerde S.p.A.",
        "sector": "waste",
        "city": "Ravenna",
        "province": "RA",
        "address": "via Classicana 99",
        "postal_code": "48122",
        "patron_saint": "07-23",
    },
    {
        "slug": "lumen",
        "name": "Lumen Energia S.r.l.",
        "sector": "energy",
        "city": "Milano",
        "province": "MI",
        "address": "via Melchiorre Gioia 61",
        "postal_code": "20124",
        "patron_saint": "12-07",
    },
)


class Command(BaseCommand):
    """`demo_data`: two companies, ten people, customers, plants and cases; the same seed and day, the same data."""

    help = "Fill an empty database with the demo (fixed seed; --today sets the demo's present)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options of the command."""
        parser.add_argument("--today", type=date.fromisoformat, default=None, help="the demo's present, ISO date")
        parser.add_argument("--seed", type=int, default=2026)

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill; does nothing when the demo is there, refuses a database that something else filled."""
        del args
        today = options["today"] or day_of(timezone.now())
        if self._is_filled():
            self.stdout.write("The demo is there already.")
        else:
            self._fill(today, options["seed"])

    def _is_filled(self) -> bool:
        slugs = set(Company.objects.values_list("slug", flat=True))
        if not slugs:
            return False
        if slugs >= {"ecoverde", "lumen"}:
            return True
        raise CommandError("This database holds companies that the demo did not make: it is left as it is.")

    def _fill(self, today: date, seed: int) -> None:
        if not WasteCode.objects.exists():
            raise CommandError("The waste list is not loaded: run `manage.py load_codes` first.")
        for values in COMPANIES:
            world = World(Company.objects.create(**values), today, random.Random(seed))
            people.populate(world, since=today - timedelta(days=800))
            customers.populate(world)
            for process in catalogue.processes():
                area = f"desk.areas.{process.code}"
                if world.uses(process.code) and find_spec(area) and find_spec(f"{area}.demo"):
                    import_module(f"{area}.demo").fill(world)
            receivables.fill(world)
            messages.fill(world)
