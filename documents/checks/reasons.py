"""Every reason why a file is not taken in: a stable code, a sentence, and what the sender can do about it."""

from __future__ import annotations

from typing import Final

from cases.rules.refusals import N_, Refusal

REASONS: Final[dict[str, tuple[str, str]]] = {
    "file_empty": (N_("The file is empty."), N_("Check the file on your computer and upload it again.")),
    "file_too_large": (
        N_("The file is larger than {limit} MB."),
        N_("Scan at a lower resolution or split the document."),
    ),
    "quota_files": (
        N_("You have sent {limit} files today: that is as many as one person may in a day."),
        N_("Go on tomorrow, or ask the administrator to raise the limit."),
    ),
    "quota_bytes": (
        N_("You have sent {limit} MB today: that is as much as one person may in a day."),
        N_("Go on tomorrow, or ask the administrator to raise the limit."),
    ),
    "quota_company": (
        N_("The documents of the company have reached their limit of {limit} GB."),
        N_("Tell the administrator: the limit is raised in the settings of the server."),
    ),
    "disk_nearly_full": (
        N_("The disk of the server is nearly full: less than {limit} % is free."),
        N_("Tell the administrator; nothing that is here is lost."),
    ),
    "upload_too_slow": (
        N_("The upload took longer than {seconds} seconds."),
        N_("Try again from a faster connection."),
    ),
    "name_missing": (N_("The file has no name."), N_("Give the file a name with an extension, such as analysis.pdf.")),
    "type_not_accepted": (
        N_("Files of type “{extension}” are not accepted."),
        N_("Accepted types: {accepted}. Save or scan the document as PDF."),
    ),
    "not_a_mail": (
        N_("Files of type “{extension}” are not messages."),
        N_("Save the message as .eml in your mail program, or drag it from there."),
    ),
    "type_mismatch": (
        N_("The name says “{extension}” but the content is of another kind."),
        N_("Open the file, save it in the right format and upload it again."),
    ),
    "file_damaged": (
        N_("The file is damaged or incomplete ({part})."),
        N_("Open the file: if it shows correctly, save a new copy and upload that."),
    ),
    "two_files_in_one": (
        N_("The file hides a second file of another type ({found})."),
        N_("Print the document to a new PDF and upload that."),
    ),
    "file_encrypted": (
        N_("The file is protected by a password or by restrictions."),
        N_("Save a copy without protection, or print it to a new PDF."),
    ),
    "archive_too_many_members": (
        N_("The file is made of more than {limit} parts."),
        N_("Save the document as PDF."),
    ),
    "archive_too_large": (
        N_("Unpacked, the file exceeds the limits: it is built to exhaust the computer that opens it."),
        N_("Save the document as PDF."),
    ),
    "archive_unsafe_name": (
        N_("The file contains a part with an unsafe name: “{member}”."),
        N_("The file was not written by an office program: ask the sender for a PDF."),
    ),
    "archive_link": (
        N_("The file contains a link to another file: “{member}”."),
        N_("The file was not written by an office program: ask the sender for a PDF."),
    ),
    "archive_duplicate": (
        N_("The file contains the same part twice: “{member}”."),
        N_("The file was not written by an office program: ask the sender for a PDF."),
    ),
    "archive_overlap": (
        N_("The parts of the file overlap or leave room for hidden content."),
        N_("The file was not written by an office program: ask the sender for a PDF."),
    ),
    "archive_nested": (
        N_("The file contains another archive: “{member}”."),
        N_("Upload the contained files one by one."),
    ),
    "markup_doctype": (
        N_("The file declares a document type (DOCTYPE), which can read other files: “{part}”."),
        N_("Save the document again with an office program, or as PDF."),
    ),
    "markup_too_complex": (N_("The file is too complex to be checked: “{part}”."), N_("Save the document as PDF.")),
    "office_macro": (
        N_("The document contains macros (program code)."),
        N_("Save it as .docx or .xlsx without macros, or as PDF."),
    ),
    "office_external": (
        N_("The document loads content from outside: {target}"),
        N_("Remove the link or the template, or save the document as PDF."),
    ),
    "office_field": (
        N_("The document contains a field that loads other files or programs ({field})."),
        N_("Replace the field by its text, or save the document as PDF."),
    ),
    "office_embedded": (
        N_("The document contains an embedded object: “{member}”."),
        N_("Upload the object as a file of its own, and the document as PDF."),
    ),
    "pdf_active": (
        N_("The PDF contains active content ({feature})."),
        N_("Print the document to a new PDF and upload that."),
    ),
    "pdf_attachment": (
        N_("The PDF carries other files inside."),
        N_("Upload the attached files one by one, and print the document to a new PDF."),
    ),
    "image_too_large": (
        N_("The image measures {width} × {height} pixels, too many to be shown."),
        N_("Save the image at a lower resolution."),
    ),
    "text_unreadable": (
        N_("The text cannot be read: it contains binary content."),
        N_("Save it again as plain text in UTF-8."),
    ),
    "text_is_a_page": (
        N_("The file is a web page or a drawing with code in it."),
        N_("Print the page to PDF and upload that."),
    ),
    "table_too_large": (
        N_("The table has more than {limit} rows, or a row that is too long."),
        N_("Split the table into several files."),
    ),
    "table_command": (
        N_("Row {row} contains a formula that starts a program."),
        N_("Remove the formula and upload the file again."),
    ),
    "signature_unreadable": (
        N_("The file is not a signed document (.p7m) that can be opened."),
        N_("Open it with the signing program; if it shows correctly, ask the sender for a new copy."),
    ),
    "signature_detached": (
        N_("The file is a signature without its document."),
        N_("Ask the sender for the envelope that contains the document (CAdES “enveloping”), or for a signed PDF."),
    ),
    "virus_found": (
        N_("The virus scanner recognised {virus}."),
        N_("Do not open the file. Warn the sender and whoever looks after your computers."),
    ),
}


class Refused(Exception):
    """Looking further makes no sense; carries the last refusal."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def refusal(code: str, **params: object) -> Refusal:
    """The refusal of that code; a KeyError is a spelling mistake of ours."""
    message, hint = REASONS[code]
    return Refusal(code=code, message=message, hint=hint, params=params)


def refused(code: str, **params: object) -> Refused:
    return Refused(refusal(code, **params))
