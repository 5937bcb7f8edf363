"""`manage.py may_deliver`: one question to the gate, from the command line or another program."""

from __future__ import annotations

import json
import sys
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.rules.days import day_of
from contracts.approvals import may_deliver
from contracts.queries.asking import Asked, AskedWrong, question_of
from registry.models import Company

if TYPE_CHECKING:
    from cases.rules.refusals import Refusal
    from contracts.approvals import Answer, Question

NO, BAD_QUESTION = 1, 2


class Command(BaseCommand):
    """Exit 0 for yes, 1 for no with every reason, 2 for a question that cannot be asked, with words."""

    help = "May this customer deliver this waste to this plant on this day?"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the question."""
        parser.add_argument("--company", required=True, metavar="SLUG")
        parser.add_argument("--customer", required=True, metavar="C000001")
        parser.add_argument("--site", default="", metavar="01")
        parser.add_argument("--code", required=True, metavar="170504")
        parser.add_argument("--plant", required=True, metavar="RA2")
        parser.add_argument("--quantity", required=True, metavar="TONNES")
        parser.add_argument("--operation", default="", metavar="R5")
        parser.add_argument("--carrier", default="", metavar="BO/001234", help="the carrier's Albo number")
        parser.add_argument("--vehicle", default="", metavar="PLATE")
        parser.add_argument("--on", default="", metavar="2026-11-23", help="the day; today when missing")
        parser.add_argument("--json", action="store_true", help="the answer as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, and leave with the answer as exit code."""
        del args
        company = Company.objects.filter(slug=options["company"]).first()
        if company is None:
            self._wrong([f"there is no company “{options['company']}”"], options)
        try:
            question = _question(company, options)
        except AskedWrong as wrong:
            self._wrong(wrong.problems, options)
        answer = may_deliver(company.pk, question)
        if options["json"]:
            self.stdout.write(json.dumps(document(answer), ensure_ascii=False))
        else:
            self._tell(answer)
        if not answer.yes:
            sys.exit(NO)

    def _tell(self, answer: Answer) -> None:
        known = f"{answer.number} v{answer.version}, " if answer.number else ""
        left = f"{answer.remaining_t.normalize():f} t" if answer.remaining_t is not None else "-"
        self.stdout.write(f"{'yes' if answer.yes else 'no'}: {known}remaining {left}")
        for refusal in answer.refusals:
            self.stdout.write(f"- {_filled(refusal.message, refusal)} {_filled(refusal.hint, refusal)}".rstrip())

    def _wrong(self, problems: list[str], options: dict[str, Any]) -> NoReturn:
        if options["json"]:
            self.stdout.write(json.dumps({"answer": "bad_question", "problems": problems}, ensure_ascii=False))
        raise CommandError("; ".join(problems), returncode=BAD_QUESTION)


def document(answer: Answer) -> dict[str, Any]:
    """The answer as other programs read it; quantities as text, so that no digit is lost."""
    return {
        "answer": "yes" if answer.yes else "no",
        "reasons": [
            {
                "code": refusal.code,
                "message": _filled(refusal.message, refusal),
                "hint": _filled(refusal.hint, refusal),
                "params": {name: str(value) for name, value in refusal.params.items()},
            }
            for refusal in answer.refusals
        ],
        "remaining_t": str(answer.remaining_t) if answer.remaining_t is not None else None,
        "approval": answer.number or None,
        "version": answer.version or None,
        "operation": answer.operation or None,
        "valid_to": answer.valid_to.isoformat() if answer.valid_to else None,
        "prescriptions": list(answer.prescriptions),
        "unchecked": list(answer.unchecked),
    }


def _question(company: Company, options: dict[str, Any]) -> Question:
    """The options as a question. Raises AskedWrong with everything that is wrong."""
    problems = []
    try:
        quantity = Decimal(options["quantity"].replace(",", "."))
    except InvalidOperation:
        quantity = Decimal("NaN")
    if not quantity.is_finite() or quantity <= 0:
        problems.append(f"--quantity {options['quantity']}: write tonnes above zero, for example 12 or 12.5")
    try:
        on = date.fromisoformat(options["on"]) if options["on"] else day_of(timezone.now())
    except ValueError:
        on = date.min
        problems.append(f"--on {options['on']}: write the day as 2026-11-23")
    names = {name: options[name] for name in ("customer", "site", "code", "plant", "operation", "carrier", "vehicle")}
    return question_of(company.pk, Asked(**names, quantity_t=quantity, on=on), problems=problems)


def _filled(template: str, refusal: Refusal) -> str:
    return _(template).format(**{name: str(value) for name, value in refusal.params.items()}) if template else ""
