"""What the services of letters answer instead of doing it."""

from __future__ import annotations

from typing import Final

from cases.rules.refusals import N_, Refusal
from cases.services.errors import Refused


class LetterRefused(Refused):
    """The template may not be published, or the letter not be written, now."""


_REASONS: Final[dict[str, tuple[str, str]]] = {
    "template_not_word": (
        N_("A template is a Word document (.docx)."),
        N_("Save it in Word or LibreOffice as .docx and upload it again."),
    ),
    "template_not_scanned": (
        N_("The virus scanner does not answer."),
        N_("Nothing was kept. Try again in a few minutes or tell the administrator."),
    ),
    "template_has_findings": (
        N_("The template still has something wrong: {count}."),
        N_("Put right what the check lists and upload the file again."),
    ),
    "template_in_the_past": (
        N_("A template cannot be used from a day that is over: {day}."),
        N_("Choose today or a later day."),
    ),
    "template_reason_missing": (N_("The reason of the change is missing."), N_("Say what changes and why.")),
    "template_no_draft": (
        N_("There is no draft of this letter any more."),
        N_("It was published or taken back: reload the page."),
    ),
    "template_changed": (
        N_("The draft was replaced by {person} after you opened it."),
        N_("Reload the page and look at it again."),
    ),
    "letter_without_template": (
        N_("There is no template of this letter in this language today."),
        N_("Ask an administrator to publish one."),
    ),
    "email_without_text": (
        N_("There is no text of this e-mail in this language today."),
        N_("Ask an administrator to publish one."),
    ),
    "letter_failed": (
        N_("The template cannot be filled in: {problem}"),
        N_("Tell an administrator; the case stays as it is."),
    ),
    "letter_duty_gone": (
        N_("Whoever asked for the letters has no longer the duty for them."),
        N_("Let a colleague who has it ask for them anew."),
    ),
    "letter_case_hidden": (
        N_("Whoever asked for the letters may not see this case any more."),
        N_("Let a colleague who may see it write its letter."),
    ),
    "letter_not_sent": (
        N_("The letter was written and is kept with the case; it was not sent."),
        N_("Put right what is named below and send it from the letters of the case."),
    ),
    "letter_broke": (
        N_("An error prevented the letter."),
        N_("Write it from its case, or tell your administrator."),
    ),
    "logo_not_a_picture": (N_("The logo must be a picture."), N_("Upload a PNG or JPEG file.")),
}


def refusal(code: str, **params: object) -> Refusal:
    """The refusal of that code; a KeyError is a spelling mistake of ours."""
    message, hint = _REASONS[code]
    return Refusal(code=code, message=message, hint=hint, params=params, link="letters")


def refused(code: str, **params: object) -> LetterRefused:
    """The same, to be raised."""
    return LetterRefused([refusal(code, **params)])
