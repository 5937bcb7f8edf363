"""Reading `questions.csv`: each row sets a scene by the product's services and asks one question."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from contracts.approvals import Adr, Question, expire, resume, revoke, suspend
from contracts.models import ApprovalYear, GatePolicy, PlantYear
from contracts.services.carriers import set_in_use
from contracts.services.stops import stop_deliveries
from registry.models import Company, Site, WasteCode
from registry.services.authorised import GroupLine
from registry.services.plants import WasteLine
from tests.factories import contracts as make
from tests.factories import registry

FILE = Path(__file__).with_name("questions.csv")
CODES = {"170504": ("AN", None), "170503": ("AH", None), "160601": ("AH", date(2026, 12, 8)), "200301": ("AN", None)}
ADR = {"yes": True, "no": False, "": None}
LONG = (date(2020, 1, 1), date(2030, 12, 31))


def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def words(text: str) -> dict[str, str]:
    """`q=12 site=01 plant` as a mapping; a bare word stands for itself."""
    return {key: value for key, _, value in (word.partition("=") for word in text.split())}


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


class Scene:
    """A customer with two sites, a plant, a waste list of four codes, and what one row says of them."""

    def __init__(self, row: dict[str, str]) -> None:
        self.company: Company = registry.company()
        self.gate = make.gate(self.company)
        self.customer = registry.customer(self.company)
        self.sites = {code: registry.site(self.customer) for code in ("01", "02")}
        self.plant = registry.plant(self.company, code="RA2")
        self.list_codes()
        self.authorise(row["plant"])
        for text in row["approval"].split("&"):
            if text.strip() != "none":
                self.approve(words(text))
        self.use(words(row["used"]))
        self.tolerate(words(row["policy"]))
        self.stop(row["stop"])
        self.asked = words(row["question"]) | self.carry(row["carrier"])

    def list_codes(self) -> None:
        for code, (entry, last) in CODES.items():
            WasteCode.objects.get_or_create(
                code=code,
                valid_from=date(2015, 6, 1),
                defaults={
                    "hazardous": entry == "AH",
                    "entry_type": entry,
                    "description_it": code,
                    "source": "test",
                    "valid_to": last,
                },
            )

    def authorise(self, text: str) -> None:
        if text == "none":
            return
        if text.startswith("group="):
            self.authorise_together(text.removeprefix("group="))
            return
        for part in (text or "170504:R5").split():
            code, operation, yearly, first, last = [*part.split(":"), "", "", "", ""][:5]
            line = WasteLine(code, operation, Decimal(yearly) if yearly else None)
            period = {"valid_from": day(first) or LONG[0], "valid_to": day(last) or LONG[1]}
            registry.authorisation(self.plant, line, **period)

    def authorise_together(self, text: str) -> None:
        """`100:170504,170503=40`: codes of one deed that share 100 t a year, one of them with 40 t of its own."""
        yearly, _, listed = text.partition(":")
        codes = [part.partition("=") for part in listed.split(",")]
        lines = [WasteLine(code, "R5", Decimal(own) if own else None, group="G1") for code, _, own in codes]
        shared = [GroupLine("G1", "Terre e rocce", stated=Decimal(yearly))]
        registry.authorisation(self.plant, *lines, groups=shared, valid_from=LONG[0], valid_to=LONG[1])

    def approve(self, said: dict[str, str]) -> None:
        fields: dict[str, Any] = {
            "site": self.sites.get(said.get("site", "")),
            "waste_code": said.get("code", "170504"),
            "operation": said.get("op", "R5"),
            "valid_from": day(said.get("from", "2026-01-01")),
            "valid_to": day(said.get("to", "2026-12-31")),
            "yearly_quantity_t": Decimal(said.get("yearly", "100")),
            "per_delivery_t": Decimal(said["each"]) if "each" in said else None,
            "provenance": said.get("prov", "S"),
            "adr": Adr(ADR[said.get("adr", "")], said.get("un", ""), said.get("class", "")),
        }
        row = make.approval(self.company, customer=self.customer, plant=self.plant, **fields)
        self.end(row, said.get("state", ""))

    def end(self, row: Any, state: str) -> None:
        by = {"actor": self.gate, "now": make.NOW}
        if state in ("suspended", "resumed"):
            row = suspend(row, reason="carico respinto", **by)
        if state == "resumed":
            resume(row, **by)
        if state == "revoked":
            revoke(row, reason="cambio di processo", **by)
        if state == "expired":
            expire(row, **by)

    def use(self, said: dict[str, str]) -> None:
        year = int(said.get("year", "2026"))
        amounts = {key: Decimal(value) for key, value in said.items() if key != "year"}
        line = f"{self.customer.pk}:0:170504:{self.plant.pk}:R5"
        if {"R", "D"} & amounts.keys():
            sums = {"reserved_t": amounts.get("R", 0), "delivered_t": amounts.get("D", 0)}
            ApprovalYear.objects.create(company=self.company, line=line, year=year, **sums)
        if {"PR", "PD"} & amounts.keys():
            sums = {"reserved_t": amounts.get("PR", 0), "delivered_t": amounts.get("PD", 0)}
            what = {"plant": self.plant, "waste_code": "170504", "operation": "R5", "year": year}
            PlantYear.objects.create(company=self.company, **what, **sums)
        if "OD" in amounts:
            what = {"plant": self.plant, "waste_code": "170503", "operation": "R5", "year": year}
            PlantYear.objects.create(company=self.company, **what, delivered_t=amounts["OD"])

    def tolerate(self, said: dict[str, str]) -> None:
        if "tolerance" in said:
            percent, _, first = said["tolerance"].partition(":")
            GatePolicy.objects.create(
                company=self.company,
                valid_from=day(first) or date(2020, 1, 1),
                tolerance_percent=Decimal(percent),
                reservation_days=1,
                source="test",
            )

    def stop(self, text: str) -> None:
        whom = {
            "customer": {"customer": self.customer},
            "plant": {"plant": self.plant},
            "both": {"customer": self.customer, "plant": self.plant},
            "other": {"customer": registry.customer(self.company)} if text == "other" else {},
        }
        for part in text.split():
            name, first, last = [*part.split(":"), "", ""][:3]
            period = {"from_on": day(first) or date(2026, 1, 1), "until_on": day(last)}
            stop_deliveries(actor=self.gate, reason="fatture insolute", **period, **whom[name])

    def carry(self, text: str) -> dict[str, str]:
        if not text:
            return {}
        parts = text.split()
        enrolments = [part for part in parts if part[0].isdigit()]
        made = make.carrier(self.company, *(self.enrolment(part) for part in enrolments))
        if "inactive" in parts:
            set_in_use(made, actor=self.gate, is_active=False)
        asked = {"carrier": str(made.pk)}
        for part in parts:
            if part.startswith("vehicle"):
                asked["vehicle"] = str(self.vehicle(made, part.partition("=")[2]).pk)
        return asked

    def enrolment(self, text: str) -> tuple[str, date, date]:
        category, first, last = [*text.split(":"), "", ""][:3]
        return category, day(first) or LONG[0], day(last) or LONG[1]

    def vehicle(self, carrier: Any, said: str) -> Any:
        owner = make.carrier(self.company) if said == "other" else carrier
        row = make.vehicle(owner, adr_until=day(said) if said[:1].isdigit() else None)
        if said == "inactive":
            set_in_use(row, actor=self.gate, is_active=False)
        return row

    def question(self) -> Question:
        asked = self.asked
        site: Site | None = self.sites.get(asked.get("site", ""))
        return Question(
            customer_id=self.customer.pk,
            waste_code=asked.get("code", "170504"),
            plant_id=self.plant.pk,
            quantity_t=Decimal(asked["q"]),
            on=day(asked.get("on", "")) or make.ON,
            site_id=site.pk if site else None,
            operation=asked.get("op", ""),
            carrier_id=int(asked["carrier"]) if "carrier" in asked else None,
            vehicle_id=int(asked["vehicle"]) if "vehicle" in asked else None,
        )
