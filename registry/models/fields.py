"""Field kinds and check constraints that several registry tables share."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    _TextColumn = models.CharField[str, str]
else:
    _TextColumn = models.CharField  # Django's fields take no type argument when the program runs


def search_key(text: str) -> str:
    """The text as it is compared in a search: no case, accents or punctuation, one blank before each word.

    >>> search_key("Società Agricola D'Àvolio S.r.l.")
    ' societa agricola d avolio srl'
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).replace(".", "")
    words = re.findall(r"[^\W_]+", plain)
    return "".join(f" {word}" for word in words)


class SearchKeyField(_TextColumn):
    """Follows another text column in the form `search_key` gives it; filled at every save and bulk_create."""

    def __init__(self, *args: Any, source: str = "name", **kwargs: Any) -> None:
        self.source = source
        kwargs.update(editable=False, blank=True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        kwargs.pop("blank", None)
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: object) -> str:
        key = search_key(getattr(model_instance, self.source))[: self.max_length]
        setattr(model_instance, self.attname, key)
        return key


def matches(name: str, field: str, pattern: str) -> models.CheckConstraint:
    """A check that the column is empty or matches the whole pattern."""
    return models.CheckConstraint(name=name, condition=Q(**{field: ""}) | Q(**{f"{field}__regex": f"^({pattern})$"}))


def ordered_dates(name: str, first: str = "valid_from", last: str = "valid_to") -> models.CheckConstraint:
    """A check that a period does not end before it begins; an empty end is open."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": models.F(first)}),
    )
