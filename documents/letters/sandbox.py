"""The language of a template, cut down to what a letter needs: fields, loops, conditions, a dozen filters.

No calls, no attributes but the entries of a dictionary and the counters of a loop, no power, no repetition of text.
A value that is empty counts as absent: `{% if note %}` asks for it, and where it is printed its name is reported.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from jinja2 import Template, Undefined
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

FILTERS: Final = (
    "abs",
    "capitalize",
    "default",
    "d",
    "first",
    "float",
    "int",
    "join",
    "last",
    "length",
    "list",
    "lower",
    "round",
    "sort",
    "string",
    "title",
    "trim",
    "unique",
    "upper",
    "escape",
    "e",
)
LOOP: Final = frozenset(("index", "index0", "first", "last", "length", "revindex"))
_LARGEST: Final = 10**12


class Branch(dict[str, Any]):
    """The entries below a field, which knows by what name it was reached."""

    def __init__(self, path: str, entries: dict[str, Any]) -> None:
        super().__init__({key: value for key, value in entries.items() if value not in (None, "")})
        self.path = path


def grown(value: Any, path: str = "") -> Any:
    """The same values, every dictionary knowing its name and without its empty entries."""
    if isinstance(value, dict):
        return Branch(path, {key: grown(entry, f"{path}.{key}" if path else key) for key, entry in value.items()})
    if isinstance(value, list):
        return [grown(entry, f"{path}[]") for entry in value]
    return value


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """Jinja for letters. Raises SecurityError for everything a letter has no use for.

    `markup`: the text is markup, in which values are escaped; else plain text, in which lines that are only tags go.
    """

    intercepted_binops = frozenset(("*", "**", "%", "//"))
    intercepted_unops = frozenset()

    def __init__(self, *, markup: bool = True) -> None:
        super().__init__(
            autoescape=markup, undefined=self._remembered(), trim_blocks=not markup, lstrip_blocks=not markup
        )
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.missing: list[str] = []
        self.compiled = lru_cache(maxsize=32)(super().from_string)

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Template:
        """The compiled text; the parts of a template are compiled once however many letters it writes."""
        del args, kwargs
        return self.compiled(source)

    def _remembered(self) -> type[Undefined]:
        environment = self

        class Missing(Undefined):
            """An empty field; its name is reported."""

            def __str__(self) -> str:
                name = self._undefined_name or "?"
                if name not in environment.missing:
                    environment.missing.append(name)
                return ""

        return Missing

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`customer.name` is the entry of a dictionary, or a counter of the loop; nothing is asked of objects."""
        if isinstance(obj, LoopContext) and attribute in LOOP:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """The entry of a dictionary or of a list."""
        if isinstance(obj, Undefined):
            return self.undefined(name=f"{obj._undefined_name}.{argument}")  # noqa: SLF001 - jinja keeps the name there
        if isinstance(obj, Branch):
            return obj[argument] if argument in obj else self.undefined(name=f"{obj.path}.{argument}")
        if isinstance(obj, list) and isinstance(argument, int):
            return obj[argument] if -len(obj) <= argument < len(obj) else self.undefined(name=str(argument))
        raise SecurityError(f"“{argument}” is not a field")

    def is_safe_callable(self, obj: Any) -> bool:
        """Nothing is called in a letter."""
        del obj
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic on ordinary numbers only."""
        numbers = (left, right)
        if operator == "**" or not all(isinstance(n, (int, float)) and abs(n) < _LARGEST for n in numbers):
            raise SecurityError(f"“{operator}” is for ordinary numbers")
        return super().call_binop(context, operator, left, right)
