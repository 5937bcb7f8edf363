"""Policies read: the list, one policy on a day with "what would it say for ...", and its file."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse

from cases.access import processes_for
from cases.models import PolicyVersion
from cases.queries import policy_cases
from cases.queries.policies import PRODUCT, in_force
from cases.queries.policy_list import Listed, policies_of
from cases.rules.policies.kinds import Kind, read
from cases.rules.tables.compiled import compile_table
from cases.rules.tables.coverage import coverage
from cases.rules.tables.model import Table
from cases.rules.tables.trace import Trace, evaluate_with_trace
from cases.services.policies import files
from cases.services.policies.keys import PolicyKey
from cases.services.policies.known import Known, known_policies
from cases.services.policies.publishing import history_of
from desk.forms.policies import TryForm, day_asked
from desk.forms.policy_filter import PolicyFilter
from desk.presenting import policies as presenting
from desk.presenting.policy_words import in_words, notation
from desk.views.base import CompanyView
from registry.duties import CONFIGURE

PRODUCT_SLUG = "product"
TYPES = {
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class PoliciesView(CompanyView):
    """What can be changed without a programmer, process by process."""

    area = "policies"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The list."""
        processes = processes_for(self.actor)
        found = policies_of(self.company.pk, [PRODUCT, *(each.code for each in processes)], self.on)
        known = {(each.process_code, str(each.kind), each.code): each for each in known_policies(processes)}
        form = PolicyFilter(processes, request.GET)
        groups = [("", PRODUCT), *((str(each.label), each.code) for each in processes)]
        shown = [(label, form.chosen(self.rows(code, found, known), code)) for label, code in groups]
        context = {
            "filter": form,
            "groups": [presenting.sections(label, rows) for label, rows in shown if rows],
            "count": sum(len(rows) for _label, rows in shown),
        }
        return self.page("desk/policies/list.html", context)

    def rows(self, process_code: str, found: Any, known: dict[Any, Known]) -> list[dict[str, Any]]:
        """The policies of one process: tables first, then what its declaration leaves open."""
        keys = dict.fromkeys(key for key in (*found, *known) if key[0] == process_code)
        order = list(Kind)
        ordered = sorted(keys, key=lambda key: order.index(Kind(key[1])))
        return [self.row(found.get(key) or Listed(key), known.get(key)) for key in ordered]

    def row(self, listed: Listed, known: Known | None) -> dict[str, Any]:
        """One line."""
        process_code, kind, code = listed.key
        label = presenting.label_of(kind, process_code, code, {"label": listed.label})
        return {
            "label": label,
            "kind_code": kind,
            "kind": presenting.KINDS[Kind(kind)],
            "is_ours": listed.draft is not None
            or any(row and row.company_id for row in (listed.in_force, listed.coming)),
            "listed": listed,
            "declared": known is not None,
            "href": self.to.to("policy", process_code or PRODUCT_SLUG, kind, code),
        }


