"""A comment on a case."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CommentForm(forms.Form):
    """Words for the colleagues; the customer does not read them."""

    text = forms.CharField(
        label=_("Comment"),
        help_text=_("For colleagues; write @ and a name to call somebody."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=4000,
    )
