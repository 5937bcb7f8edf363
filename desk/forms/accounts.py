"""Sign-in and password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _


class SignIn(AuthenticationForm):
    """E-mail and password; a wrong pair is answered the same way whichever half is wrong."""

    error_messages = {
        "invalid_login": _("E-mail and password do not match. Mind capital letters in the password."),
        "inactive": _("This account is closed. Ask your administrator."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("E-mail")
        self.fields["username"].widget.input_type = "email"
        self.fields["password"].label = _("Password")


class NewPassword(PasswordChangeForm):
    """The old password, and the new one twice."""
