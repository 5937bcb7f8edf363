"""Every page as eyes, hands and screen readers meet it: no finding of axe, nothing sideways, all by keyboard."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import scene as scenes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
ADDRESSES = (
    "/ecoverde/",
    "/ecoverde/?tab=overdue",
    "/ecoverde/cases/",
    "/ecoverde/cases/?q=nothing-like-it",
    "/ecoverde/cases/{number}/",
    "/ecoverde/cases/{number}/reject/",
    "/ecoverde/cases/{number}/conclude_review/",
    "/ecoverde/customers/",
    "/ecoverde/customers/C000001/",
    "/ecoverde/processes/waste_approval/",
    "/accounts/password/",
    "/ecoverde/nothing-here/",
)
OF_ADA = (
    "/ecoverde/cases/new/waste_approval/",
    "/ecoverde/cases/new/waste_approval/?customer=C000001",
    "/ecoverde/customers/new/",
)


@pytest.fixture(params=["it", "en"])
def scene(request, live_server):
    return scenes.build(live_server.url, request.param)


@pytest.fixture
def italian(live_server):
    return scenes.build(live_server.url, "it")


def faults(page: Page, address: str) -> list[str]:
    """What axe finds on a page, and whether it scrolls sideways."""
    page.goto(address)
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    said = [f"{address} {fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        said.append(f"{address} scrolls sideways")
    return said


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing(page: Page, scene, size):
    page.set_viewport_size(SIZES[size])
    found = faults(page, f"{scene.url}/accounts/login/")
    for who, addresses in (("teo", ADDRESSES), ("ada", OF_ADA)):
        scene.sign_in(page, who)
        for address in addresses:
            found += faults(page, scene.url + address.format(number=scene.case.number))
        scene.sign_out(page)
    assert found == []


def test_the_browser_reports_no_breach_of_the_policy(page: Page, italian):
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    italian.sign_in(page, "teo")
    page.goto(f"{italian.url}/ecoverde/cases/{italian.case.number}/")
    page.keyboard.press("Control+k")
    assert said == []


def test_the_quick_search_is_done_by_keyboard_alone(page: Page, italian):
    italian.sign_in(page, "teo")
    page.keyboard.press("Control+k")
    expect(page.locator("#search-box input")).to_be_focused()
    page.keyboard.type("rossi")
    hit = page.locator("#search-hits a").first
    expect(hit).to_contain_text(italian.case.number)
    page.keyboard.press("ArrowDown")
    expect(hit).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{italian.case.number}/")


def test_escape_closes_the_quick_search(page: Page, italian):
    italian.sign_in(page, "teo")
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.locator("#search-box")).to_be_hidden()


def test_the_first_stop_of_the_keyboard_is_the_content(page: Page, italian):
    italian.sign_in(page, "teo")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_a_row_opens_as_a_whole(page: Page, italian):
    italian.sign_in(page, "teo")
    page.locator("tr[data-href] td").nth(2).click()
    page.wait_for_url(f"**/cases/{italian.case.number}/")


def test_on_a_phone_the_menu_is_behind_a_button(page: Page, italian):
    page.set_viewport_size(SIZES["phone"])
    italian.sign_in(page, "teo")
    rail = page.locator("#rail")
    expect(rail).to_be_hidden()
    page.get_by_role("button", name="Apri il menu").click()
    rail.get_by_role("link", name="Clienti").click()
    page.wait_for_url("**/customers/")


def test_the_language_is_changed_from_the_menu(page: Page, italian):
    italian.sign_in(page, "teo")
    page.get_by_text("Teo Bianchi").first.click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
