"""Waste codes as the law prints them. Pure."""

from __future__ import annotations


def display(code: str, *, hazardous: bool) -> str:
    """`170503` becomes `17 05 03*`."""
    pairs = " ".join(code[start : start + 2] for start in range(0, len(code), 2))
    return f"{pairs}*" if hazardous else pairs
