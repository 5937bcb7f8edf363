"""How the letters of each kind go, and which leave by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from cases.definition import catalogue
from desk.forms.messages import RuleForm
from desk.views.asking import AskingView
from documents.letters.catalogue import letters_of
from documents.models import SendingRule
from documents.services.messages.automatic import CHANNELS, set_rule
from documents.services.messages.sweeping import LIST
from registry.duties import CONFIGURE, require
from registry.models import Code


class RulesView(AskingView):
    """One line for each kind of letter."""

    area = "messages"
    template = "desk/messages/rules.html"

    def enter(self, **kwargs: Any) -> None:
        """Only for who configures."""
        require(self.actor, CONFIGURE)

    def form(self, typed: Any) -> forms.Form:
        """The rules as they are."""
        rules = SendingRule.objects.of(self.company)
        initial: dict[str, Any] = {}
        for rule in rules:
            code = f"{rule.process_code}.{rule.kind}"
            initial |= {f"way:{code}": rule.channel, f"auto:{code}": rule.is_automatic}
        ways = [(each.value, each.label) for each in CHANNELS]
        return RuleForm(typed, initial=initial, kinds=list(_kinds()), ways=ways)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        lead = _("What is ticked leaves as soon as it is written, to the customer's first address for that way.")
        words = {"heading": _("How letters go"), "lead": lead, "action": _("Keep the rules"), "tone": ""}
        rows = Code.objects.on(self.on).filter(list=LIST).order_by("position")
        return {**words, "presumed": [self.presumed(row) for row in rows]}

    def presumed(self, row: Code) -> dict[str, Any]:
        """After how many days what was sent counts as received, and on whose word."""
        return {"row": row, "days": row.extra["days"], "to_confirm": bool(row.extra.get("to_confirm"))}

    def back(self) -> str:
        """The register."""
        return self.to.to("messages")

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Keep them, all or none."""
        with transaction.atomic():
            for code, _label in _kinds():
                process, _dot, kind = code.partition(".")
                way, is_automatic = cleaned[f"way:{code}"], cleaned[f"auto:{code}"]
                set_rule(process, kind, way, is_automatic=is_automatic, actor=self.actor)
        return _("The rules are kept.")


def _kinds() -> Iterator[tuple[str, str]]:
    for process in catalogue.processes():
        letters = letters_of(process.code)
        for kind in letters.kinds if letters else ():
            yield f"{process.code}.{kind.code}", f"{process.label}: {kind.label}"
