"""Editing a policy: the draft in a grid or a form, problems while typing, differences, publication."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.models import PolicyVersion
from cases.rules.policies.kinds import EXAMPLES
from cases.rules.tables.errors import TableError, TableInvalid
from cases.rules.tables.model import Table
from cases.services.errors import Refused
from cases.services.policies import drafts, files, publishing
from cases.services.policies.checks import prove
from cases.services.policies.contents import with_rows
from cases.services.policies.drafts import Edit
from cases.services.policies.publishing import Publication
from cases.services.policies.publishing import in_words as said
from desk.forms.policies import FileForm, KindForm, PublishForm
from desk.presenting import policy_tests as tests
from desk.presenting.policy_grid import Grid, blank_line, lines_of, moved, read_lines, written
from desk.presenting.policy_words import in_codes, in_words, notation
from desk.reasons import Reason, reasons_of
from desk.views.policy_editing import InDraftView
from documents.checks import examine


def with_rows_of(told: bytes, table: Table, base: dict[str, Any]) -> dict[str, Any]:
    """A base with the rows of a spreadsheet instead of its own. Raises TableInvalid."""
    return with_rows(in_codes(files.rows_of(in_words(table), told), table), base)


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
        tried, plain = self.tests(in_codes(self.typed.table, table))
        if any(row.why and row.passed is None for row in tried):
            return self.show(status=422)
        self.write(with_rows(in_codes(self.typed.table, table), {EXAMPLES: plain}))
        return redirect(self.address("policy-draft"))

    def change_tests(self, lines: list[tests.Line]) -> HttpResponse:
        """Show the form again with its test rows changed; nothing is saved yet."""
        self.typed_tests = lines
        return self.change_rows(lambda rows: rows)

    def add_test(self, which: str) -> HttpResponse:
        """An empty test row at the end."""
        del which
        return self.change_tests(tests.blank(self.table(), self.test_lines()))

    def remove_test(self, which: str) -> HttpResponse:
        """Without one test row."""
        return self.change_tests([line for n, line in enumerate(self.test_lines()) if str(n) != which])

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
        messages.success(self.request, words)
        return redirect(f"{self.address()}?on={version.valid_from:%Y-%m-%d}")

    def to_supplied(self, which: str) -> HttpResponse:
        """The supplied version applies again."""
        del which
        form = PublishForm(self.request.POST)
        if not form.is_valid():
            return self.show(publish_form=form, status=422)
        asked = form.cleaned_data
        publication = Publication(valid_from=asked["valid_from"], note=asked["note"])
        version = publishing.return_to_supplied(self.key, publication, actor=self.actor, now=self.now)
        messages.success(self.request, _("The supplied version applies again."))
        return redirect(f"{self.address()}?on={version.valid_from:%Y-%m-%d}")

    def take_file(self, which: str) -> HttpResponse:
        """A changed file becomes the draft, or every wrong cell is named."""
        del which
        form = FileForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self.show(file_form=form, status=422)
        given = form.cleaned_data["file"]
        is_text, told = given.name.lower().endswith(".json"), given.read()
        if not (is_text or self.is_table):
            form.add_error("file", _("A rule of this kind has no rows: it is taken from a .json file."))
            return self.show(file_form=form, status=422)
        packed = told.startswith(b"PK") and not is_text
        if packed and (against := reasons_of(examine(BytesIO(told), name=given.name).refusals)):
            return self.show(reasons=against, status=422)
        try:
            content = files.from_json(self.key, told) if is_text else with_rows_of(told, self.table(), self.base())
        except TableInvalid as invalid:
            return self.show(reasons=problems_in_words(invalid.problems), status=422)
        self.write(content)
        return redirect(self.address("policy-draft"))

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
            "has_own": draft is None and self.applies_own(),
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
        tried, _plain = self.tests(in_codes(grid.table, self.table()) if grid.table else None)
        return {
            "grid": grid,
            "tests": tried,
            "test_titles": tests.titles(table),
            "row_href": self.address("policy-row"),
            "findings_href": self.address("policy-findings"),
            "findings": self.findings_of(grid.table) if grid.table is not None else [],
            "changes": changes,
            "effect": effect,
        }

    ACTS: ClassVar[Mapping[str, Callable[[DraftView, str], HttpResponse]]] = {
        "save": save,
        "add": add,
        "remove": remove,
        "add_test": add_test,
        "remove_test": remove_test,
        "up": up,
        "discard": discard,
        "publish": publish,
        "supplied": to_supplied,
        "file": take_file,
    }


def problems_in_words(problems: tuple[TableError, ...]) -> list[Reason]:
    """Problems with their row and column."""
    return reasons_of([publishing.placed(problem) for problem in problems])
