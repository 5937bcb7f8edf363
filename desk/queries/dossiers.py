"""The dossiers of a list of cases, and the sites they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from cases.definition import Process
from cases.models import Case
from registry.models import Site


def with_dossiers(process: Process, cases: Sequence[Case]) -> None:
    """Hang on each case of a process, all of one company, its dossier, as the facts of a process read it."""
    if not cases:
        return
    found = process.dossier.objects.of(cases[0].company_id).in_bulk([case.pk for case in cases])
    for case in cases:
        case.dossier = found[case.pk]
        case.dossier.case = case


def sites_of(cases: Sequence[Case]) -> Mapping[int, Site]:
    """The site each case is about, by the case's id; two statements for each process with sites."""
    by_process: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_process[case.process_code].append(case)
    found: dict[int, Site] = {}
    for same in by_process.values():
        dossier = same[0].process.dossier
        if names_a_site(same[0].process):
            rows: Any = dossier.objects.of(same[0].company_id).filter(pk__in=[case.pk for case in same])
            chosen = dict(rows.exclude(site=None).values_list("pk", "site_id"))
            sites = Site.objects.of(same[0].company_id).in_bulk(set(chosen.values()))
            found |= {pk: sites[site] for pk, site in chosen.items()}
    return found


def names_a_site(process: Process) -> bool:
    """Whether the dossier of a process has a site of its own."""
    return any(field.name == "site" and field.related_model is Site for field in process.dossier._meta.fields)
