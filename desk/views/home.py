"""My work: what I must do, by when."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from billing.duties import HAND_OVER, HOLD
from billing.queries.handovers import without_a_case
from billing.queries.holds import returned
from cases.queries.inbox import PAGE, Inbox, inbox
from desk.opening import opening_href
from desk.presenting.rows import work_row
from desk.queries.work import Standing
from desk.requests import page_number
from desk.views.base import CompanyView
from documents.queries.messages import troubled_without_case

TABS = ("mine", "queued", "due_soon", "overdue", "put_off", "followed", "mentioned")
ICONS = {
    "mine": "mood-check",
    "queued": "inbox",
    "due_soon": "clock",
    "overdue": "circle-check",
    "put_off": "player-pause",
    "followed": "bookmark",
    "mentioned": "at",
}


class HomeView(CompanyView):
    """The first page of the day."""

    area = "work"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The figures, and the list of the chosen tab; without a choice the first that holds something."""
        asked, page = request.GET.get("tab", ""), page_number(request)
        work = inbox(self.actor, self.now, asked or "mine", page)
        if not asked and not work.rows and work.queued.number:
            asked, work = "queued", inbox(self.actor, self.now, "queued")
        tab = asked if asked in TABS else "mine"
        self.standing = Standing(work.own, work.told)
        rows = [work_row(row, self.to) for row in work.rows]
        context = {
            "kpis": kpis(work, tab),
            "tabs": tabs(work, tab),
            "rows": rows,
            "pager": _pager(work, tab),
            "returned": self.returned_holds(),
            "undelivered": self.undelivered(),
            "stopped": self.stopped_handovers(),
            "empty": empty(tab, self.to.to("cases")),
            "new_case_href": opening_href(self.actor, self.to),
        }
        return self.page("desk/pages/home.html", context)

    def returned_holds(self) -> dict[str, str] | None:
        """Collection holds that ran out, for who decides on them; no case need be behind one, so it is no work item."""
        count = returned(self.company.pk).count() if self.actor.has(HOLD) else 0
        if not count:
            return None
        text = ngettext("%(count)s expired collection hold", "%(count)s expired collection holds", count)
        return {"text": text % {"count": count}, "href": self.to.to("collection-holds")}

    def stopped_handovers(self) -> dict[str, str] | None:
        """Hand-overs of contract periods that stopped, for who hands over: no case has them as work."""
        count = without_a_case(self.company) if self.actor.has(HAND_OVER) else 0
        if not count:
            return None
        text = ngettext("%(count)s stopped hand-over", "%(count)s stopped hand-overs", count)
        return {"text": text % {"count": count}, "href": f"{self.to.to('handovers')}?show=person"}

    def undelivered(self) -> dict[str, str] | None:
        """Messages without a case that did not arrive, for who sends: no case has them as work."""
        count = troubled_without_case(self.actor)
        if not count:
            return None
        text = ngettext("%(count)s undelivered message", "%(count)s undelivered messages", count)
        return {"text": text % {"count": count}, "href": self.to.to("messages-troubled")}


def kpis(work: Inbox, tab: str) -> list[dict[str, Any]]:
    """Four figures, each a way in."""
    figures = (
        ("mine", _("Taken by me"), work.mine, "", _("I am at work on them")),
        ("queued", _("In my queues"), work.queued, "", _of_whom(work)),
        ("due_soon", _("Due within 48 hours"), work.due_soon, "soon", _("mine and in my queues")),
        ("overdue", _("Overdue"), work.overdue, "late", _("mine and in my queues")),
    )
    return [
        {
            "label": label,
            "value": count,
            "tone": tone if count.number else "",
            "note": note,
            "href": f"?tab={key}",
            "current": key == tab,
        }
        for key, label, count, tone, note in figures
    ]


def _of_whom(work: Inbox) -> str:
    """Whose queues: the rail counts a person's own, the page those of the people he stands in for too."""
    others = work.mine.number + work.queued.number - work.own.number
    if others <= 0 or work.own.more:
        return _("waiting for somebody to take them")
    text = ngettext("%(n)d of those you stand in for", "%(n)d of those you stand in for", others)
    return text % {"n": others}


def tabs(work: Inbox, tab: str) -> list[dict[str, Any]]:
    """The lists of the page; a figure only where no card above shows it and there is something."""
    named = (
        ("mine", _("Mine"), None),
        ("queued", _("Queues"), None),
        ("due_soon", _("Due soon"), None),
        ("overdue", _("Overdue"), None),
        ("put_off", pgettext("work", "Put off"), work.put_off),
        ("followed", _("Followed"), work.followed),
        ("mentioned", _("Mentions"), work.mentioned),
    )
    return [
        {
            "label": label,
            "href": f"?tab={key}",
            "current": key == tab,
            "count": count if count and count.number else None,
        }
        for key, label, count in named
    ]


def empty(tab: str, cases_href: str) -> dict[str, str]:
    """What an empty list says: what it is for and what to do next."""
    texts = {
        "mine": (_("Nothing taken"), _("What you take from a queue waits for you here.")),
        "queued": (_("The queues are empty"), _("New work for your duties appears here by itself.")),
        "due_soon": (_("Nothing is due in 48 hours"), _("Work whose deadline comes near is listed here.")),
        "overdue": (_("Nothing is overdue"), _("Work past its deadline is listed here, the latest first.")),
        "put_off": (_("Nothing is put off"), _("Work put off to a later day waits here, and is back by itself.")),
        "followed": (_("Nothing new"), _("When a case that you follow moves, it is listed here once.")),
        "mentioned": (_("Nobody asks for you"), _("Comments that name you are listed here until you read them.")),
    }
    title, text = texts[tab]
    return {"icon": ICONS[tab], "title": title, "text": text, "href": cases_href, "action": _("See all cases")}


ORDERED_BY = {
    "put_off": gettext_lazy("the first to come back first"),
    "followed": gettext_lazy("newest first"),
    "mentioned": gettext_lazy("newest first"),
}


def _pager(work: Inbox, tab: str) -> dict[str, Any]:
    before = (work.page - 1) * PAGE
    return {
        "shown": len(work.rows),
        "first": before + 1,
        "last": before + len(work.rows),
        "total": getattr(work, tab),
        "previous": work.page - 1 if work.page > 1 else None,
        "next": work.page + 1 if work.has_next else None,
        "ordered_by": str(ORDERED_BY.get(tab) or _("nearest deadline first")),
    }
