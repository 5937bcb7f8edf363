"""A file to bring in."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.forms.customers import ServiceForm
from registry.services.importing import kinds


class ImportForm(ServiceForm):
    """What, and the file."""

    kind = forms.ChoiceField(label=_("What"))
    file = forms.FileField(label=_("File (.csv or .xlsx)"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["kind"])
        field.choices = [(kind.code, str(kind.label)) for kind in kinds.kinds()]
