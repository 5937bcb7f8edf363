"""A waste approval as four people live it: office, technical review, laboratory, commercial decision; then the gate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from cases.models import Case
from contracts.duties import ASK, RESERVE
from registry.models import Code, User
from tests.browser import scene as scenes
from tests.browser.test_pages import SIZES, faults
from tests.documents import good
from tests.factories import cases as make
from tests.factories import registry as people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFICE = {
    "marta": ("Marta Conti", (*make.ENTER, *make.CHECK, *make.PAPERS)),
    "laura": ("Laura Bianchi", (*make.REVIEW, *make.PAPERS)),
    "davide": ("Davide Rinaldi", ("waste_approval.analyse", *make.PAPERS)),
    "giorgio": ("Giorgio Neri", make.APPROVE),
    "ivan": ("Ivan Gatti", (ASK, RESERVE)),
}
SHEET = {
    "waste_code": "17 05 04",
    "process_of_origin": "scavo di fondazione",
    "hazard_judgement": "Nessuna caratteristica di pericolo.",
    "quantity_per_year": "600",
    "quantity_per_delivery": "24",
}
CHOSEN = {"physical_state": "S", "operation": "R5"}


class Office:
    """The office on a live server, one browser for all of them."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.company = page, people.company("ecoverde", name="EcoVerde S.p.A.")
        for name, (full_name, duties) in OFFICE.items():
            user = User.objects.create_user(f"{name}@example.com", scenes.PASSWORD, full_name=full_name, language="it")
            people.member(self.company, *duties, who=user)
        make.waste_code("170504", entry_type="MN", description_it="terra e rocce", description_en="soil and stones")
        names = {"label_it": "R5 riciclo", "label_en": "R5 recycling", "valid_from": date(2020, 1, 1)}
        Code.objects.create(list="recovery_operation", code="R5", position=5, **names)
        self.plant = make.plant(self.company, ("170504", "R5"))
        people.customer(self.company, code="C000001", name="Rossi & Figli S.n.c.", city="Imola", province="BO")
        self.scene = scenes.Scene(url, "it", Case())
        self.found: list[str] = []

    def enter(self, name: str, address: str) -> None:
        """Somebody signs in and opens a page; axe looks at it."""
        self.scene.sign_out(self.page)
        self.scene.sign_in(self.page, name)
        self.look(address)

    def look(self, address: str) -> None:
        self.found += faults(self.page, f"{self.scene.url}/ecoverde/{address}")

    def press(self, label: str, *, link: bool = False, context: str = "") -> None:
        words = self.scene.say(label, context)
        self.page.get_by_role("link" if link else "button", name=words, exact=True).first.click()

    def stands(self, state: str) -> None:
        expect(self.page.locator(".case-head .state")).to_have_text(self.scene.say(state))

    @property
    def case(self) -> str:
        return f"cases/{Case.objects.of(self.company).get().number}/"

    def ends(self, check: str, outcome: str = "Favourable", reason: str = "") -> None:
        """One check, with the documents beside."""
        name = f"{self.scene.say('End', 'work')} {self.scene.say(check)}"
        self.page.get_by_role("link", name=name).click()
        self.page.get_by_label(self.scene.say(outcome), exact=True).check()
        self.page.fill("[name=reason]", reason)
        self.press("End the check")
        expect(self.page.locator(".case-head")).to_be_visible()

    def leaves_the_office(self) -> None:
        """Marta opens the case, adds the analysis, submits and passes it on."""
        self.enter("marta", "cases/new/waste_approval/?customer=C000001")
        for name, value in SHEET.items():
            self.page.fill(f"[name={name}]", value)
        for name, value in CHOSEN.items():
            self.page.select_option(f"[name={name}]", value)
        self.page.select_option("[name=plant]", str(self.plant.pk))
        self.page.check("[name=needs_laboratory]")
        self.page.locator("main form .btn-primary").click()
        self.stands("Draft")
        paper = {"name": "analisi.pdf", "mimeType": "application/pdf", "buffer": good.pdf()}
        self.page.select_option("[name=document-kind]", "analysis")
        self.page.set_input_files("[name=document-file]", files=[paper])
        self.press("Add the document")
        self.press("Submit")
        self.press("Pass on to technical review")
        self.stands("Technical review")

    def asks_for_more(self) -> None:
        """Laura reads the analysis beside the sheet, verifies it, and wants to know more."""
        self.enter("laura", f"{self.case}reading/")
        expect(self.page.locator("iframe.sheet-of-paper")).to_be_visible()
        self.page.get_by_role("button", name=self.scene.say("Mark as verified")).click()
        expect(self.page.locator("#beside")).not_to_contain_text(self.scene.say("to be verified"))
        self.ends("Judge chemistry and classification", "Needs integration", "Serve il profilo dei solventi.")
        self.press("Ask for an integration", link=True)
        self.page.fill("[name=reason]", "Serve il profilo dei solventi.")
        self.press("Ask for an integration")
        self.stands("Waiting for integration")

    def is_completed(self) -> None:
        """Marta completes the sheet and hands the integration in."""
        self.enter("marta", f"{self.case}complete_sheet/")
        self.page.fill("[name=raw_materials]", "nessun solvente alogenato")
        self.press("Complete the sheet")
        self.press("Hand in the integration", link=True)
        self.press("Hand in the integration")
        self.stands("Technical review")

    def is_analysed(self) -> None:
        """Davide registers the sample and ends his two checks."""
        self.enter("davide", self.case)
        self.press("Register the sample", link=True)
        self.page.fill("[name=sample_number]", "C-118")
        self.page.fill("[name=sample_received_on]", "2026-11-16")
        self.press("Register the sample")
        self.ends("Receive and register the sample")
        self.ends("Analyse the sample")

    def is_judged(self) -> None:
        """Laura ends her checks and concludes."""
        self.enter("laura", self.case)
        self.ends("Judge chemistry and classification")
        self.ends("Check the plant's authorisation")
        self.look(f"{self.case}conclude_review/")
        self.page.fill("[name=judgement]", "Compatibile con l’impianto.")
        self.page.fill("[name=prescriptions]", "Solo su prenotazione.")
        self.press("Conclude the review")
        self.stands("Commercial review")

    def is_approved(self) -> None:
        """Giorgio reads the judgement and the documents, and decides."""
        self.enter("giorgio", self.case)
        expect(self.page.locator("#dossier")).to_contain_text("Solo su prenotazione.")
        self.press("Approve", link=True)
        self.page.fill("[name=price_per_tonne]", "48,50")
        self.press("Approve")
        self.stands("Approved")

    def is_asked_about(self) -> None:
        """Ivan asks at the gate and reserves a load."""
        self.enter("ivan", "gate/?customer=C000001&code=170504&plant=RA2")
        self.page.fill("[name=quantity]", "24")
        self.press("Ask")
        expect(self.page.locator(".answer")).to_contain_text("Solo su prenotazione.")
        self.press("Reserve the quantity")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Rossi & Figli S.n.c.")