class InPolicyView(CompanyView):
    """A page about one policy; of a process the person has no duty in, it is not there (404)."""

    area: ClassVar[str] = "policies"
    key: PolicyKey
    known: Known | None

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        process_code = PRODUCT if kwargs["process"] == PRODUCT_SLUG else kwargs["process"]
        kind, code = kwargs["kind"], kwargs["code"]
        processes = processes_for(self.actor)
        if kind not in list(Kind) or process_code not in {PRODUCT, *(each.code for each in processes)}:
            raise Http404
        self.key = PolicyKey(self.company.pk, process_code, kind, code)
        named = (process_code, kind, code)
        self.known = next((k for k in known_policies(processes) if (k.process_code, k.kind, k.code) == named), None)
        if self.known is None and not (self.key.versions() | self.key.factory()).exists():
            raise Http404

    @property
    def is_table(self) -> bool:
        """Whether it is edited in a grid."""
        return Kind(self.key.kind).is_table

    @property
    def may_edit(self) -> bool:
        """Whether the person may change it."""
        return self.actor.has(CONFIGURE) and self.actor.acting_for_id is None

    def address(self, route: str = "policy", *more: object) -> str:
        """A page about this policy."""
        return self.to.to(route, self.key.process_code or PRODUCT_SLUG, self.key.kind, self.key.code, *more)

    def version_on(self, on: date) -> PolicyVersion | None:
        """The version in force on a day, with its content."""
        found = in_force(self.company.pk, self.key.process_code, self.key.kind, self.key.code, on)
        versions = PolicyVersion.objects.select_related("published_by", "changed_by")
        return versions.get(pk=found.pk) if found else None

    def content_on(self, on: date) -> dict[str, Any] | None:
        """What applies on a day: the version in force, or the declaration. None: nothing yet."""
        version = self.version_on(on)
        if version is not None:
            content: dict[str, Any] = version.content
            return content
        return self.known.declared if self.known else None

    def around(self, content: dict[str, Any] | None) -> dict[str, Any]:
        """What every page about it shows: its name and the way back."""
        named = self.key
        return {
            "label": presenting.label_of(named.kind, named.process_code, named.code, content or {}),
            "kind": presenting.KINDS[Kind(named.kind)],
            "process": str(named.process.label) if named.process else "",
            "list_href": self.to.to("policies"),
            "href": self.address(),
            "draft_href": self.address("policy-draft") if self.may_edit else "",
            "is_table": self.is_table,
        }


class PolicyView(InPolicyView):
    """What a policy says on a day, and what it would say for given values."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Read it, try it."""
        on = day_asked(request.GET.get("on", ""), self.on)
        version, content = self.version_on(on), self.content_on(on)
        context = {
            **self.around(content),
            "on": on,
            "version": version,
            "history": history_of(self.key),
            "files": [(kind, self.address("policy-file", kind)) for kind in TYPES if self.is_table or kind == "json"],
        }
        if content is not None and self.is_table:
            context |= self.tried(read(self.key.kind, content), on)
        elif content is not None:
            context["facts"] = presenting.facts(self.key.kind, content)
        return self.page("desk/policies/policy.html", context)

    def tried(self, table: Table, on: date) -> dict[str, Any]:
        """The table, with what became of each row for the values asked, and how many real cases each answered."""
        shown, signs = in_words(table), notation()
        asked = any(name.startswith("in-") for name in self.request.GET)
        form = TryForm(shown, signs, self.request.GET if asked else None)
        compiled = compile_table(shown, on)
        trace: Trace | None = evaluate_with_trace(compiled, form.cleaned_data) if asked and form.is_valid() else None
        policy = "/".join((self.key.process_code, self.key.kind, self.key.code))
        cases = policy_cases.decided_cases(self.company.pk, policy, table)
        counted = coverage(compile_table(table, on), [case.inputs for case in cases])
        return {
            "heads": presenting.heads(shown),
            "lines": presenting.lines(shown, signs, trace, counted.hits if cases else None),
            "try_form": form,
            "trace": trace,
            "answers": presenting.answer(shown, trace, signs) if trace else [],
            "refusal": presenting.refusal(trace) if trace else "",
            "cases": len(cases),
            "unused": counted.unused if cases else (),
        }


class PolicyFileView(InPolicyView):
    """What applies on a day as a file, or the draft with `?of=draft`."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """Hand it out."""
        kind = str(kwargs["format"])
        draft = self.key.draft() if request.GET.get("of") == "draft" else None
        content = draft.content if draft else self.content_on(day_asked(request.GET.get("on", ""), self.on))
        if content is None or (kind == "xlsx" and not self.is_table):
            raise Http404
        written = files.to_json(self.key, content) if kind == "json" else self.as_sheet(content)
        answer = HttpResponse(written, content_type=TYPES[kind])
        answer["Content-Disposition"] = f'attachment; filename="{self.key.code}.{kind}"'
        return answer

    def as_sheet(self, content: dict[str, Any]) -> bytes:
        """The table in the reader's words."""
        return files.to_xlsx(in_words(read(self.key.kind, content)), notation())
