"""Whose signatures the company trusts: for the administrator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.forms.trust import AnchorForm, ListForm, SealForm
from desk.views.asking import AskingView
from desk.views.base import CompanyView
from documents.models import RevocationList, Seal, TrustAnchor
from documents.services import revocations, seals, signatures
from registry.duties import CONFIGURE, require


class TrustView(CompanyView):
    """The authorities in force, and those taken away."""

    area = "trust"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show them."""
        require(self.actor, CONFIGURE)
        anchors = TrustAnchor.objects.of(self.company).select_related("added_by", "removed_by")
        context = {
            "trusted": [(one, self.to.to("distrust", one.pk)) for one in anchors if one.removed_at is None],
            "removed": [one for one in anchors if one.removed_at is not None],
            "add_href": self.to.to("add-trust"),
            "lists": [(one, self.to.to("remove-revocation-list", one.pk)) for one in self.lists()],
            "add_list_href": self.to.to("add-revocation-list"),
            "now": self.now,
            "seal": Seal.objects.of(self.company).select_related("added_by").filter(removed_at__isnull=True).first(),
            "today": self.on,
            "seal_href": self.to.to("seal"),
            "unseal_href": self.to.to("unseal"),
        }
        return self.page("desk/trust/trust.html", context)

    def lists(self) -> Sequence[RevocationList]:
        """Those that are asked, without their bytes."""
        rows = RevocationList.objects.of(self.company).filter(removed_at__isnull=True)
        return list(rows.select_related("added_by").defer("content"))


class ConfiguringView(AskingView):
    """A form for the administrator."""

    area = "trust"

    def permitted(self) -> None:
        """For the administrator."""
        require(self.actor, CONFIGURE)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The same, for the administrator only."""
        self.permitted()
        return super().post(request, *args, **kwargs)

    def back(self) -> str:
        """The list."""
        return self.to.to("trust")


class AddTrustView(ConfiguringView):
    """One more authority."""

    def form(self, typed: Any) -> forms.Form:
        """The certificate."""
        return AnchorForm(typed, self.request.FILES or None)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        lead = _("What an authority on this list issued counts as trusted; every signature is looked at again.")
        return {"heading": _("Trust an authority"), "lead": lead, "action": _("Trust it")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Add what is new in the file."""
        content = cleaned["certificate"].read(signatures.LARGEST_BUNDLE + 1)
        added = signatures.trust(content, company=self.company, actor=self.actor, now=self.now)
        if not added:
            return _("Known already: nothing was added.")
        said = ngettext("%(count)s authority added: %(names)s.", "%(count)s authorities added: %(names)s.", len(added))
        return said % {"count": len(added), "names": ", ".join(str(anchor) for anchor in added)}


class AddListView(ConfiguringView):
    """One more list of certificates taken back."""

    def form(self, typed: Any) -> forms.Form:
        """The file."""
        return ListForm(typed, self.request.FILES or None)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        lead = _(
            "A newer list of the same authority takes the place of the older one; every signature is looked at again."
        )
        return {"heading": _("Load a revocation list"), "lead": lead, "action": _("Load it")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Ask it from now on."""
        content = cleaned["file"].read(revocations.LARGEST + 1)
        row, is_new = revocations.load(content, company=self.company, actor=self.actor, now=self.now)
        if not is_new:
            return _("Known already: nothing was added.")
        said = ngettext(
            "List of %(name)s: %(count)s certificate taken back.",
            "List of %(name)s: %(count)s certificates taken back.",
            row.entries,
        )
        return said % {"name": row.issuer, "count": row.entries}


class RemoveListView(CompanyView):
    """A list is asked no more."""

    def post(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """Take it away."""
        require(self.actor, CONFIGURE)
        row = get_object_or_404(RevocationList.objects.of(self.company), pk=kwargs["list"])
        revocations.remove(row, actor=self.actor, now=self.now)
        messages.success(request, _("Asked no more: the list of %(name)s.") % {"name": row})
        return redirect(self.to.to("trust"))


class SealView(ConfiguringView):
    """The certificate that seals what the company issues."""

    def form(self, typed: Any) -> forms.Form:
        """The file and its password."""
        return SealForm(typed, self.request.FILES or None)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        lead = _("Every PDF the company issues from now on is sealed with it. The key is kept encrypted.")
        return {"heading": _("Seal with a certificate"), "lead": lead, "action": _("Use this seal")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Use it instead of the one before."""
        content = cleaned["file"].read(seals.LARGEST + 1)
        seal = seals.adopt(content, cleaned["password"], company=self.company, actor=self.actor, now=self.now)
        return _("PDFs are sealed by %(name)s.") % {"name": seal}


class UnsealView(CompanyView):
    """Nothing is sealed any more."""

    def post(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """Forget the key."""
        seals.put_away(company=self.company, actor=self.actor, now=self.now)
        messages.success(request, _("PDFs are issued without a seal."))
        return redirect(self.to.to("trust"))


class DistrustView(CompanyView):
    """An authority is trusted no more."""

    def post(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """Take it away; the row stays with its last day."""
        require(self.actor, CONFIGURE)
        anchor = get_object_or_404(TrustAnchor.objects.of(self.company), pk=kwargs["anchor"])
        signatures.distrust(anchor, actor=self.actor, now=self.now)
        messages.success(request, _("Trusted no more: %(name)s.") % {"name": anchor})
        return redirect(self.to.to("trust"))
