"""Bytes, seconds, counts and lists for people: powers of 1000, three digits."""

from __future__ import annotations

from collections.abc import Sequence

SIZE_UNITS = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"))
TIME_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))


def size(count: float) -> str:
    """``4.28 MB``; below 1000 the exact number of bytes."""
    for unit, name in SIZE_UNITS:
        if abs(count) >= 0.9995 * unit:
            return f"{_three(count / unit)} {name}"
    return f"{round(count)} B"


def change(count: float, at_least: bool = False) -> str:
    """``+2.79 MB``; ``>= +2.79 MB`` if it may be more."""
    sign = "+" if count > 0 else ""
    return f"{'>= ' if at_least else ''}{sign}{size(count)}"


def time(seconds: float) -> str:
    """``1.20 s``, ``40.5 ms``, ``5.00 µs``; from 1000 s on whole seconds."""
    if abs(seconds) >= 999.5:
        return f"{seconds:,.0f} s"
    for unit, name in TIME_UNITS:
        if abs(seconds) >= 0.9995 * unit:
            return f"{_three(seconds / unit)} {name}"
    return f"{round(seconds * 1e9)} ns" if seconds else "0 s"


def _three(number: float) -> str:
    """Three significant digits of a number from 1 to 1000."""
    whole = abs(number)
    return f"{number:.{2 if whole < 9.995 else 1 if whole < 99.95 else 0}f}"


def counted(number: int, one: str, many: str = "") -> str:
    """``1 file`` or ``1,204 files``; ``many`` is the plural if it is not formed with an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def some(names: Sequence[str]) -> str:
    """The first few of several names: ``a, b, c and 5 more``."""
    more = [f"{len(names) - 3:,} more"] if len(names) > 3 else []
    return " and ".join([", ".join(names[:3]), *more])
