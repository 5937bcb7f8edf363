"""An office on a live server: a waste approval that waits for its analysis, and people with passwords."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils import translation
from playwright.sync_api import Page

from cases.models import Case
from cases.services.transitions import perform
from registry.models import Customer, User
from registry.services.access import actor_for
from tests.factories import cases as make
from tests.factories import registry as people

PASSWORD = "una frase da ricordare"
CAST = {
    "ada": ("Ada Longhi", (*make.ENTER, "registry.edit_customer")),
    "marta": ("Marta Conti", make.CHECK),
    "teo": ("Teo Bianchi", (*make.REVIEW, *make.PAPERS)),
    "bo": ("Bo Neri", make.APPROVE),
}


@dataclass
class Scene:
    """Where things are and how they are called in the language of the test."""

    url: str
    language: str
    case: Case

    def say(self, text: str, context: str = "") -> str:
        """A text of the interface in the language of the test."""
        with translation.override(self.language):
            return translation.pgettext(context, text) if context else translation.gettext(text)

    def sign_in(self, page: Page, name: str) -> None:
        page.goto(f"{self.url}/accounts/login/")
        page.fill("[name=username]", f"{name}@example.com")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(f"{self.url}/ecoverde/")

    def sign_out(self, page: Page) -> None:
        page.context.clear_cookies()


def build(url: str, language: str) -> Scene:
    """People, plant, mirror code, and a case under technical review without its analysis."""
    company = people.company("ecoverde", name="EcoVerde S.p.A.")
    actors = {}
    for name, (full_name, duties) in CAST.items():
        user = User.objects.create_user(f"{name}@example.com", PASSWORD, full_name=full_name, language=language)
        people.member(company, *duties, who=user)
        actors[name] = actor_for(user, company, on=make.NOW.date())
    make.waste_code("170504", entry_type="MN", description_it="terra e rocce", description_en="soil and stones")
    plant = make.plant(company, ("170504", "R5"))
    Customer.objects.create(company=company, code="C000001", name="Rossi & Figli S.n.c.", city="Imola", province="BO")
    case = make.opened(company, actors["ada"], plant=plant, operation="R5", quantity_per_year=Decimal(600))
    for who, step in (("ada", "submit"), ("marta", "pass_on")):
        case = perform(case, step, make.command(actors[who], version=case.version)).case
    return Scene(url, language, case)
