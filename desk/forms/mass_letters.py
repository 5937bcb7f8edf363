"""One letter for many cases: which, in what language, with what to say, and where it goes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.forms.letters import LANGUAGE_LABELS, LetterForm
from documents.letters.catalogue import LANGUAGES
from documents.models import Channel
from documents.services.letters.mass import BY_RULE, ONLY_FILE, Asked

OF_EACH = _("Each customer's own")
WAYS = {
    BY_RULE: _("As the rule of sending says"),
    ONLY_FILE: _("Nowhere: they stay with their cases"),
    Channel.EMAIL: _("By e-mail"),
    Channel.PEC: _("By PEC"),
    Channel.POST: _("By post, for a print batch"),
    Channel.REGISTERED: _("By registered post, for a print batch"),
}


class MassLetterForm(LetterForm):
    """The letter of each; `seen` is what the page showed, so that nothing else is started."""

    way = forms.ChoiceField(label=_("Where they go"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("kind", "language", "dated", "note", "way", "key", "seen")

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, Any]], may_send: bool, **kwargs: Any) -> None:
        super().__init__(*args, kinds=kinds, languages=(), **kwargs)
        self.fields["language"].required = False
        self._offer("language", [("", OF_EACH), *((code, LANGUAGE_LABELS[code]) for code in LANGUAGES)])
        offered = WAYS if may_send else {way: WAYS[way] for way in (BY_RULE, ONLY_FILE)}
        self._offer("way", offered.items())

    def asked(self, author: str) -> Asked:
        """What every case is written."""
        given = self.cleaned_data
        dated: date = given["dated"]
        return Asked(
            letter=given["kind"],
            dated=dated,
            note=given["note"],
            language=given["language"],
            way=given["way"],
            author=author,
        )

    @property
    def click(self) -> UUID:
        """The identity of the click."""
        found: UUID = self.cleaned_data["key"]
        return found
