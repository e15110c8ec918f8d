"""Profiling callbacks into a C text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from rewriter.languages.callback import CALLBACKS, CallbackKind, Placement, grouped
from rewriter.languages.callback_marks import marked
from rewriter.languages.model import Scan
from rewriter.languages.tree import Arm, Node
from rewriter.text.edits import Edit, line_end, line_start


def insert(scan: Scan, placements: Sequence[Placement]) -> list[Edit]:
    """The edits that place the callbacks and declare them; every line of theirs bears our mark."""
    return _Inserter(scan.text).edits(placements) if placements else []


class _Inserter:
    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"

    def edits(self, placements: Sequence[Placement]) -> list[Edit]:
        """All of them; those at one place in the order in which they are to stand."""
        before, behind, others = grouped(placements)
        for placement in list(others):
            if placement.arm is not None and placement.arm.unbraced and placement.arm.nodes:
                behind.setdefault(placement.arm.nodes[-1], []).append(placement)
                others.remove(placement)
        after: list[Edit] = []
        ahead: list[Edit] = []
        nodes = sorted({**before, **behind}, key=lambda node: node.start)
        for node in nodes:
            first, then = before.get(node, []), behind.get(node, [])
            if node.parent is not None and node.parent.unbraced:
                opened, closed = self._inside(node, first, then)
                ahead.append(opened)
                after.insert(0, closed)
                continue
            if first:
                ahead.append(self._before(node.start, self._lines(first, self._blanks(node.start))))
            if then:
                after.insert(0, self._behind(node, self._lines(then, self._blanks(node.start))))
        ends = [self._other(placement) for placement in others]
        # Of blocks that end at one place the inner one is closed first.
        return [self._declared(placements), *sorted(after, key=_start), *sorted(ends, key=_start), *ahead]

    def _declared(self, placements: Sequence[Placement]) -> Edit:
        """Declarations at the very top: the header that a compiler finds may be one that knows other callbacks."""
        names = {name for placement in placements for name in CALLBACKS[placement.kind]}
        lines = (
            f"void adProfileAdj_{name}(char *, char *{'' if name == 'turn' else ', unsigned int'});"
            for name in sorted(names)
        )
        return Edit(0, 0, "".join(marked(line, c=True) + self.newline for line in lines))

    def _before(self, at: int, lines: str) -> Edit:
        """Above the line of ``at``; where something else begins that line, between it and the rest."""
        line = line_start(self.text, at)
        lead = self.text[line:at]
        if not lead.strip():
            return Edit(line, line, lines)
        kept = len(lead.rstrip())
        cut = marked("", c=True, kind="cut", memory=lead[kept:]) + self.newline
        return Edit(line + kept, at, cut + lines + self._blanks(at))

    def _behind(self, node: Node, lines: str) -> Edit:
        at = line_end(self.text, node.end - 1)
        return Edit(at, at, lines if self.text[at - 1] == "\n" else self.newline + lines)

    def _inside(self, node: Node, first: Sequence[Placement], then: Sequence[Placement]) -> tuple[Edit, Edit]:
        """Braces around the one statement of an ``if``, an ``else`` or a loop."""
        indent = self._blanks(node.start)
        brace = marked(f"{indent}{{", c=True) + self.newline
        closing = marked(f"{indent}}}", c=True) + self.newline
        return (
            self._before(node.start, brace + self._lines(first, indent)),
            self._behind(node, self._lines(then, indent) + closing),
        )

    def _other(self, placement: Placement) -> Edit:
        if placement.arm is not None:
            return self._at_end(placement.arm, placement)
        branch = placement.node
        if branch is None:
            raise ValueError("a callback without a place")
        indent = self._blanks(branch.start)
        lines = marked(f"{indent}else", c=True) + self.newline + self._lines([placement], indent + "    ")
        return self._behind(branch, lines)

    def _at_end(self, arm: Arm, placement: Placement) -> Edit:
        return self._before(arm.stop, self._lines([placement], self._blanks(arm.stop) + "    "))

    def _blanks(self, at: int) -> str:
        lead = self.text[line_start(self.text, at) : at]
        return lead[: len(lead) - len(lead.lstrip(" \t"))]

    def _lines(self, placements: Iterable[Placement], indent: str) -> str:
        return "".join(
            marked(f"{indent}adProfileAdj_{name}({_arguments(placement)});", c=True) + self.newline
            for placement in placements
            for name in CALLBACKS[placement.kind]
        )


def _start(edit: Edit) -> int:
    return edit.start


def _arguments(placement: Placement) -> str:
    words = [json.dumps(placement.callee), json.dumps(placement.file)]
    return ", ".join(words if placement.kind is CallbackKind.TURN else [*words, str(placement.line)])
