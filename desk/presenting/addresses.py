"""Addresses of things, so that no template puts one together."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses inside one company."""

    slug: str

    def to(self, route: str, *args: object) -> str:
        """A route of the desk inside the company."""
        return reverse(f"desk:{route}", args=[self.slug, *args])

    def case(self, number: str) -> str:
        """A case."""
        return self.to("case", number)

    def step(self, number: str, code: str) -> str:
        """A transition of a case: its page, and where it is posted."""
        return self.to("transition", number, code)

    def customer(self, code: str) -> str:
        """A customer."""
        return self.to("customer", code)

    def paper(self, uuid: UUID) -> str:
        """A document's file."""
        return self.to("document", uuid)
