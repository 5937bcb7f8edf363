"""Strings that have broken documents: markup, templates, formulas, scripts of every direction, controls, long ones."""

from __future__ import annotations

from itertools import product

MARKS = "&<>\"'`{}[]()#$%*_\\|/@!?;:,.~^=+-"
NAMES = (
    "Rossi & Figli <srl>",
    'D\'Angelo "Gino"',
    "Officine O’Neill & C.",
    "Caffè Perù – società",
    "Ångström Žižek Łódź",
)
MARKUP = (
    "<b>x</b>", "</w:t></w:r></w:p>", "<w:br/>", "<!-- x -->", "<![CDATA[x]]>", "<?xml version='1.0'?>", "&amp;",
    "&lt;", "&#65;", "&#x0;", "&nbsp;", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "]]>",
    "<!DOCTYPE x [",
)  # fmt: skip
TEMPLATES = (
    "{{ 7*7 }}", "{% raw %}", "{% endfor %}", "{{ customer }}", "{# x #}", "{_{ x }_}", "{_% x %_}", "{%p if x %}",
    "{{r x }}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{''.__class__}}", "%s%s%n", "%(x)s", "{0}", "{x!r}",
)  # fmt: skip
TYPST = (
    "#panic()", "#sys.inputs", "$x^2$", "*bold*", "_it_", "= Head", "- item", "+ item", "/ a: b", "<label>", "@ref",
    "https://example.it", "// comment", "/* c */", "\\u{41}", "~", "---", "...", "`raw`",
    "#import \"x\"", "#read(\"x\")",
)  # fmt: skip
COMMANDS = (
    "=1+1",
    "@SUM(A1)",
    "+39 0544",
    "-1",
    "=cmd|' /C calc'!A0",
    "1; DROP TABLE x",
    "' OR 1=1 --",
    "../../etc",
    "C:\\x",
)
SCRIPTS = (
    "شركة روسي", "חברת רוסי", "罗西公司", "ロッシ商会", "로시 회사", "Росси и сыновья", "Ρόσσι", "रोस्सी", "รอสซี",
    "\u202eabc\u202c", "\u200babc", "\u2066abc\u2069", "e\u0301", "ﷺ", "𝕽𝖔𝖘𝖘𝖎", "👩‍👩‍👧‍👦", "🇮🇹",
    "a\u0300\u0301\u0302", "ﬁﬂ", "Ⅳ",
    "\ufeffbom", "\u00a0nbsp\u00a0", "\u2028line", "\u0085next", "İstanbul", "ß", "ſ", "ǆ",
)  # fmt: skip
SPACES = (" x", "x ", "  x  ", "a\tb", "a\nb", "a\n\nb", "a\r\nb", "\tx", "x\n", "a  b")
CONTROLS = ("a\x00b", "\x07bell", "\x1b[31mred", "a\x0bb", "a\x0cb", "\x7f", "\ufffe", "a\ud800b")
LONG = ("x" * 10_000, "parola " * 1_000, "&" * 1_000, "<" * 1_000, "{{" * 500, "à" * 5_000)
WORDS = ("null", "None", "NaN", "true", "0", "-0", "1e309", "undefined", "INF", "0x0", "01/02/2026", "1.234,50 €")

PAIRED = (a + b for a, b in product(MARKS, '&<{"#$'))
NAMED = (f"{name} {mark}" for name, mark in product(NAMES, (*MARKUP, *TEMPLATES, *SCRIPTS[:8])))
PLAIN = (*NAMES, *MARKUP, *TEMPLATES, *TYPST, *COMMANDS, *SCRIPTS, *SPACES, *CONTROLS, *LONG, *WORDS, *MARKS)

EVERY = tuple(dict.fromkeys((*PLAIN, *PAIRED, *NAMED)))
