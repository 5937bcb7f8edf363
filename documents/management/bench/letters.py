"""Letters beside the bare engines that write them, a night's print batch, and PDFs one by one and many at once."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from time import perf_counter
from typing import Any, Final

import typst
from django.core.management.base import CommandError
from docxtpl import DocxTemplate

from cases.definition import catalogue
from documents.letters import pdf
from documents.letters.catalogue import written_by
from documents.letters.generic import examples, fields_of
from documents.letters.rendering import Press
from documents.letters.typeset import FOLDER, LETTER, Paper, Sheet, Typesetter, merged
from documents.services.letters.factory import FactoryTemplate, built

N: Final = 2_000
BATCH: Final = 10_000
TURN: Final = 25
SECONDS: Final = 120
"""After which a comparison ends, however many letters it has come to."""
CONVERTED: Final = 80
ON: Final = date(2026, 11, 16)
PAPER: Final = Paper(
    "EcoVerde S.p.A.", ("EcoVerde S.p.A.", "via Classicana 99, 48122 Ravenna (RA)"), "C.F. 00000000000"
)


def run(n: int) -> dict[str, Any]:
    """Up to `n` letters of each engine, in turns of 25 with the bare one; five times as many in a batch; conversions.

    A comparison ends after two minutes: `word_letters` and `typst_letters` say how many letters it came to.
    """
    template, values = _longest()
    figures = _word(template, values, n) | _typst(n)
    figures |= _batch(min(BATCH, 5 * n))
    with Press(template) as press:
        content = press.render(values).content
    return figures | _pdf(content)


def _longest() -> tuple[bytes, dict[str, Any]]:
    """The longest of the factory's letters and what its fields look like."""
    known = written_by([process.code for process in catalogue.processes()])
    found: list[tuple[FactoryTemplate, Any]] = [(each, letters) for letters in known for each in built(letters)]
    if not found:
        raise CommandError("no process of this installation writes letters")
    template, letters = max(found, key=lambda pair: len(pair[0].content))
    return template.content, dict(examples(fields_of(letters), template.language))


def _word(template: bytes, values: dict[str, Any], n: int) -> dict[str, Any]:
    def bare() -> None:
        document = DocxTemplate(io.BytesIO(template))
        document.render(deepcopy(values), autoescape=True)
        document.save(io.BytesIO())

    with Press(template) as press:
        return _compared("word", *_in_turns(n, lambda: press.render(values), bare))


def _compared(name: str, made: int, ours: float, engine: float) -> dict[str, Any]:
    return {
        f"{name}_letters": made,
        f"{name}_per_s": round(made / ours, 1),
        f"{name}_engine_per_s": round(made / engine, 1),
        f"{name}_over_engine": round(ours / engine, 2),
    }


def _batch(n: int) -> dict[str, Any]:
    """Reminders as one merged PDF, and what ten thousand of them take at that rate."""
    start = perf_counter()
    with Typesetter(PAPER, "it") as setter:
        printed = merged(setter.set_in_parts(_sheets(n), "Solleciti", on=ON))
    seconds = perf_counter() - start
    return {
        "batch_letters": n,
        "batch_10000_s": round(seconds * BATCH / n, 1),
        "batch_10000_mb": round(len(printed) / 2**20 * BATCH / n, 1),
    }


def _typst(n: int) -> dict[str, Any]:
    sheets = list(_sheets(n))
    waiting, again = iter(sheets), iter(sheets)
    with Typesetter(PAPER, "it") as setter:
        compiler = typst.Compiler(str(FOLDER / LETTER))

        def bare() -> None:
            compiler.compile(format="pdf", sys_inputs=setter.inputs([next(again)], "Sollecito", ON))

        return _compared("typst", *_in_turns(n, lambda: setter.set([next(waiting)], "Sollecito", on=ON), bare))


def _pdf(content: bytes) -> dict[str, Any]:
    if not pdf.soffice():
        return {"pdf_per_s_single": None, "pdf_per_s_batched": None}
    singles = CONVERTED // 20
    start = perf_counter()
    made = sum(len(pdf.convert({"letter": content})) for _ in range(singles))
    single = perf_counter() - start
    start = perf_counter()
    for first in range(0, CONVERTED, pdf.AT_ONCE):
        made += len(pdf.convert({f"letter-{first + index}": content for index in range(pdf.AT_ONCE)}))
    batched = perf_counter() - start
    if made != singles + CONVERTED:
        raise CommandError(f"LibreOffice made {made} of {singles + CONVERTED} files")
    return {"pdf_per_s_single": round(singles / single, 2), "pdf_per_s_batched": round(CONVERTED / batched, 2)}


def _in_turns(n: int, one: Callable[[], object], other: Callable[[], object]) -> tuple[int, float, float]:
    """How many each made and the seconds of both, in turns, so that a noisy machine is as noisy for both.

    The first call of each warms it up and does not count; at most `n` calls, and no new turn after SECONDS.
    """
    one(), other()
    seconds, made = [0.0, 0.0], 0
    while made < n - 1 and sum(seconds) < SECONDS:
        turn = min(TURN, n - 1 - made)
        for place, call in enumerate((one, other)):
            start = perf_counter()
            for _ in range(turn):
                call()
            seconds[place] += perf_counter() - start
        made += turn
    return made, seconds[0], seconds[1]


def _sheets(n: int) -> Iterator[Sheet]:
    """Reminders of payment, as a company with many customers sends them in one night."""
    for number in range(1, n + 1):
        yield Sheet(
            recipient=(f"Rossi & Figli n. {number} S.r.l.", "via Emilia 12", "40026 Imola (BO)"),
            dated="Ravenna, 16 novembre 2026",
            subject=f"Oggetto: sollecito di pagamento n. {number}",
            paragraphs=(
                "Spettabile Cliente,",
                "dalle nostre scritture risultano scadute e non pagate le fatture seguenti. Vi preghiamo di provvedere "
                "entro quindici giorni dal ricevimento della presente.",
            ),
            columns=("text", "text", "amount"),
            head=("Fattura", "Scadenza", "Importo"),
            rows=tuple((f"2026/{number + row}", "30/09/2026", f"{number + row},50 €") for row in range(4)),
            after=("Se nel frattempo avete già pagato, non tenete conto della presente.",),
            closing=("Distinti saluti", "EcoVerde S.p.A."),
            code=f"SP-2026-{number:06d}",
        )
