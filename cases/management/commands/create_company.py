"""`manage.py create_company`: a company, its roles and its first administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.definition import catalogue
from cases.management.passwords import in_words, password_for
from cases.rules.days import day_of
from cases.services.founding import Person, found_company
from registry.models import Company
from registry.models.company import Sector

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from cases.definition import Process

DETAILS: Final = (
    *("legal_name", "vat_number", "fiscal_code", "address", "postal_code", "city", "province"),
    *("pec", "email", "phone", "patron_saint"),
)


class Command(BaseCommand):
    """All or nothing; what is wrong is named by field."""

    help = "Create a company with the factory's roles and its first administrator, who admits the others."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who it is, and who looks after it."""
        parser.add_argument("slug", help="the first part of its addresses, for example ecoverde")
        parser.add_argument("name")
        parser.add_argument("--sector", choices=Sector.values, default=Sector.OTHER)
        for name in DETAILS:
            parser.add_argument(f"--{name.replace('_', '-')}", default="")
        parser.add_argument("--process", action="append", help="a process it uses; again for another; all when none")
        parser.add_argument("--admin", required=True, metavar="EMAIL", help="the first administrator")
        parser.add_argument("--admin-name", default="", help="name and surname, for one who is new here")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from the standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create it. Raises CommandError."""
        details = {name: options[name] for name in DETAILS}
        company = Company(slug=options["slug"], name=options["name"], sector=options["sector"], **details)
        password = password_for(options["admin"], from_input=options["password_stdin"])
        person = Person(email=options["admin"], full_name=options["admin_name"], password=password)
        try:
            found_company(company, person, processes=_chosen(options["process"]), on=day_of(timezone.now()))
        except ValidationError as wrong:
            raise in_words(wrong) from wrong
        self.stdout.write(f"{company} stands at /{company.slug}/; {person.email} is its administrator")


def _chosen(codes: list[str] | None) -> list[Process] | None:
    known = {process.code: process for process in catalogue.processes()}
    unknown = sorted(set(codes or ()) - known.keys())
    if unknown:
        raise CommandError(f"--process {unknown[0]}: there is {', '.join(sorted(known))}")
    return [known[code] for code in codes] if codes else None