def test_four_people_bring_a_waste_to_its_approval_and_the_gate_asks(page: Page, live_server):
    office = Office(page, live_server.url)
    office.leaves_the_office()
    office.asks_for_more()
    office.is_completed()
    office.is_analysed()
    office.is_judged()
    office.is_approved()
    office.is_asked_about()
    for address in ("plants/RA2/quantities/?show=all", "gate/"):
        office.look(address)
    page.set_viewport_size(SIZES["phone"])
    office.enter("laura", f"{office.case}reading/")
    for address in ("waste-approvals/expiring/", "processes/waste_approval/", "plants/RA2/quantities/", office.case):
        office.look(address)
    assert office.found == []
    reserved = page.request.get(f"{live_server.url}/ecoverde/plants/RA2/quantities/").text().replace("\xa0", " ")
    assert f"prenotate {Decimal(24)} t" in reserved


def test_a_request_that_does_not_fit_is_rejected_with_its_reason(page: Page, live_server):
    office = Office(page, live_server.url)
    office.leaves_the_office()
    office.enter("laura", office.case)
    office.ends("Judge chemistry and classification", "Unfavourable", "Cloruri oltre il limite dell’impianto.")
    office.press("Reject", link=True)
    page.fill("[name=reason]", "Cloruri oltre il limite dell’impianto.")
    office.press("Reject")
    office.stands("Rejected")
    expect(page.locator("#timeline")).to_contain_text("Cloruri oltre il limite")
    assert office.found == []
