"""Where CHECKPOINT-START and CHECKPOINT-END may stand.

Seen with Tapenade of 2020 and of 2024, which report AD18 in the ``.msg`` file and go on as if one of the
directives were absent: an END must be followed by a statement of its own block that is no EXIT or CYCLE, also at
the end of a procedure; START and END must be in one block, and no jump may lead into the fragment or out of it;
and the release of 2020 loses one of two such directives at one place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rewriter.errors import Refused
from rewriter.languages.fortran.blocks import units_in
from rewriter.languages.fortran.structure import structure
from rewriter.languages.model import Change
from rewriter.languages.tree import Arm, Node, leaves, leaves_of, loops_around
from rewriter.text.edits import line_of

START, END = "CHECKPOINT-START", "CHECKPOINT-END"
_GO_TO = re.compile(r"goto\(?([\d,]+)|if\(.*\)(\d+,[\d,]+)")


def check(text: str, masked: str, changes: Iterable[Change]) -> None:
    """Raises :class:`Refused`, with the line, where Tapenade would not obey."""
    wanted = [change for change in changes if change.keyword in (START, END)]
    if not wanted:
        return
    bodies = [unit.body for unit in units_in(masked, structure(masked))]
    nodes = {at: (node, body) for body in bodies for at, node in _statements(body)}
    placed: dict[int, str] = {}
    started: list[tuple[Node, Change]] = []
    for change in sorted(wanted, key=lambda change: (change.at, change.keyword == END)):
        if change.at not in nodes:
            raise _refused(text, change, "no statement of a procedure begins here")
        node, body = nodes[change.at]
        at = node.start if change.keyword == START else _behind(text, node, change)
        if at in placed:
            raise _refused(text, change, f"{placed[at]} stands at the same place, where Tapenade of 2020 loses one")
        placed[at] = change.keyword
        if change.keyword == START:
            started.append((node, change))
            continue
        if not started:
            raise _refused(text, change, "there is no CHECKPOINT-START before it")
        first, opening = started.pop()
        where = f"line {line_of(text, opening.at)}"
        if first.parent is not node.parent:
            raise _refused(text, change, f"its CHECKPOINT-START, {where}, is in another block")
        if (jump := _jump(first, node, body)) is not None:
            raise _refused(text, change, f"line {line_of(text, jump)} jumps into or out of the fragment from {where}")
    if started:
        raise _refused(text, started[-1][1], "there is no CHECKPOINT-END after it")


def _behind(text: str, node: Node, change: Change) -> int:
    """Where the statement begins that a CHECKPOINT-END behind ``node`` is given to."""
    siblings = _siblings(node)
    place = siblings.index(node) + 1
    if place == len(siblings):
        why = "the last statement of its block cannot end a fragment; put a CONTINUE after it"
        raise _refused(text, change, why)
    if _leaves_loop(siblings[place].words):
        raise _refused(text, change, "EXIT or CYCLE follows; put a CONTINUE before that")
    return siblings[place].start


def _siblings(node: Node) -> list[Node]:
    return node.parent.nodes if node.parent is not None else [node]


def _statements(arm: Arm) -> Iterator[tuple[int, Node]]:
    """Where each statement begins, and what it is in its block: of a one-line IF, or the end of a block, the whole."""
    for node in arm.nodes:
        yield node.start, node
        for inner in node.arms:
            if inner.unbraced:
                yield from ((leaf.start, node) for leaf in inner.nodes)
            else:
                yield from _statements(inner)
                yield inner.stop, node


def _jump(first: Node, last: Node, body: Arm) -> int | None:
    """Where a jump crosses the border of a fragment; None if none does."""
    siblings = _siblings(first)
    nodes = siblings[siblings.index(first) : siblings.index(last) + 1]
    inside = [leaf for node in nodes for leaf in leaves_of(node)]
    own = {leaf.start for leaf in inside}
    labels = {node.label for node in (*nodes, *inside) if node.label}
    around = len(loops_around(first))
    for leaf in leaves(body):
        within = leaf.start in own
        if within and (leaf.words == "return" or (_leaves_loop(leaf.words) and len(loops_around(leaf)) == around)):
            return leaf.start
        if any((target in labels) != within for target in _targets(leaf.words)):
            return leaf.start
    return None


def _leaves_loop(words: str) -> bool:
    return re.fullmatch(r"(?:exit|cycle)\w*", words) is not None


def _targets(words: str) -> Sequence[str]:
    match = _GO_TO.match(words)
    return [label for label in (match[1] or match[2]).split(",") if label] if match else []


def _refused(text: str, change: Change, reason: str) -> Refused:
    return Refused(f"line {line_of(text, change.at)}: {change.keyword}: {reason} (Tapenade's AD18)")
