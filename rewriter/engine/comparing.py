"""Whether the results of a run are those of the baseline."""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from rewriter.engine.task import Compare

Results = Mapping[str, bytes]
"""What is compared, by name: the matches of each pattern joined by newlines, the content of each file."""


def results(compare: Compare, output: str, files: Mapping[str, bytes]) -> Results:
    """What a run printed and wrote, as far as it is compared."""
    printed = {
        f"output {pattern!r}": "\n".join(match[1] for match in re.finditer(pattern, output)).encode("latin-1")
        for pattern in compare.output
    }
    return {**printed, **{name: files[name] for name in compare.files}}


def differences(compare: Compare, baseline: Results, now: Results) -> list[str]:
    """Where the results differ by more than is allowed; the first of each name."""
    found = []
    for name, before in baseline.items():
        after = now[name]
        if before == after:
            continue
        if compare.how == "bitwise":
            found.append(f"{name} is not the same: {_short(before)} became {_short(after)}")
        else:
            raw = compare.form == "raw" and name in compare.files
            found += _apart(compare, name, _numbers(before, raw), _numbers(after, raw))
    return found


def _numbers(content: bytes, raw: bool) -> Sequence[float | str]:
    if raw:
        return array("d", content[: len(content) // 8 * 8])
    return [_number(word) for word in content.decode("latin-1").split()]


def _number(word: str) -> float | str:
    try:
        return float(re.sub(r"(?<=\d|\.)[dD](?=[-+\d])", "e", word))
    except ValueError:
        return word


def _apart(compare: Compare, name: str, before: Sequence[float | str], after: Sequence[float | str]) -> list[str]:
    largest = max((abs(value) for value in before if isinstance(value, float)), default=0.0)
    for index, (old, new) in enumerate(zip_longest(before, after)):
        if isinstance(old, float) and isinstance(new, float):
            scale = largest if compare.how == "relative" else max(abs(old), abs(new))
            allowed = compare.relative if compare.how == "relative" else 10.0**-compare.digits
            if abs(old - new) <= allowed * scale:  # false for NaN
                continue
        elif old == new:
            continue
        return [f"{name}, value {index + 1}: {old!r} became {new!r}"]
    return []


def _short(content: bytes) -> str:
    text = content.decode("latin-1")
    return repr(text if len(text) <= 40 else f"{text[:37]}...")
