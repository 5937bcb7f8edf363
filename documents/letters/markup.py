"""Simple HTML made from the text of an e-mail: paragraphs and lists, nothing else."""

from __future__ import annotations

from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BULLETS = ("- ", "• ")


def as_html(body: str, language: str) -> str:
    """The body as a page: blocks parted by empty lines become paragraphs, lines that begin with a dash a list."""
    blocks = (block for block in body.split("\n\n") if block.strip())
    inside = format_html_join("\n", "{}", ((_block(block.split("\n")),) for block in blocks))
    return format_html(
        '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8"></head><body>\n{}\n</body></html>\n',
        language,
        inside,
    )


def _block(lines: list[str]) -> SafeString:
    """One block; lines of a list stand together."""
    parts = [_items([*group]) if is_list else _lines([*group]) for is_list, group in groupby(lines, _is_item)]
    return format_html_join("\n", "{}", ((part,) for part in parts))


def _is_item(line: str) -> bool:
    return line.startswith(BULLETS)


def _items(lines: list[str]) -> SafeString:
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line[2:],) for line in lines)))


def _lines(lines: list[str]) -> SafeString:
    return format_html("<p>{}{}</p>", format_html_join("", "{}<br>", ((line,) for line in lines[:-1])), lines[-1])
