"""Nothing of company B ever stands on a page of company A: every text of B is a canary, every page of A is read."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.test import Client
from lxml import html

from documents.services.letters import previews
from registry.scoping import CompanyOwned
from tests.desk.addresses import everywhere
from tests.desk.world import House
from tests.factories import cases as make

CANARY = "CANARY-B"
CODES = {
    "process_code",
    "state",
    "step",
    "duty",
    "queue",
    "status",
    "kind",
    "transition",
    "name_of",
    "consumer",
    "topic",
    "head_hash",
}
"""Columns that hold words of the program, not of people."""
CHANGING = re.compile(r'(csrfmiddlewaretoken|command_id|key)" value="[^"]*"|nonce="[^"]*"|data-at="[^"]*"')
WORDS = ("CANARY", "canary-b", "CANARY-B-name", "C0005", "RQ-2026-0005")
SEARCHES = ("search/?q={}", "cases/?q={}", "cases/?show=all&q={}", "customers/?q={}", "cases/new/request/?q={}")
MOST = 130


def text_columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns in which people write, or which show what they wrote."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and not field.is_relation
        and field.name not in CODES
    ]


def sow(house: House) -> tuple[set[str], set[str]]:
    """A canary in every text column of every row of a company; which took it, which the database refused."""
    sown, refused = set(), set()
    for model in apps.get_models():
        owned = issubclass(model, CompanyOwned)
        if not owned or model.__name__ in ("CaseEvent", "Counter"):
            continue
        for field in text_columns(model):
            canary = f"{CANARY}-{field.name}"[: field.max_length or None]
            try:
                with transaction.atomic():
                    model.objects.of(house.company).update(**{field.name: canary})
                    sown.add(f"{model.__name__}.{field.name}")
            except (IntegrityError, ValueError):
                refused.add(f"{model.__name__}.{field.name}")
    for user in house.users.values():
        type(user).objects.filter(pk=user.pk).update(full_name=f"{CANARY}-full_name {user.pk}")
    type(house.company).objects.filter(pk=house.company.pk).update(name=f"{CANARY}-company")
    return sown, refused


def crawl(client: Client, house: House) -> dict[str, str]:
    """Every page that can be reached by links from every address, by the searches, and those that are not there."""
    slug = house.company.slug
    waiting = ["/", *(address.of(house) for address in everywhere())]
    waiting += [f"/{slug}/{where.format(word)}" for where in SEARCHES for word in WORDS]
    waiting += [f"/{slug}/?tab={tab}" for tab in ("mine", "queued", "due_soon", "overdue", "followed", "mentioned")]
    waiting += [f"/{slug}/cases/RQ-2026-000501/", f"/{slug}/customers/C000501/", "/lumen/", "/lumen/cases/"]
    pages: dict[str, str] = {}
    while waiting and len(pages) < MOST:
        where = waiting.pop(0)
        if where in pages:
            continue
        answer = client.get(where)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        pages[where] = f"{answer.headers.items()}{body.decode(errors='replace')}"
        if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"] and body.strip():
            waiting += links(body.decode(), where)
    return pages


def links(page: str, where: str) -> list[str]:
    """Where a page leads, inside the product."""
    found = html.fromstring(page).xpath("//a/@href | //@hx-get")
    local = (f"{where.partition('?')[0]}{href}" if href.startswith("?") else href for href in found)
    return [href.partition("#")[0] for href in local if href.startswith("/")]


@pytest.fixture
def still(monkeypatch):
    """Time stands, and what is taken at random is what comes first."""
    monkeypatch.setattr(previews, "random", SimpleNamespace(sample=lambda among, most: among[:most]))
    with time_machine.travel(make.NOW, tick=False):
        yield


def test_no_page_search_counter_or_error_of_one_company_tells_anything_of_another(eco, lumen, still):
    sown, _refused = sow(lumen)
    assert len(sown) >= 40
    pages = crawl(eco.client(), eco)
    seen = {where: sorted(set(re.findall(r"CANARY-B-\w+", page))) for where, page in pages.items()}
    typed_back = {where for where in seen if "q=" in where}  # a search says again what was looked for
    assert {where: names for where, names in seen.items() if names and where not in typed_back} == {}
    assert {where: names for where, names in seen.items() if set(names) - {"CANARY-B-name"}} == {}
    assert len(pages) >= 60


def test_the_same_crawl_of_the_other_company_meets_its_canaries(lumen, still):
    """The control: the canaries stand where pages show them."""
    sow(lumen)
    for name in ("draft", "reviewed", "customer", "document"):
        row = getattr(lumen, name)
        setattr(lumen, name, type(row).objects.of(lumen.company).get(pk=row.pk))
    pages = crawl(lumen.client(), lumen)
    seen = set(re.findall(r"CANARY-B-\w+", "".join(pages.values())))
    assert len(seen) >= 10, seen


def test_every_page_is_the_same_whether_the_other_company_exists_or_not(request, eco, still):
    """Counts, totals, facets and orders too: nothing of a page may depend on what others own."""
    client = eco.client()
    alone = crawl(client, eco)
    request.getfixturevalue("lumen")
    together = crawl(client, eco)
    assert alone.keys() == together.keys()
    plain = [{where: CHANGING.sub("", page) for where, page in pages.items()} for pages in (alone, together)]
    assert [where for where in alone if plain[0][where] != plain[1][where]] == []
