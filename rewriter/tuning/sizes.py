"""Sizes as people write them: ``200 MB``, ``64 KiB``, or ``3x`` for a multiple of what the baseline takes."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from rewriter.errors import UsageError

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*((?:[kMGT]i?)?B)?", re.IGNORECASE | re.ASCII)
FACTOR = re.compile(r"(\d+(?:\.\d+)?)\s*x", re.ASCII)
_UNITS = {"": 1, "b": 1}
_UNITS |= {f"{letter}b": 1000**power for power, letter in enumerate("kmgt", 1)}
_UNITS |= {f"{letter}ib": 1024**power for power, letter in enumerate("kmgt", 1)}


def size_of(value: object, wrong: Any = UsageError) -> int:
    """Bytes of ``"200 MB"``, ``"64 KiB"`` or a plain number."""
    match = _SIZE.fullmatch(str(value).strip())
    if match is None:
        raise wrong(f"{value!r} is not a size; write 200 MB, 64 KiB, or a number of bytes")
    return int(Fraction(match[1]) * _UNITS[(match[2] or "").lower()])


def allowed(words: str, baseline: int) -> int | None:
    """Bytes of a budget, which may be a factor of the baseline's (``"3x"``); ``None`` for none."""
    if not words:
        return None
    factor = FACTOR.fullmatch(words.strip())
    return int(Fraction(factor[1]) * baseline) if factor else size_of(words)
