"""Prints who can sign in to the demo."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from desk.demo.world import PASSWORD
from registry.models import Membership

DEMO = "@demo.pratica.example"


class Command(BaseCommand):
    """One line per demo user: e-mail, name, companies with roles."""

    help = "Print the users of the demo and their password."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table."""
        rows = demo_users()
        widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
        for email, name, places in rows:
            self.stdout.write(f"  {email:{widths[0]}}  {name:{widths[1]}}  {places}")
        self.stdout.write(f"  password of all: {PASSWORD}")
        self.stdout.write(f"  starting on {settings.BASE_URL}/ ...")


def demo_users() -> list[tuple[str, str, str]]:
    """Return e-mail, name and companies with roles of each demo user, by e-mail."""
    memberships = (
        Membership.objects.filter(user__email__endswith=DEMO, is_active=True)
        .select_related("user", "company")
        .prefetch_related("roles")
        .order_by("user__email", "company__slug")
    )
    return [
        (user.email, user.full_name, "; ".join(f"{each.company.slug} ({roles(each)})" for each in theirs))
        for user, theirs in groupby(memberships, key=lambda each: each.user)
    ]


def roles(membership: Membership) -> str:
    """Return the names of a membership's roles."""
    return ", ".join(sorted(role.label for role in membership.roles.all()))
