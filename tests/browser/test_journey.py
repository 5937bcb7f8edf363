"""From waiting to approved, as two people live it in a browser, in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import scene as scenes
from tests.documents import good

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=["it", "en"])
def scene(request, live_server):
    return scenes.build(live_server.url, request.param)


def open_waiting_case(page: Page, scene) -> None:
    page.get_by_role("link", name=scene.case.number).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(scene.case.number)


def is_refused_with_reasons(page: Page, scene) -> None:
    button = page.get_by_role("button", name=scene.say("Conclude the review"))
    expect(button).to_have_attribute("aria-disabled", "true")
    reasons = page.locator("#why-conclude_review")
    expect(reasons).to_contain_text("17 05 04")
    button.press("Enter")
    expect(reasons).to_be_focused()


def ends_the_checks(page: Page, scene) -> None:
    for check in ("Judge chemistry and classification", "Check the plant's authorisation"):
        page.get_by_role("link", name=f"{scene.say('End', 'work')} {scene.say(check)}").click()
        page.get_by_label(scene.say("Favourable"), exact=True).check()
        page.get_by_role("button", name=scene.say("End the check")).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(scene.case.number)


def supplies_the_analysis(page: Page, scene) -> None:
    file = {"name": "analisi.pdf", "mimeType": "application/pdf", "buffer": good.pdf()}
    page.select_option("[name=document-kind]", "analysis")
    page.set_input_files("[name=document-file]", files=[file])
    page.get_by_role("button", name=scene.say("Add the document")).click()
    expect(page.get_by_role("status")).to_contain_text("analisi.pdf")
    page.get_by_role("button", name=scene.say("Mark as verified")).click()
    expect(page.locator("#documents")).not_to_contain_text(scene.say("to be verified"))


def passes_it_on(page: Page, scene) -> None:
    page.get_by_role("link", name=scene.say("Conclude the review")).click()
    page.fill("[name=judgement]", "Compatibile con l'impianto / fits the plant")
    page.get_by_role("button", name=scene.say("Conclude the review")).click()
    expect(page.locator(".path [aria-current]")).to_contain_text(scene.say("Commercial review"))


def approves(page: Page, scene) -> None:
    page.get_by_role("link", name=scene.say("Approve"), exact=True).click()
    page.fill("[name=price_per_tonne]", "85")
    page.get_by_role("button", name=scene.say("Approve"), exact=True).click()
    expect(page.locator(".case-head .state")).to_have_text(scene.say("Approved"))


def test_a_waiting_approval_becomes_an_approved_one(page: Page, scene):
    scene.sign_in(page, "teo")
    open_waiting_case(page, scene)
    is_refused_with_reasons(page, scene)
    supplies_the_analysis(page, scene)
    ends_the_checks(page, scene)
    passes_it_on(page, scene)
    scene.sign_out(page)

    scene.sign_in(page, "bo")
    open_waiting_case(page, scene)
    approves(page, scene)
    timeline = page.locator("#timeline")
    for words in ("Bo Neri", "Teo Bianchi", "fits the plant", scene.say("Technical review concluded")):
        expect(timeline).to_contain_text(words)


def test_the_same_works_without_scripts(browser, scene):
    page = browser.new_context(java_script_enabled=False).new_page()
    scene.sign_in(page, "teo")
    open_waiting_case(page, scene)
    expect(page.locator("#why-conclude_review")).to_contain_text("17 05 04")
    supplies_the_analysis(page, scene)
    ends_the_checks(page, scene)
    passes_it_on(page, scene)
    page.context.close()
