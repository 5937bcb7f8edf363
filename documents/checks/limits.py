"""How much of a stranger's file is read before giving up. Product limits, not law: one place, plain numbers."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings of one upload. `inflated_bytes` counts what was really read, never what a header announces."""

    file_bytes: int = 25 * MEBIBYTE
    name_characters: int = 200
    members: int = 2_000
    inflated_bytes: int = 200 * MEBIBYTE
    ratio: int = 100
    ratio_applies_from: int = MEBIBYTE
    nested_bytes: int = 20 * MEBIBYTE
    nesting: int = 2
    pixels: int = 100_000_000
    pages: int = 500
    object_streams: int = 20_000
    elements: int = 600_000
    attributes: int = 1_000_000
    tag_bytes: int = MEBIBYTE
    depth: int = 250
    rows: int = 200_000
    row_bytes: int = 100_000
    reasons: int = 20
    seconds: int = 60


@dataclass(frozen=True, slots=True)
class Quotas:
    """How much may come in at all: of one person in a day, of a company in all, and how much of the disk stays free.

    The settings UPLOAD_FILES_A_DAY, UPLOAD_MB_A_DAY, UPLOAD_COMPANY_GB and UPLOAD_DISK_FREE_PERCENT change them.
    """

    files_a_day: int = 1_000
    bytes_a_day: int = 5 * 1024 * MEBIBYTE
    company_bytes: int = 500 * 1024 * MEBIBYTE
    free_percent: int = 10


LIMITS = Limits()
