"""The fragments that the directives of a file mean, and why Tapenade drops some of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rewriter.languages.directives import Makes, made
from rewriter.languages.model import Directive, Scan
from rewriter.languages.registry import Language
from rewriter.languages.spanning import innermost


class Fragment(NamedTuple):
    """A CHECKPOINT-START and the CHECKPOINT-END that belongs to it; one of them may be missing."""

    first: Directive | None
    last: Directive | None
    reached: int
    """The statement after the START, where it has an END."""
    dropped: str
    """Why Tapenade takes no notice of it, which it tells in its ``.msg`` file only (AD18); else ``""``."""


def fragments(language: Language, scan: Scan, directives: Iterable[Directive]) -> list[Fragment]:
    """All fragments, in the order of their ENDs; those without a START or an END come last."""
    closed: list[tuple[Directive, Directive]] = []
    reached: list[tuple[int, int]] = []
    alone: list[Fragment] = []
    started: dict[str, list[Directive]] = {}
    around = innermost([(p.start, p.end, p.name) for p in scan.procedures])
    for directive in directives:
        makes = made(directive.keyword, directive.sentinel)
        if makes is Makes.FRAGMENT_START:
            started.setdefault(around(directive.start), []).append(directive)
        elif makes is Makes.FRAGMENT_END:
            if opened := started.get(around(directive.start)):
                closed.append((opened.pop(), directive))
                reached.append((language.reach(scan, closed[-1][0]), language.reach(scan, directive)))
            else:
                alone.append(Fragment(None, directive, -1, "there is no CHECKPOINT-START before it in its procedure"))
    for opened in started.values():
        why = "there is no CHECKPOINT-END after it in its procedure"
        alone += (Fragment(first, None, -1, why) for first in opened)
    dropped = language.dropped(scan, reached)
    return [*(Fragment(*pair, at, why) for pair, (at, _), why in zip(closed, reached, dropped, strict=True)), *alone]
