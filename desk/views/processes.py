"""A process as the table it is: states with their counts, steps with who takes them and what must hold."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from cases.access import processes_for
from cases.definition import Process
from cases.queries.people import who_can
from desk.opening import openable
from desk.presenting import processes as presenting
from desk.presenting.diagram import diagram
from desk.queries.processes import counts_by_state
from desk.views.base import CompanyView


class ProcessView(CompanyView):
    """One process; one in which the person has no duty is not there (404)."""

    process: Process

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        found = next((p for p in processes_for(self.actor) if p.code == kwargs["code"]), None)
        if found is None:
            raise Http404
        self.process = found

    def current_area(self) -> str:
        """Its own line of the rail."""
        return f"process.{self.process.code}"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show the table."""
        process = self.process
        people = who_can(self.company.pk, process.duties, self.on)
        counts = counts_by_state(self.actor, process.code)
        lines = presenting.states(process, counts, self.to)
        context = {
            "label": str(process.label),
            "states": list(lines.values()),
            "diagram": diagram(process, lines),
            "steps": presenting.steps(process, people),
            "cases_href": f"{self.to.to('cases')}?process={process.code}",
            "new_case_href": self.to.to("open-case", process.code) if process in openable(self.actor) else "",
        }
        return self.page("desk/pages/process.html", context)
