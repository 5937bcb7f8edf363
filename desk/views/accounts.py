"""Coming in and going out: sign-in, password, language, choice of company."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from desk.forms.accounts import NewPassword, SignIn
from desk.requests import person, safe_next
from registry.models import User
from registry.services.access import companies_of


@method_decorator(login_not_required, name="dispatch")
class SignInView(auth.LoginView):
    """Sign-in by e-mail; who is signed in already goes on to work."""

    template_name = "desk/pages/sign_in.html"
    authentication_form = SignIn
    redirect_authenticated_user = True


class SignOutView(auth.LogoutView):
    """Sign-out, by POST."""


class PasswordView(auth.PasswordChangeView):
    """A new password, knowing the old one."""

    template_name = "desk/pages/password.html"
    form_class = NewPassword
    success_url = reverse_lazy("desk:companies")

    def form_valid(self, form: Any) -> HttpResponse:
        """Change it and say so on the next page."""
        messages.success(self.request, _("Your password is changed."))
        return super().form_valid(form)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language: kept on the user when signed in, in a cookie in any case."""
    response = HttpResponseRedirect(safe_next(request))
    chosen = request.POST.get("language", "")
    if not translation.check_for_language(chosen) or chosen not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def companies(request: HttpRequest) -> HttpResponse:
    """The companies one works in; with one there is nothing to choose."""
    mine = companies_of(person(request), on=timezone.localdate())
    if len(mine) == 1:
        return redirect("desk:home", mine[0].slug)
    return render(request, "desk/pages/companies.html", {"companies": mine}, status=200 if mine else 403)
