"""A saved list of customers, a mailing, its attachments, and the address of a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.definition import catalogue
from desk.forms.customers import ServiceForm
from desk.forms.letters import LANGUAGE_LABELS
from desk.forms.list_criteria import ANY, Further
from desk.forms.messages import offer, words
from desk.forms.papers import Files
from documents.models import CustomerList, Mailing, MailingPurpose
from documents.models.mailing import WAYS
from documents.services.mailings.drafts import Wanted as WantedMailing
from documents.services.mailings.lists import CLIENTS, PROSPECTS, Criteria, criteria_of
from documents.services.mailings.lists import Wanted as WantedList
from registry.models.customer import Kind

ALL, NAMED = "all", "named"


class ListForm(ServiceForm):
    """Who is on a list: what they have in common, and customers by their codes."""

    name = words(_("Name"), longest=120, hint=_("Your colleagues choose the list by it."))
    note = words(_("Note"), longest=300)
    who = forms.ChoiceField(
        label=_("Who is on it"),
        choices=[(ALL, _("every customer who meets the criteria")), (NAMED, _("only the customers added below"))],
        widget=forms.RadioSelect,
        initial=ALL,
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[ANY, *Kind.choices], required=False)
    provinces = words(_("Provinces"), longest=500, hint=_("Two letters each, between spaces: BO RA FE."))
    standing = forms.ChoiceField(
        label=_("Customers or prospects"),
        choices=[ANY, (CLIENTS, _("only customers")), (PROSPECTS, _("only prospects"))],
        required=False,
    )
    bodies = forms.ChoiceField(
        label=_("Public administration"),
        choices=[ANY, ("yes", _("only public bodies")), ("no", _("no public bodies"))],
        required=False,
    )
    process = forms.ChoiceField(label=_("With an open case of"), required=False)
    added = words(_("Added by hand"), rows=4, longest=20000, hint=_("Codes of customers, one on each line."))
    left_out = words(_("Left out"), rows=4, longest=20000, hint=_("Codes of customers, one on each line."))

    layout = (
        ("", ("name", "note", "who")),
        (_("Criteria"), ("kind", "provinces", "standing", "bodies", "process")),
        (_("By hand"), ("added", "left_out")),
    )

    def __init__(
        self,
        typed: Any,
        *,
        processes: Sequence[tuple[str, Any]],
        further: Further,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        known = {**(initial or {}), **further.initial()}
        super().__init__(typed, initial=known)
        self.further = further
        self.fields.update(further.fields())
        offer(self, "process", [ANY, *processes, *_kept_process(known.get("process", ""), processes)])

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The criteria of packages above stand between the others and who is named."""
        *first, by_hand = super().groups()
        above = [(label, [self[name] for name in names]) for label, names in self.further.groups()]
        return [*first, *above, by_hand]

    @staticmethod
    def of(row: CustomerList, added: Sequence[str], left_out: Sequence[str]) -> dict[str, Any]:
        """What stands in the form of a list there is."""
        known = criteria_of(row)
        return {
            "name": row.name,
            "note": row.note,
            "who": NAMED if row.is_by_hand else ALL,
            "kind": known.kind,
            "provinces": " ".join(known.provinces),
            "standing": known.standing,
            "bodies": known.bodies,
            "process": known.process,
            "added": "\n".join(added),
            "left_out": "\n".join(left_out),
        }

    def wanted(self) -> WantedList:
        """The list as the service takes it."""
        typed = self.cleaned_data
        criteria = Criteria(
            kind=typed["kind"],
            provinces=typed["provinces"].replace(",", " ").upper().split(),
            standing=typed["standing"],
            bodies=typed["bodies"],
            process=typed.get("process", ""),
            further=self.further.typed(typed),
        )
        return WantedList(
            name=typed["name"],
            note=typed["note"],
            is_by_hand=typed["who"] == NAMED,
            criteria=criteria,
            added=typed["added"].split(),
            left_out=typed["left_out"].split(),
        )


def _kept_process(code: str, offered: Sequence[tuple[str, Any]]) -> list[tuple[str, str]]:
    """The process a list asks for, where who changes the list may not see it, or nobody knows it any more."""
    if not code or code in dict(offered):
        return []
    known = {process.code: process.label for process in catalogue.processes()}
    return [(code, str(known[code]) if code in known else gettext("%(value)s (no longer known)") % {"value": code})]


class MailingForm(ServiceForm):
    """To whom, why, and with which words."""

    name = words(_("Name"), longest=120, hint=_("Only your colleagues read it."))
    list = forms.ChoiceField(label=_("List of customers"))
    purpose = forms.ChoiceField(label=_("Purpose"), choices=MailingPurpose.choices, widget=forms.RadioSelect)
    reason = words(
        _("Why no consent is needed"), longest=300, hint=_("Which contract, law or question of safety requires it.")
    )
    channel = forms.ChoiceField(label=_("Way"), choices=WAYS, initial="email")
    account = forms.ChoiceField(label=_("From"), required=False)
    per_minute = forms.IntegerField(
        label=_("Messages a minute"),
        min_value=1,
        max_value=6000,
        required=False,
        help_text=_("Only where your mail provider sets a limit; empty: no limit."),
    )
    subject_it = words(_("Subject in Italian"), longest=300)
    body_it = words(_("Text in Italian"), rows=12, longest=20000)
    subject_en = words(_("Subject in English"), longest=300)
    body_en = words(
        _("Text in English"), rows=8, longest=20000, hint=_("Customers abroad read it; without it, the Italian one.")
    )

    layout = (
        ("", ("name", "list", "purpose", "reason")),
        (_("How it leaves"), ("channel", "account", "per_minute")),
        (LANGUAGE_LABELS["it"], ("subject_it", "body_it")),
        (LANGUAGE_LABELS["en"], ("subject_en", "body_en")),
    )

    def __init__(
        self, *args: Any, lists: Sequence[CustomerList], accounts: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lists = {str(each.pk): each for each in lists}
        offer(self, "list", [(key, each.name) for key, each in self.lists.items()])
        offer(self, "account", [("", _("the first of its kind")), *accounts] if len(accounts) > 1 else [])

    @staticmethod
    def of(mailing: Mailing) -> dict[str, Any]:
        """What stands in the form of a mailing there is."""
        columns = ("name", "purpose", "reason", "channel", "per_minute")
        known = {name: getattr(mailing, name) for name in columns}
        for text in mailing.texts.all():
            known |= {f"subject_{text.language}": text.subject, f"body_{text.language}": text.body}
        return {**known, "list": str(mailing.list_id), "account": str(mailing.account_id or "")}

    def wanted(self, accounts: dict[str, Any]) -> WantedMailing:
        """The mailing as the service takes it."""
        typed = self.cleaned_data
        return WantedMailing(
            name=typed["name"],
            list=self.lists[typed["list"]],
            purpose=typed["purpose"],
            reason=typed["reason"],
            channel=typed["channel"],
            account=accounts.get(typed.get("account", "")),
            per_minute=typed["per_minute"],
            texts={code: (typed[f"subject_{code}"], typed[f"body_{code}"]) for code in LANGUAGE_LABELS},
        )


class PapersForm(forms.Form):
    """Files that go with every message."""

    file = Files(label=_("Files"), help_text=_("They go with every message; all together at most 20 MB."))


class TestForm(forms.Form):
    """Where a test goes."""

    to = forms.EmailField(label=_("Send it to"), max_length=254)
