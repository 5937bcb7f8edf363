"""The authorities whose signatures a company trusts."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SealForm(forms.Form):
    """The company's certificate with its key, and what opens it."""

    file = forms.FileField(label=_("Certificate with its key"), help_text=_("The .p12 or .pfx file of the authority."))
    password = forms.CharField(
        label=_("Password of the file"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Opens the file once; it is not kept."),
    )


class AnchorForm(forms.Form):
    """One file with certificates of authorities."""

    certificate = forms.FileField(
        label=_("Certificate"),
        help_text=_("The authority's own certificate: .pem, .crt or .cer; a .pem may hold several."),
    )


class ListForm(forms.Form):
    """One list of certificates taken back."""

    file = forms.FileField(label=_("Revocation list (.crl)"), help_text=_("As the authority publishes it."))
