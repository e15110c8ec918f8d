"""Whether the results of a run are those of the baseline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from math import inf, isfinite, isnan
from operator import ne

from rewriter.tuning.fields import Field, netcdf, raw
from rewriter.tuning.task import Compare

Results = Mapping[str, Field]
"""By name what is compared: the matches of each pattern joined by newlines, each file or variable of a NetCDF file."""


def results(compare: Compare, output: str, files: Mapping[str, bytes]) -> Results:
    """What a run printed and wrote, as far as it is compared.

    Raises :class:`UsageError` for a file that is not in the expected form.
    """
    printed = {
        f"output {pattern!r}": Field("\n".join(match[1] for match in re.finditer(pattern, output)).encode("latin-1"))
        for pattern in compare.output
    }
    written = (field for name in compare.files for field in _fields(compare, name, files[name]))
    return {**printed, **dict(written)}


def differences(compare: Compare, baseline: Results, now: Results) -> list[str]:
    """Where the results differ by more than is allowed; the first of each name."""
    found = []
    for name, before in baseline.items():
        after = now.get(name)
        if after is None:
            found.append(f"{name} is missing")
        elif before == after:
            continue
        elif (before.kind, before.shape) != (after.kind, after.shape):
            found.append(f"{name} is not of the same kind: {_kind(before)} became {_kind(after)}")
        elif compare.how == "bitwise" and not before.kind:
            found.append(f"{name} is not the same: {_short(before.content)} became {_short(after.content)}")
        else:
            found += _apart(compare, name, before, after)
    return found


def _fields(compare: Compare, name: str, content: bytes) -> Iterator[tuple[str, Field]]:
    form, _, kind = compare.form.partition(":")
    if not content or form == "text":
        yield name, Field(content)
    elif form == "raw":
        yield name, raw(name, content, kind or "<f8")
    else:
        yield from netcdf(name, content, compare.variables, stored=compare.how == "bitwise")


def _apart(compare: Compare, name: str, before: Field, after: Field) -> list[str]:
    olds, news = before.values(), after.values()
    if compare.how == "bitwise":
        bytes_apart = map(ne, before.content, after.content)
        apart: int | None = next(place for place, differ in enumerate(bytes_apart) if differ) // before.width
    else:
        largest = max((abs(value) for value in olds if isinstance(value, float) and isfinite(value)), default=0.0)
        pairs = enumerate(zip_longest(olds, news))
        apart = next((index for index, (old, new) in pairs if not _close(compare, largest, old, new)), None)
    if apart is None:
        return []
    old, new = (repr(values[apart]) if apart < len(values) else "nothing" for values in (olds, news))
    return [f"{name}, {before.place(apart)}: {old} became {new}"]


def _close(compare: Compare, largest: float, old: float | str | None, new: float | str | None) -> bool:
    if not (isinstance(old, float) and isinstance(new, float)) or old == new:
        return old == new
    if compare.how == "relative":
        allowed = compare.relative * largest
    else:
        allowed = 10.0**-compare.digits * max(abs(old), abs(new))
    return (isnan(old) and isnan(new)) or abs(old - new) <= allowed < inf  # a comparison with one NaN is false


def _kind(field: Field) -> str:
    return f"{field.kind} of shape {'x'.join(map(str, field.shape)) or 'scalar'}" if field.kind else "text"


def _short(content: bytes) -> str:
    text = content.decode("latin-1")
    return repr(text if len(text) <= 40 else f"{text[:37]}...")
