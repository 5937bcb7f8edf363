"""Editing a policy: the draft in a grid or a form, problems while typing, differences, publication."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.models import PolicyVersion
from cases.queries import policy_cases
from cases.rules.policies.kinds import Kind, read
from cases.rules.tables.compiled import compile_table
from cases.rules.tables.coverage import coverage
from cases.rules.tables.errors import TableError, TableInvalid
from cases.rules.tables.model import Table
from cases.services.errors import Refused
from cases.services.policies import drafts, files, publishing
from cases.services.policies.checks import prove
from cases.services.policies.contents import with_rows
from cases.services.policies.drafts import Edit
from cases.services.policies.publishing import Publication
from cases.services.policies.publishing import in_words as said
from desk.forms.policies import FORMS, FileForm, KindForm, PublishForm
from desk.presenting import policies as presenting
from desk.presenting.policy_grid import Grid, blank_line, lines_of, moved, read_lines, written
from desk.presenting.policy_words import in_codes, in_words, notation
from desk.reasons import Reason, reasons_of
from desk.views.policies import InPolicyView


class InDraftView(InPolicyView):
    """A page that edits: only for who configures the company (403)."""

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        super().enter(**kwargs)
        if not self.may_edit:
            raise PermissionDenied

    def base(self) -> dict[str, Any]:
        """The content the draft holds, or the one it would start from."""
        draft = self.key.draft()
        content = draft.content if draft else self.content_on(self.on)
        if content is None:
            newest = (self.key.versions() | self.key.factory()).order_by("-version").first()
            content = newest.content if newest else None
        if content is None:
            raise Http404
        found: dict[str, Any] = content
        return found

    def table(self) -> Table:
        """The table of the base, in codes."""
        table: Table = read(self.key.kind, self.base())
        return table


class DraftView(InDraftView):
    """The draft as one form; every button saves, changes or publishes what is typed."""

    typed: Grid | None = None

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The draft, or what a new one would start from."""
        return self.show()

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """What the pressed button says."""
        verb, _colon, which = request.POST.get("do", "save").partition(":")
        act = self.ACTS.get(verb)
        if act is None:
            raise Http404
        try:
            return act(self, which)
        except Refused as refused:
            return self.show(reasons=reasons_of(refused.refusals), status=409)

    def save(self, which: str) -> HttpResponse:
        """Write what is typed into the draft, when every cell can be read."""
        del which
        if not self.is_table:
            return self.save_fields()
        self.typed = read_lines(in_words(self.table()), self.request.POST, notation())
        if self.typed.table is None:
            return self.show(status=422)
        table = self.table()
        self.write(with_rows(in_codes(self.typed.table, table), self.base()))
        return redirect(self.address("policy-draft"))

    def save_fields(self) -> HttpResponse:
        """The same for a policy that is a form."""
        form = self.fields(self.request.POST)
        if not form.is_valid():
            return self.show(form=form, status=422)
        content = form.content()
        problems = prove(self.key, content, self.on).blocking
        if problems:
            return self.show(form=form, reasons=reasons_of(said(problems)), status=422)
        self.write(content)
        return redirect(self.address("policy-draft"))

    def write(self, content: Mapping[str, Any]) -> None:
        """Save, unless another changed it meanwhile."""
        edit = Edit(content=content, seen=self.request.POST.get("seen") or None)
        drafts.save_draft(self.key, edit, actor=self.actor, now=self.now)
        messages.success(self.request, _("The draft is saved. Nothing applies before it is published."))

    def change_rows(self, change: Callable[[list[list[str]]], list[list[str]]]) -> HttpResponse:
        """Show the form again with its rows changed; nothing is saved yet."""
        table = in_words(self.table())
        self.typed = Grid.of(table, change(lines_of(table, self.request.POST)), notation())
        return self.show()

    def add(self, which: str) -> HttpResponse:
        """An empty row at the end."""
        del which
        table = in_words(self.table())
        return self.change_rows(lambda lines: blank_line(table, lines))

    def remove(self, which: str) -> HttpResponse:
        """Without one row."""
        return self.change_rows(lambda lines: [line for n, line in enumerate(lines) if str(n) != which])

    def up(self, which: str) -> HttpResponse:
        """One row further up."""
        return self.change_rows(lambda lines: moved(lines, which))

    def discard(self, which: str) -> HttpResponse:
        """Take the draft back."""
        del which
        drafts.discard_draft(self.key, actor=self.actor, seen=self.request.POST.get("seen") or None)
        messages.success(self.request, _("The draft is taken back."))
        return redirect(self.address())

    def publish(self, which: str) -> HttpResponse:
        """Publish the draft as it is saved."""
        del which
        form = PublishForm(self.request.POST)
        if not form.is_valid():
            return self.show(publish_form=form, status=422)
        asked = form.cleaned_data
        publication = Publication(
            valid_from=asked["valid_from"], note=asked["note"], seen=asked["seen"] or None, notation=notation()
        )
        version = publishing.publish(self.key, publication, actor=self.actor, now=self.now)
        words = _("Version %(version)s is published.") % {"version": version.version}
        messages.success(self.request, words, extra_tags="good")
        return redirect(f"{self.address()}?on={version.valid_from:%Y-%m-%d}")

    def take_file(self, which: str) -> HttpResponse:
        """A changed file becomes the draft, or every wrong cell is named."""
        del which
        form = FileForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self.show(file_form=form, status=422)
        given = form.cleaned_data["file"]
        try:
            if given.name.endswith(".json"):
                content = files.from_json(self.key, given.read())
            else:
                shown = in_words(self.table())
                read_back = files.rows_of(shown, given.read())
                content = with_rows(in_codes(read_back, self.table()), self.base())
        except TableInvalid as invalid:
            return self.show(reasons=problems_in_words(invalid.problems), status=422)
        self.write(content)
        return redirect(self.address("policy-draft"))

    def fields(self, given: Mapping[str, Any] | None = None) -> KindForm:
        """The form of a simple kind."""
        made = FORMS[Kind(self.key.kind)]
        return made(given, process=self.key.process, initial=made.of(self.base()))

    def show(
        self,
        *,
        reasons: list[Reason] | None = None,
        form: KindForm | None = None,
        publish_form: PublishForm | None = None,
        file_form: FileForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The page, with what was typed and what is wrong with it."""
        draft = self.key.draft()
        seen = draft.digest if draft else ""
        context = {
            **self.around(self.base()),
            "draft": draft,
            "seen": self.request.POST.get("seen", seen),
            "reasons": reasons or [],
            "publish_form": publish_form or PublishForm(initial={"valid_from": self.on, "seen": seen}),
            "file_form": file_form or FileForm(),
            "files": [(kind, f"{self.address('policy-file', kind)}?of=draft") for kind in ("xlsx", "json")],
        }
        if self.is_table:
            context |= self.in_grid(draft)
        else:
            context |= {"form": form or self.fields(), "findings": []}
        return self.page("desk/policies/draft.html", context, status=status)

    def in_grid(self, draft: PolicyVersion | None) -> dict[str, Any]:
        """The grid, what is found in the draft, what it changes and for which cases."""
        table = in_words(self.table())
        grid = self.typed or Grid.of(table, written(table, notation()), notation())
        changes, effect = self.compared(draft) if draft else ([], None)
        return {
            "grid": grid,
            "row_href": self.address("policy-row"),
            "findings_href": self.address("policy-findings"),
            "findings": self.findings(grid),
            "changes": changes,
            "effect": effect,
        }

    def findings(self, grid: Grid) -> list[tuple[Reason, bool]]:
        """What speaks against what is typed, with whether it forbids publishing."""
        if grid.table is None:
            return []
        return findings_of(self, grid.table)

    def compared(self, draft: PolicyVersion) -> tuple[list[presenting.Change], dict[str, Any] | None]:
        """The draft beside the version in force: rows, and real cases that would be told otherwise."""
        content = self.content_on(self.on)
        if content is None:
            return [], None
        before, after = read(self.key.kind, content), read(self.key.kind, draft.content)
        changes = presenting.differences(in_words(before), in_words(after), notation())
        policy = "/".join((self.key.process_code, self.key.kind, self.key.code))
        cases = policy_cases.decided_cases(self.company.pk, policy, after)
        old, new = compile_table(before, self.on), compile_table(after, self.on)
        other = [case.number for case in cases if policy_cases.answers(old, case) != policy_cases.answers(new, case)]
        return changes, {"cases": len(cases), "other": other, "unused": coverage(new, [c.inputs for c in cases]).unused}

    ACTS: ClassVar[Mapping[str, Callable[[DraftView, str], HttpResponse]]] = {
        "save": save,
        "add": add,
        "remove": remove,
        "up": up,
        "discard": discard,
        "publish": publish,
        "file": take_file,
    }


class RowView(InDraftView):
    """What is wrong with one row while it is typed."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The problems of the row posted."""
        grid = read_lines(in_words(self.table()), request.POST, notation())
        row = next((each for each in grid.rows if str(each.number) == request.POST.get("row")), None)
        return self.fragment("desk/policies/trouble.html", {"row": row})


class FindingsView(InDraftView):
    """What speaks against the whole of what is typed."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Gaps, overlaps, rows that never answer; or how many rows cannot be read."""
        grid = read_lines(in_words(self.table()), request.POST, notation())
        found = findings_of(self, grid.table) if grid.table is not None else []
        return self.fragment("desk/policies/findings.html", {"grid": grid, "findings": found})


def findings_of(view: InDraftView, shown: Table) -> list[tuple[Reason, bool]]:
    """The findings of a table in words."""
    content = with_rows(in_codes(shown, view.table()), view.base())
    proof = prove(view.key, content, view.on, notation())
    return [(reasons_of(said([found]))[0], found.blocking) for found in proof.findings]


def problems_in_words(problems: tuple[TableError, ...]) -> list[Reason]:
    """Problems with their row and column."""
    return reasons_of([publishing.placed(problem) for problem in problems])
