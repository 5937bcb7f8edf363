"""A letter to each of many cases, written from a Word template and kept with its case; its PDF is not made here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from cases.management.bench import paper, scratch
from cases.models import Case
from cases.services import bulk_jobs
from cases.services.bulk import Job, Matter, open_many
from documents.duties import ISSUE
from documents.letters import catalogue
from documents.letters.building import build
from documents.letters.catalogue import LetterKind, ProcessLetters
from documents.letters.formats import Wording
from documents.management.bench import setting
from documents.models import Letter, LetterTemplate
from documents.services.letters import mass
from registry.actors import Actor
from registry.models import Company, Customer

N: Final = 10_000
CUSTOMERS: Final = 1_000
NOTICE: Final = """
# Oggetto: pratica {{ case.number }}

Spett. {{ customer.name }}, {{ customer.address }}, {{ customer.postal_code }} {{ customer.city }},

Vi comunichiamo che la pratica {{ case.number }}, aperta il {{ case.opened_on }}, è in lavorazione.

Distinti saluti

{{ company.name }}
"""


def run(n: int) -> dict[str, Any]:
    """A job of `n` letters in Italian, in the portions and turns of the worker; nothing is sent."""
    with setting.folder(), paper.installed() as (company, machine), _known():
        actor = setting.person(company, [*paper.process.duties, ISSUE], paper.NOW)
        _cases(company, machine, n)
        _template(company)
        scratch.analyse()
        chosen = list(Case.objects.of(company).values_list("pk", "version"))
        before = setting.peak_mb()
        asked = mass.Asked(letter="notice", dated=paper.NOW.date(), way=mass.ONLY_FILE, author="Bench")
        bulk_jobs.start(
            paper.process.code,
            "notice",
            chosen,
            actor=actor,
            now=paper.NOW,
            key=uuid4(),
            inputs=asked.as_inputs(),
            kind=mass.KIND,
        )
        work = setting.done(lambda: bulk_jobs.run_waiting(paper.NOW))
        return {
            **work.figures("letters"),
            "kept": Letter.objects.of(company).count(),
            "peak_mb": setting.peak_mb() - before,
        }


@contextmanager
def _known() -> Iterator[None]:
    """The paper process writes one letter while the bench runs."""
    letters = ProcessLetters(
        process_code=paper.process.code,
        kinds=(LetterKind("notice", "Notice"),),
        fields=(),
        values=_nothing_more,
        folder=Path(),
    )
    catalogue.register(letters)
    try:
        yield
    finally:
        catalogue.forget(paper.process.code)


def _nothing_more(case: Case, wording: Wording, on: date) -> Mapping[str, Any]:
    del case, wording, on
    return {}


def _cases(company: Company, machine: Actor, n: int) -> None:
    Customer.objects.bulk_create(
        Customer(company=company, code=f"C{number:06d}", name=f"Customer {number}", city="Imola")
        for number in range(CUSTOMERS)
    )
    customers = list(Customer.objects.of(company).order_by("pk"))
    matters = [Matter(key=str(number), customer=customers[number % CUSTOMERS], inputs={}) for number in range(n)]
    open_many(company, paper.process.code, matters, Job(key=uuid4(), actor=machine, now=paper.NOW))


def _template(company: Company) -> None:
    content = build(NOTICE, "it")
    LetterTemplate.objects.create(
        company=company,
        process_code=paper.process.code,
        kind="notice",
        language="it",
        version=1,
        valid_from=date(2020, 1, 1),
        file_name="notice.it.docx",
        status=LetterTemplate.PUBLISHED,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        changed_at=paper.NOW,
        published_at=paper.NOW,
    )
