"""The part of the form of a list that packages above announce: two or three fields for each of their criteria."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.services.mailings import criteria
from registry.actors import Actor

ANY = ("", gettext_lazy("does not matter"))
GONE = "gone"


@dataclass(frozen=True, slots=True)
class Further:
    """The criteria of packages above as fields: those the actor may choose, and those the list has.

    kept  what the list has now; what the actor may not change is shown and stays
    """

    actor: Actor
    kept: criteria.Kept = field(default_factory=dict)

    def offered(self) -> list[criteria.Criterion]:
        """Those with fields."""
        return [each for each in criteria.known() if self._may(each) or each.code in self.kept]

    def fields(self) -> dict[str, forms.Field]:
        """The fields by their names; at the end one to take out what nobody knows any more."""
        found = {name_of(each, part): self._field(each, part) for each in self.offered() for part in each.parts}
        if gone := self._gone():
            found[GONE] = forms.MultipleChoiceField(
                label=_("No longer known: take it out of the list"),
                choices=[(code, f"{code}: {criteria.said(self.kept[code])}") for code in gone],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        return found

    def groups(self) -> list[tuple[str, Sequence[str]]]:
        """The names of the fields under their headings."""
        gone = [(_("No longer known"), [GONE])] if self._gone() else []
        return [*((str(each.label), [name_of(each, part) for part in each.parts]) for each in self.offered()), *gone]

    def initial(self) -> dict[str, Any]:
        """What stands in the fields."""
        known = [(each, part) for each in self.offered() for part in each.parts if each.code in self.kept]
        return {name_of(each, part): self.kept[each.code].get(part.name, "") for each, part in known}

    def typed(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """What is asked for, by criterion; what is no longer known stays until it is taken out."""
        stays = {code: self.kept[code] for code in self._gone() if code not in cleaned.get(GONE, ())}
        found = {each.code: _values(each, cleaned) for each in self.offered()}
        return {code: values for code, values in (found | stays).items() if values}

    def _may(self, criterion: criteria.Criterion) -> bool:
        return not criterion.duty or self.actor.has(criterion.duty)

    def _gone(self) -> list[str]:
        """The criteria of the list that no package announces, or not with these parts."""
        return [code for code, values in self.kept.items() if not _has_parts(criteria.find(code), values)]

    def _field(self, criterion: criteria.Criterion, part: criteria.Part) -> forms.Field:
        shared: dict[str, Any] = {
            "label": part.label,
            "help_text": part.hint if self._may(criterion) else _("To change it you need the duty of this area."),
            "required": False,
            "disabled": not self._may(criterion),
        }
        if isinstance(part, criteria.Number):
            return forms.IntegerField(min_value=part.least, max_value=part.most, **shared)
        options = [ANY, *part.options(self.actor.company_id)]
        value = self.kept.get(criterion.code, {}).get(part.name)
        if value is not None and value not in dict(options):
            options.append((value, _("%(value)s (no longer known)") % {"value": value}))
        return forms.ChoiceField(choices=options, **shared)


def name_of(criterion: criteria.Criterion, part: criteria.Part) -> str:
    """The name of a field."""
    return f"{criterion.code}_{part.name}"


def _has_parts(criterion: criteria.Criterion | None, values: criteria.Values) -> bool:
    return criterion is not None and set(values) <= {part.name for part in criterion.parts}


def _values(criterion: criteria.Criterion, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    given = {part.name: cleaned.get(name_of(criterion, part)) for part in criterion.parts}
    return {name: value for name, value in given.items() if value not in (None, "")}
