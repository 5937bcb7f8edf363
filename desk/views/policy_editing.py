"""What every page that edits a policy shares: who may, the content it starts from, the test rows as they are typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from cases.models import PolicyVersion
from cases.queries import policy_cases
from cases.rules.policies.kinds import EXAMPLES, SUPPLIED, Kind, read
from cases.rules.tables.compiled import compile_table
from cases.rules.tables.coverage import coverage
from cases.rules.tables.model import Table
from cases.services.policies.checks import prove
from cases.services.policies.contents import with_rows
from cases.services.policies.publishing import in_words as said
from desk.forms.policies import FORMS, KindForm
from desk.presenting import policies as presenting
from desk.presenting import policy_tests
from desk.presenting.policy_words import in_codes, in_words, notation
from desk.reasons import Reason, reasons_of
from desk.views.policies import InPolicyView


class InDraftView(InPolicyView):
    """A page that edits: only for who configures the company (403)."""

    typed_tests: list[policy_tests.Line] | None = None

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
            newest = (self.key.versions() | self.key.factory()).exclude(digest=SUPPLIED).order_by("-version").first()
            content = newest.content if newest else None
        if content is None:
            raise Http404
        found: dict[str, Any] = content
        return found

    def table(self) -> Table:
        """The table of the base, in codes."""
        table: Table = read(self.key.kind, self.base())
        return table

    def tests(self, judged: Table | None) -> tuple[list[policy_tests.TriedRow], list[policy_tests.Plain]]:
        """The test rows as they are typed, or as the draft has them, tried on the table as it is typed."""
        return policy_tests.rows(self.table(), judged, self.test_lines(), notation(), self.on)

    def test_lines(self) -> list[policy_tests.Line]:
        """What is typed, or what is kept."""
        if self.typed_tests is not None:
            return self.typed_tests
        if "tests" in self.request.POST:
            return policy_tests.lines_posted(self.table(), self.request.POST)
        return policy_tests.lines_kept(self.table(), self.base(), notation())

    def findings_of(self, shown: Table) -> list[tuple[Reason, bool]]:
        """The findings of a table in words, the test rows that are typed included."""
        table = in_codes(shown, self.table())
        _rows, plain = self.tests(None)
        proof = prove(self.key, with_rows(table, {EXAMPLES: plain}), self.on, notation())
        return [(reasons_of(said([found]))[0], found.blocking) for found in proof.findings]

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

    def fields(self, given: Mapping[str, Any] | None = None) -> KindForm:
        """The form of a simple kind."""
        made = FORMS[Kind(self.key.kind)]
        return made(given, process=self.key.process, initial=made.of(self.base()))

    def applies_own(self) -> bool:
        """Whether a version of the company applies today, from which it can return."""
        version = self.version_on(self.on)
        return version is not None and version.company_id is not None
