"""`manage.py add_person`: somebody comes to work in a company, or gets a role more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.management.arguments import actor, companies
from cases.management.passwords import in_words, password_for
from cases.rules.days import day_of
from cases.services.founding import Person, employ
from registry.duties import DutyMissing

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """Who works there already gets the roles besides those held; who had left comes back."""

    help = "Let a person work in a company with some of its roles."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, where, as what, and who answers for it."""
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="name and surname, for one who is new here")
        parser.add_argument("--company", required=True, metavar="SLUG")
        parser.add_argument("--role", action="append", default=[], help="the code of a role; again for another")
        parser.add_argument("--as", dest="as_user", required=True, metavar="EMAIL", help="the administrator who admits")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from the standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        """Admit. Raises CommandError."""
        (company,) = companies(options["company"])
        admitting = actor(options["as_user"], company)
        password = password_for(options["email"], from_input=options["password_stdin"])
        person = Person(email=options["email"], full_name=options["name"], password=password)
        try:
            membership = employ(person, options["role"], actor=admitting, on=day_of(timezone.now()))
        except DutyMissing as missing:
            raise CommandError(f"{options['as_user']} does not look after {company.slug}: {missing}") from missing
        except ValidationError as wrong:
            raise in_words(wrong) from wrong
        held = ", ".join(sorted(membership.roles.values_list("code", flat=True)))
        self.stdout.write(f"{membership.user.email} works in {company.slug} as {held}")
