"""Does everything a person reads exist in both languages? English is what the code says, Italian what is translated."""

from __future__ import annotations

import inspect
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext, override

from cases.definition.checks import graph, guards
from cases.definition.checks.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.definition.process import Process
    from cases.definition.transitions import Transition

LANGUAGES: Final = ("it", "en")


def check(process: Process) -> Iterator[Finding]:
    """Labels that are empty, not translatable or without Italian; letters without a template."""
    for where, text in (*_labels(process), *_field_labels(process)):
        if problem := _wrong_label(text, process):
            yield Finding("label_missing", process.code, where, problem)
    for where, msgid in sorted({*_sentences(process), *guards.refusals_of(process)}):
        if not in_italian(msgid, process):
            yield Finding("label_missing", process.code, where, f"no Italian for “{msgid}”")
    for transition in process.transitions:
        yield from _letter(process, transition)


def _labels(process: Process) -> Iterator[tuple[str, Any]]:
    yield "process", process.label
    for state in process.states.values:
        yield f"state {state}", process.states(state).label
    for transition in (process.opening, *process.transitions):
        yield f"transition {transition.code}", transition.label
        yield f"transition {transition.code}, when done", transition.done
    for state, stage in process.stages.items():
        if stage.flow is None or stage.duty:
            yield f"stage of {state}", stage.label
        for step, label in stage.flow.step_labels().items() if stage.flow is not None else ():
            yield f"step {step} of {state}", label
    yield from ((f"clock {clock.code}", clock.label) for clock in process.clocks)
    yield from ((f"errand {step}", label) for step, label in process.errands.items())
    yield from ((f"event {kind}", label) for kind, label in process.events.items())


def _field_labels(process: Process) -> Iterator[tuple[str, Any]]:
    forms = {t.form for t in (process.opening, *process.transitions) if t.form is not None}
    for form in sorted(forms, key=lambda each: each.__name__):
        for name, field in form.base_fields.items():
            yield f"field {form.__name__}.{name}", field.label
            if field.help_text:
                yield f"help of {form.__name__}.{name}", field.help_text


def _sentences(process: Process) -> Iterator[tuple[str, str]]:
    for guard in guards.guards_of(process):
        if sentence := inspect.getdoc(guard):
            yield f"guard {guard.__name__}", sentence


def _wrong_label(text: Any, process: Process) -> str:
    if not text:
        return "there is no label"
    if not isinstance(text, Promise):
        return f"“{text}” is not marked for translation"
    with override(None):
        msgid = str(text)
    return "" if in_italian(msgid, process) else f"no Italian for “{msgid}”"


def in_italian(msgid: str, process: Process) -> bool:
    """Whether Italian readers see a translation, compiled already or still in a .po file."""
    with override("it"):
        return gettext(msgid) != msgid or any(
            msgid in _translated(path, path.stat().st_mtime_ns) for path in _pos(process)
        )


def folder_of(process: Process) -> Path:
    """The folder a process lives in."""
    app = apps.get_containing_app_config(process.facts.__module__)
    return Path(app.path) if app else Path(inspect.getfile(process.facts)).parent


def _pos(process: Process) -> list[Path]:
    ours = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).is_relative_to(settings.BASE_DIR)]
    places = [place / "locale" for place in (folder_of(process), *ours)]
    files = [place / "it" / "LC_MESSAGES" / "django.po" for place in (*places, *map(Path, settings.LOCALE_PATHS))]
    return [path for path in files if path.is_file()]


@lru_cache(maxsize=64)
def _translated(path: Path, changed: int) -> frozenset[str]:
    """The texts a .po translates; `changed` makes a file that was edited be read again."""
    del changed
    with path.open("rb") as file:
        catalogue = read_po(file, locale="it")
    return frozenset(str(message.id) for message in catalogue if message.id and message.string and not message.fuzzy)


def _letter(process: Process, transition: Transition) -> Iterator[Finding]:
    """A template named after the letter, for all languages or one for each: approval.docx, approval.it.docx."""
    if not transition.letter:
        return
    policy = process.policy or folder_of(process) / "policy"
    stems = {path.stem for path in policy.rglob(f"{transition.letter}*") if path.is_file()}
    lacking = [language for language in LANGUAGES if not stems & {transition.letter, f"{transition.letter}.{language}"}]
    if lacking:
        message = f"no template in policy/ for language {', '.join(lacking)}"
        path = graph.way_to(process, transition)
        yield Finding("letter_missing", process.code, f"letter {transition.letter}", message, path)
