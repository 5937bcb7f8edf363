"""The child that fills a template in: values as JSON on its input, the letter in a file, a report on its output.

python -m documents.letters.worker <template> <letter>
"""

from __future__ import annotations

import json
import sys

from docxtpl import DocxTemplate
from jinja2.exceptions import TemplateError

from documents.letters.sandbox import LetterEnvironment
from documents.previews.worker import confine


def fill(template: str, letter: str, values: dict[str, object]) -> dict[str, object]:
    """Fill in; the report names the empty fields, or the error and its line."""
    environment = LetterEnvironment()
    document = DocxTemplate(template)
    try:
        document.render(values, jinja_env=environment, autoescape=True)
    except (TemplateError, TypeError, ValueError, ZeroDivisionError, OverflowError) as error:
        return {"error": str(error)[:300], "line": getattr(error, "lineno", None), "missing": []}
    document.save(letter)
    return {"error": "", "line": None, "missing": environment.missing}


if __name__ == "__main__":
    confine()
    sys.stdout.write(json.dumps(fill(sys.argv[1], sys.argv[2], json.load(sys.stdin))))
