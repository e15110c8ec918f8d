"""From the lines of a file that cpp made back to those of the file it was made from."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import NamedTuple

_MARKER = re.compile(r'#(?:line)?[ \t]+(\d+)[ \t]+"([^"\n]*)"')
_ALIKE = 0.9
"""Which share of the lines must be equal: scripts between cpp and Tapenade may change constants."""


class Origin(NamedTuple):
    """A line of a source as it was before cpp."""

    file: str
    """Name of the file, without its folders: the source itself or one that it includes."""
    line: int


def origins(made: str, marked: str) -> dict[int, Origin]:
    """For each line of ``made``, which is ``cpp -P`` of a source, its origin by ``marked``, the same without ``-P``.

    Without blank lines both have the same lines. Empty where they have not, as then cpp was run otherwise.
    """
    lines = [(number, line.strip()) for number, line in enumerate(made.split("\n"), 1) if line.strip()]
    known = list(_marked(marked))
    equal = sum(line == other for (_, line), (_, other) in zip(lines, known, strict=False))
    if len(lines) != len(known) or equal < _ALIKE * len(lines):
        return {}
    return {number: origin for (number, _), (origin, _) in zip(lines, known, strict=True)}


def _marked(text: str) -> list[tuple[Origin, str]]:
    found: list[tuple[Origin, str]] = []
    file, number = "", 0
    for line in text.split("\n"):
        marker = _MARKER.match(line)
        if marker is not None:
            file, number = PurePath(marker[2]).name, int(marker[1])
        else:
            if line.strip():
                found.append((Origin(file, number), line.strip()))
            number += 1
    return found
