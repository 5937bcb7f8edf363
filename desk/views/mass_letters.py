"""A letter to the cases chosen from the list, or to all that match it: looked at first, then written by the worker."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.access import visible_to
from cases.models import BulkJob, Case
from cases.queries.caseload import Filters, narrowed
from cases.services import bulk_jobs
from desk.forms.bulk import MOST, chosen
from desk.forms.mass_letters import MassLetterForm
from desk.presenting.mass_letters import plan_shown
from desk.views.base import CompanyView
from desk.views.cases import ListedView
from documents.duties import ISSUE, SEND
from documents.letters.catalogue import WORD, ProcessLetters, letters_of
from documents.services.letters.mass import KIND, Asked, require_duties
from documents.services.letters.planning import Plan, plan, trial
from registry.duties import require
from registry.scoping import ScopedQuerySet


class MassLetterView(CompanyView):
    """Asks for the letter, shows what would be written, starts the job; below: to which cases."""

    area = "cases"
    processes: dict[str, int]
    process_letters: ProcessLetters | None = None

    def found(self) -> ScopedQuerySet[Case]:
        """The cases, of those one may see."""
        raise NotImplementedError

    def start(self, asked: Asked, form: MassLetterForm) -> BulkJob:
        """Write the job down."""
        raise NotImplementedError

    def shown(self) -> dict[str, Any]:
        """What the page carries along of the cases."""
        return {}

    def enter(self, **kwargs: Any) -> None:
        """The duty, then of which processes the cases are, in one statement."""
        require(self.actor, ISSUE)
        by_process = self.found().order_by().values_list("process_code").annotate(Count("pk"))
        self.processes = dict(by_process)
        if len(self.processes) == 1:
            self.process_letters = letters_of(next(iter(self.processes)))

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Ask for the letter."""
        if not self.processes:
            messages.warning(request, _("Choose some cases first."))
            return redirect(self.to.to("cases"))
        return self.ask(self.form())

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Look ahead; start only what was looked at."""
        form = self.form(request.POST)
        if self.process_letters is None or not form.is_valid():
            return self.ask(form, status=422)
        asked = form.asked(self.actor.name)
        require_duties(self.actor, asked)
        found = plan(self.found(), self.process_letters.process_code, asked, self.company.pk)
        if request.POST.get("do") != "start":
            return self.look(form, asked, found)
        if form.cleaned_data["seen"] != self.digest(asked, found):
            return self.look(form, asked, found, status=409, changed=True)
        return redirect(self.to.to("bulk-job", self.start(asked, form).key))

    def form(self, typed: Any = None) -> MassLetterForm:
        """The form, with the letters of the process."""
        letters = self.process_letters.kinds if self.process_letters else ()
        kinds = [(kind.code, kind.label) for kind in letters if WORD in kind.formats]
        initial = {"dated": self.on, "key": uuid4()}
        return MassLetterForm(typed, initial=initial, kinds=kinds, may_send=self.actor.has(SEND))

    def look(
        self, form: MassLetterForm, asked: Asked, found: Plan, *, status: int = 200, changed: bool = False
    ) -> HttpResponse:
        """The page with what would be written, and the letter on the first case."""
        again = self.form({**self.request.POST.dict(), "seen": self.digest(asked, found)})
        shown = plan_shown(found, asked, self.to)
        return self.ask(again, status=status, plan=shown, trial=trial(found, asked, self.actor), changed=changed)

    def digest(self, asked: Asked, found: Plan) -> str:
        """What the page showed, in one word: the letter, and how many of what."""
        told = (asked, found.total, sorted(found.by_language.items()), found.unreached)
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def ask(self, form: MassLetterForm, status: int = 200, **more: Any) -> HttpResponse:
        """The page."""
        context = {
            "form": form,
            "count": sum(self.processes.values()),
            "mixed": len(self.processes) > 1,
            "writes_none": len(self.processes) == 1 and self.process_letters is None,
            "back": self.to.to("cases"),
            "acting_for": self.actor.acting_for_name,
            **self.shown(),
            **more,
        }
        return self.page("desk/pages/mass_letter.html", context, status=status)

    def written_down(self, asked: Asked, form: MassLetterForm) -> dict[str, Any]:
        """What every job of letters is started with."""
        return {
            "actor": self.actor,
            "now": self.now,
            "key": form.click,
            "inputs": asked.as_inputs(),
            "kind": KIND,
        }


class SelectedLettersView(MassLetterView):
    """To the cases chosen one by one."""

    pairs: list[tuple[int, int]]

    def enter(self, **kwargs: Any) -> None:
        """Those chosen."""
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        self.pairs = chosen(asked.getlist("case"))
        super().enter(**kwargs)

    def found(self) -> ScopedQuerySet[Case]:
        """The cases one may see among them."""
        return visible_to(self.actor).filter(pk__in=[pk for pk, _version in self.pairs])

    def shown(self) -> dict[str, Any]:
        """Which, for the next press."""
        return {"pairs": [f"{pk}:{version}" for pk, version in self.pairs], "full": len(self.pairs) == MOST}

    def start(self, asked: Asked, form: MassLetterForm) -> BulkJob:
        """On those chosen."""
        code = next(iter(self.processes))
        return bulk_jobs.start(code, asked.letter, self.pairs, **self.written_down(asked, form))


class MatchingLettersView(MassLetterView, ListedView):
    """To every case that matches the list as the address narrows it."""

    filters: Filters

    def enter(self, **kwargs: Any) -> None:
        """What the list is narrowed to."""
        _form, self.filters = self.asked()
        super().enter(**kwargs)

    def found(self) -> ScopedQuerySet[Case]:
        """All of them."""
        return narrowed(self.actor, self.filters)

    def start(self, asked: Asked, form: MassLetterForm) -> BulkJob:
        """On all of them, as they are now."""
        code = next(iter(self.processes))
        return bulk_jobs.start_all(code, asked.letter, self.filters, **self.written_down(asked, form))
