"""What is wrong with a policy that is not a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from cases.rules.refusals import N_
from cases.rules.tables.errors import TableError


class PolicyError(TableError):
    """Something wrong in a policy; `row` is the number of a line where there are several."""

    texts: ClassVar[Mapping[str, str]] = {
        **TableError.texts,
        "policy.amount": N_("A term is a whole number from {low} to {high}."),
        "policy.unit": N_("A term is counted in calendar_days, working_days or months."),
        "policy.remind": N_("Reminders are whole numbers of days, from 1 to {high}."),
        "policy.not_a_step": N_("{step} is not a step of the process."),
        "policy.not_a_clock": N_("The process has no term called {clock}."),
        "policy.not_a_duty": N_("{duty} is not a duty of the process."),
        "policy.not_a_state": N_("{state} is not a state of the process with one person's work."),
        "policy.itself": N_("A step cannot be kept apart from itself."),
        "policy.prefix": N_("A prefix is 1 to 8 capital letters and digits, a letter first."),
        "policy.prefix_taken": N_("The prefix {prefix} belongs to another process."),
        "policy.digits": N_("Numbers have 4 to 10 digits."),
        "policy.no_output": N_("The table needs the output {output} of the kind {kind}."),
        "policy.must_collect": N_("Several documents can be required at once: the table must collect."),
        "policy.code": N_("The policy calls itself {found}, not {wanted}."),
        "policy.changed_column": N_("The columns of a table belong to its process: {column} differs from the factory."),
        "policy.not_waiting": N_("{step} is not a step that waits for documents."),
        "policy.example": N_("The test row {example} fails: {why}."),
        "policy.not_json": N_("The file cannot be read as JSON: it goes wrong at line {line}, sign {sign}."),
        "policy.not_text": N_("The file cannot be read as JSON: it is no text in UTF-8."),
        "policy.not_sheet": N_(
            "The file cannot be read as an .xlsx sheet: take the one offered here, change it and bring it back."
        ),
        "policy.file_size": N_("The file is too large."),
        "policy.notation": N_(
            "The sheet does not say how its numbers are written: its name must end with (it) or (en), as it was given."
        ),
        "policy.unknown_kind": N_("There is no kind of policy called {kind}."),
    }
