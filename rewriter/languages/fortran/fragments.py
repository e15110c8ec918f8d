"""Where CHECKPOINT-START and CHECKPOINT-END may stand.

Seen with Tapenade of 2020 and of 2024, which report AD18 in the ``.msg`` file and go on as if one of the
directives were absent: an END must be followed by a statement of its own block that is no EXIT or CYCLE, also at
the end of a procedure; START and END must be in one block, and no jump may lead into the fragment or out of it;
and the release of 2020 loses one of two such directives at one place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rewriter.errors import Refused
from rewriter.languages.directives import END, START
from rewriter.languages.fortran.blocks import units
from rewriter.languages.fortran.macros import bordering_macro
from rewriter.languages.macros import NONE, Macros
from rewriter.languages.model import Change, Scan
from rewriter.languages.tree import Arm, Node
from rewriter.text.edits import line_of

_GO_TO = re.compile(r"goto\(?([\d,]+)|if\(.*\)(\d+,[\d,]+)")


def check(scan: Scan, changes: Iterable[Change], known: Macros = NONE) -> None:
    """Raises :class:`Refused`, with the line, where Tapenade would not obey."""
    wanted = [change for change in changes if change.keyword in (START, END)]
    if not wanted:
        return
    text = scan.text
    bodies = [_Body(unit.body) for unit in units(scan)]
    nodes = {at: (node, body) for body in bodies for at, node in body.statements.items()}
    placed: dict[int, str] = {}
    started: list[tuple[Node, Change]] = []
    for change in sorted(wanted, key=lambda change: (change.at, change.keyword == END)):
        if change.at not in nodes:
            raise _refused(text, change, "no statement of a procedure begins here")
        node, body = nodes[change.at]
        at = node.start if change.keyword == START else _behind(text, node, body, change)
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
        if (jump := body.jump(first, node)) is not None:
            raise _refused(text, change, f"line {line_of(text, jump)} jumps into or out of the fragment from {where}")
        if hidden := bordering_macro(scan, opening.at, node.end, known):
            why = f"line {line_of(text, hidden.at)}, in the fragment from {where}, may begin or end a block"
            raise _refused(text, change, f"the macro {hidden.name} in {why}")
    if started:
        raise _refused(text, started[-1][1], "there is no CHECKPOINT-END after it")


def dropped(scan: Scan, fragments: Sequence[tuple[int, int]]) -> list[str]:
    """Why Tapenade drops each fragment whose START and END stand before these two statements; ``""`` if it does not."""
    bodies = [_Body(unit.body) for unit in units(scan)] if fragments else []
    around = {at: body for body in bodies for at in body.statements}
    return [_dropped(scan.text, around.get(start), start, end) for start, end in fragments]


def _dropped(text: str, body: _Body | None, start: int, end: int) -> str:
    first = body.beginning(start) if body is not None else None
    if body is None or first is None:
        return "no statement of a procedure follows the CHECKPOINT-START"
    following = body.beginning(end)
    if following is None:
        return "no statement follows the CHECKPOINT-END in its block; put a CONTINUE there"
    if first.parent is not following.parent:
        return "CHECKPOINT-START and CHECKPOINT-END are in different blocks"
    if body.index[following] <= body.index[first]:
        return "no statement stands between CHECKPOINT-START and CHECKPOINT-END"
    if _leaves_loop(following.words):
        return "EXIT or CYCLE follows the CHECKPOINT-END; put a CONTINUE before that"
    siblings = following.parent.nodes if following.parent is not None else [first]
    if (jump := body.jump(first, siblings[body.index[following] - 1])) is not None:
        return f"line {line_of(text, jump)} jumps into or out of the fragment"
    return ""


def _behind(text: str, node: Node, body: _Body, change: Change) -> int:
    """Where the statement begins that Tapenade gives a CHECKPOINT-END after ``node`` to."""
    siblings = node.parent.nodes if node.parent is not None else [node]
    place = body.index[node] + 1
    if place == len(siblings):
        why = "the last statement of its block cannot end a fragment; put a CONTINUE after it"
        raise _refused(text, change, why)
    if _leaves_loop(siblings[place].words):
        raise _refused(text, change, "EXIT or CYCLE follows; put a CONTINUE before that")
    return siblings[place].start


class _Jump(NamedTuple):
    """A statement after which execution may continue elsewhere than with the next one."""

    at: int
    number: int
    loops: int
    """How many loops are around it; -1 for a RETURN, which leaves whatever it is in."""
    targets: Sequence[str]


class _Body:
    """The statements of one procedure, numbered so that those of a fragment have consecutive numbers."""

    def __init__(self, body: Arm) -> None:
        self.statements: dict[int, Node] = {}
        """By offset. What a one-line IF guards stands for the IF, the END of a block for the block."""
        self.index: dict[Node, int] = {}
        """The position of each statement in its block."""
        self._first: dict[Node, int] = {}
        self._behind: dict[Node, int] = {}
        """The number of the first statement after it."""
        self._loops: dict[Node, int] = {}
        self._labels: dict[str, list[int]] = {}
        self._jumps: list[_Jump] = []
        self._read(body)

    def _read(self, body: Arm) -> None:
        todo = [(node, n, 0, False) for n, node in enumerate(body.nodes)][::-1]
        while todo:
            node, index, loops, seen = todo.pop()
            if seen:
                self._behind[node] = len(self._first)
                self.statements.update((arm.stop, node) for arm in node.arms if not arm.unbraced)
                continue
            if node.parent is None or not node.parent.unbraced:
                self.statements[node.start] = node
            self._add(node, index, loops)
            todo.append((node, index, loops, True))
            inner = loops + (node.kind == "loop")
            for arm in reversed(node.arms):
                if arm.unbraced:
                    self.statements.update((leaf.start, node) for leaf in arm.nodes)
                todo += [(below, n, inner, False) for n, below in enumerate(arm.nodes)][::-1]

    def _add(self, node: Node, index: int, loops: int) -> None:
        number = self._first[node] = len(self._first)
        self.index[node], self._loops[node] = index, loops
        if node.label:
            self._labels.setdefault(node.label, []).append(number)
        if not node.arms:
            targets = _targets(node.words)
            leaves_loop = _leaves_loop(node.words)
            if targets or leaves_loop or node.words == "return":
                self._jumps.append(_Jump(node.start, number, loops if leaves_loop else -1, targets))

    def beginning(self, at: int) -> Node | None:
        """The statement that begins there; ``None`` for the END of a block or a procedure."""
        node = self.statements.get(at)
        return node if node is not None and node.start == at else None

    def jump(self, first: Node, last: Node) -> int | None:
        """Where a jump leads into or out of the fragment from ``first`` to ``last``; None where none does."""
        inside = range(self._first[first], self._behind[last])
        for jump in self._jumps:
            within = jump.number in inside
            if within and not jump.targets and jump.loops in (-1, self._loops[first]):
                return jump.at
            if any(any(n in inside for n in self._labels.get(target, ())) != within for target in jump.targets):
                return jump.at
        return None


def _leaves_loop(words: str) -> bool:
    return re.fullmatch(r"(?:exit|cycle)\w*", words) is not None


def _targets(words: str) -> Sequence[str]:
    match = _GO_TO.match(words)
    return [label for label in (match[1] or match[2]).split(",") if label] if match else []


def _refused(text: str, change: Change, reason: str) -> Refused:
    return Refused(f"{change.keyword}: {reason} (Tapenade's AD18)", line=line_of(text, change.at))
