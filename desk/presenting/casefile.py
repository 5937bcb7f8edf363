"""Everything the page of a case shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from cases.models import Case, Deadline
from cases.queries.mentions import mentionable
from cases.queries.path import path
from cases.queries.people import who_can
from cases.queries.rulebook import rulebook
from cases.queries.timeline import timeline
from cases.queries.work import deadlines_of, work_of
from cases.rules.facts import Facts
from cases.rules.policies.required import Checklist
from cases.services.comments import COMMENT
from cases.services.judgement import Verdict, judge
from desk.areas.finding import pages_of_case
from desk.forms.comments import CommentForm
from desk.forms.papers import Upload, replaceable
from desk.presenting import appointments, checklist, corrections, events, messages, papers, steps, terms, values
from desk.presenting.addresses import Addresses
from desk.presenting.belonging import belonging
from desk.presenting.billing.handovers import handed_over_by
from desk.presenting.journal_words import clock_label
from desk.presenting.rows import state_of, town
from desk.presenting.work import work
from desk.queries.dossiers import names_a_site
from desk.shown import Page, Term
from documents.duties import RECEIVE, SEND, VERIFY
from documents.letters.catalogue import letters_of
from documents.queries import DocumentLine, of_case
from documents.queries.messages import of_case as of_case_messages
from registry.actors import Actor

NEWEST = 8


@dataclass(frozen=True, slots=True)
class Seen:
    """Who looks at which case, when, and where links lead."""

    case: Case
    actor: Actor
    now: datetime
    on: date
    to: Addresses


def facts_of(seen: Seen) -> Facts:
    """What guards read, as it stands today."""
    return seen.case.process.facts([seen.case], seen.on)[seen.case.pk]


def verdicts_of(seen: Seen, facts: Facts | None = None) -> list[Verdict]:
    """What the judge says of every step of the present state, over facts loaded once."""
    case, process = seen.case, seen.case.process
    facts = facts or facts_of(seen)
    apart = rulebook(case.company_id, process.code, seen.on).separations(process)
    return [judge(process, transition, case, facts, seen.actor, apart) for transition in process.leaving(case.state)]


def build(
    seen: Seen,
    *,
    upload: Upload | None = None,
    comment: CommentForm | None = None,
    whole_timeline: bool = False,
    asked: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """The context of templates/desk/pages/case.html; a constant number of statements. `asked`: of a document to add."""
    case = seen.case
    facts = facts_of(seen)
    verdicts = verdicts_of(seen, facts)
    wanted = checklist.asked_of(seen, facts) if case.is_open else {}
    people = _people(seen, verdicts, wanted)
    happened = timeline(case)
    deadlines = deadlines_of(case)
    shown = happened if whole_timeline else happened[:NEWEST]
    pages = pages_of_case(seen)
    return {
        "head": _head(seen, deadlines),
        "path": steps.path(case, path(case, happened)),
        "version": case.version,
        "seq": case.seq,
        **_actions(seen, verdicts, people, pages),
        "terms": [_term(deadline, seen) for deadline in deadlines],
        **belonging(seen.case, seen.actor, seen.to),
        "handovers": handed_over_by(case, seen.actor, seen.to),
        "work": [work(item, seen.actor, seen.on, seen.to) for item in work_of(case)],
        "dossier": values.grouped(case.process.describe(case, seen.on), seen.now),
        "pages": pages,
        "correct_href": corrections.href(case, seen.actor, seen.to),
        "checklist": checklist.shown(seen, wanted, people, may_add=_may_add(seen), pages=pages),
        **_papers(seen, upload, asked),
        **_messages(seen),
        **appointments.of_case(case, seen.actor, seen.to, seen.now),
        "comment": _comment(seen, comment),
        "handles": mentionable(case, seen.on),
        "entries": events.entries(shown, steps.states_of(case), case),
        "all_entries_href": "?timeline=all#timeline" if len(happened) > len(shown) else "",
    }


def _papers(seen: Seen, upload: Upload | None, asked: Mapping[str, str]) -> dict[str, Any]:
    """Its documents, and the form that adds another or a newer one."""
    lines = of_case(seen.case)
    return {
        "papers": papers.papers(lines, seen.to, may_decide=seen.actor.has(VERIFY), may_add=_may_add(seen)),
        "upload": uploading(seen, upload, lines=lines, asked=asked),
    }


def _messages(seen: Seen) -> dict[str, Any]:
    """What was written about it, and where one reads and writes."""
    case, to = seen.case, seen.to
    return {
        "reading_href": to.to("reading", case.number),
        "letters_href": to.to("case-letters", case.number) if letters_of(case.process_code) else "",
        "correspondence": messages.of_case(of_case_messages(case), to),
        "send_href": to.to("send", case.number) if seen.actor.has(SEND) else "",
    }


def _term(deadline: Deadline, seen: Seen) -> Term:
    extend = terms.extend_href(seen.case, deadline, seen.actor, seen.to)
    calendar = seen.to.to("deadline-calendar", seen.case.number, deadline.pk)
    return terms.term(seen.case, deadline, seen.now, extend, calendar)


def _may_add(seen: Seen) -> bool:
    return seen.case.is_open and seen.actor.has(RECEIVE)


def uploading(
    seen: Seen,
    form: Upload | None = None,
    *,
    lines: Sequence[DocumentLine],
    asked: Mapping[str, str] = MappingProxyType({}),
    to: str = "",
) -> dict[str, Any] | None:
    """The form that adds documents, for who may, while the case is open; it starts with the kind asked for, or as the
    next version of one of `lines`.
    """
    if not _may_add(seen):
        return None
    older = {str(line.uuid): line for line in replaceable(lines)}
    replaced = older.get(asked.get("replaces", ""))
    kind = replaced.kind if replaced else asked.get("kind", "")
    initial = {"kind": kind, "replaces": str(replaced.uuid) if replaced else ""}
    return {
        "form": form or Upload(initial=initial if kind else None, older=list(older.values())),
        "href": seen.to.to("upload", seen.case.number),
        "next": to,
        "open": bool(kind or (form and form.errors)),
    }


def _people(seen: Seen, verdicts: list[Verdict], asked: Mapping[str, Checklist]) -> Mapping[str, Sequence[str]]:
    """Who holds the duties of the next steps and of verifying, in one statement."""
    duties = {seen.case.process.duty(verdict.transition.duty) for verdict in verdicts}
    duties |= checklist.duties_of(asked, seen.case)
    return who_can(seen.case.company_id, duties, seen.on) if duties else {}


def _comment(seen: Seen, form: CommentForm | None) -> dict[str, Any] | None:
    """The form for a comment, for who works on the process or holds the duty."""
    at_work = any(duty.startswith(f"{seen.case.process_code}.") for duty in seen.actor.duties)
    if not (at_work or seen.actor.has(COMMENT)):
        return None
    return {"form": form or CommentForm(), "href": seen.to.to("comment", seen.case.number)}


def _head(seen: Seen, deadlines: list[Deadline]) -> dict[str, Any]:
    case, customer = seen.case, seen.case.customer
    return {
        "number": case.number,
        "subject": case.subject,
        "process": str(case.process.label),
        "process_href": seen.to.to("process", case.process_code),
        "cases_href": seen.to.to("cases"),
        "state": state_of(case),
        "customer": customer.name if customer else "",
        "customer_href": seen.to.customer(customer.code) if customer else "",
        "where": _where(case),
        "due_at": deadlines[0].due_at if deadlines and case.is_open else None,
        "due_of": clock_label(case.process, deadlines[0].clock) if deadlines else "",
    }


def _where(case: Case) -> str:
    """The site the case is about, the customer's town where it has none. The facts have loaded the dossier."""
    site = case.dossier.site if names_a_site(case.process) else None
    if site is not None:
        return ", ".join(filter(None, [site.name, town(site)]))
    return town(case.customer)


def _actions(
    seen: Seen, verdicts: list[Verdict], people: Mapping[str, Sequence[str]], pages: Sequence[Page]
) -> dict[str, Any]:
    case = seen.case
    link = steps.linker(case, verdicts, seen.to, pages)
    every = [steps.action(verdict, case, link, seen.to) for verdict in verdicts]
    editing = {v.transition.code for v in verdicts if steps.edits(v.transition)}
    offered = [action for action in every if action.offered and action.code not in editing]
    head, more = steps.in_head(offered)
    next_step = next((action for action in every if action.tone == "main"), None)
    return {
        "actions": head,
        "more": more,
        "next_step": next_step,
        "others": [action for action in offered if action.reasons and action is not next_step],
        "edit": next((a for a in every if a.code in editing and a.allowed and a.offered), None),
        "who_can": steps.who_can(case, verdicts, people),
    }
