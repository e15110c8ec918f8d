"""The functions of a C file as blocks and statements."""

from __future__ import annotations

import re

from rewriter.languages.c.conditional import settled
from rewriter.languages.c.heads import Head, taken_apart
from rewriter.languages.c.mask import mask
from rewriter.languages.c.patterns import NAME
from rewriter.languages.c.walk import Piece, walk
from rewriter.languages.model import Procedure, Scan
from rewriter.languages.nesting import separated
from rewriter.languages.tree import Arm, Node, Reference, Unit
from rewriter.text.edits import line_end, line_start

_BLANKS = re.compile(r"\s+", re.ASCII)
_LOOSE = re.compile(r"(?<![\w\x80-\xff]) | (?![\w\x80-\xff])", re.ASCII)
"""A blank that is not between two words."""
_NAMED = re.compile(rf"({NAME})\(", re.ASCII)
_INDEX = r"\[(?:[^][=]++|\[(?:[^][=]++|\[[^][=]*+\])*+\])*+\]"
_TARGET = re.compile(rf"[(*]*+({NAME})(?:\)|{_INDEX}|(?:->|\.){NAME})*+(?:[-+*/]?=(?!=))", re.ASCII)
_BRACKETS = re.compile(r"[()]")


def units(scan: Scan) -> list[Unit]:
    """Every function, in the order of the text."""
    code = settled(scan.text, mask(scan.text))
    procedures: list[Procedure] = []
    builders: dict[int, _Builder] = {}
    for piece in walk(scan.text, code, procedures, []):
        builders.setdefault(piece.procedure, _Builder(scan.text, code)).add(piece)
    nothing = _Builder(scan.text, code)  # of a function whose brace is the last thing in the text
    return [
        Unit(procedure.name, builders.get(n, nothing).body, procedure.start, procedure.end)
        for n, procedure in enumerate(procedures)
    ]


class _Builder:
    """Takes the pieces of one function in order."""

    def __init__(self, text: str, code: str) -> None:
        self.text = text
        self.code = code
        self.body = Arm("", [], 0)
        self.arm = self.body
        self.open: list[tuple[Arm, int]] = []
        """For each open brace, the arm around it and how many heads the block is the body of."""
        self.heads = 0
        """How many heads wait for their statement."""
        self.closed: list[tuple[Node, int]] = []
        """The branches that an ``else`` can still belong to, the innermost first; with each, how many of the heads
        that waited for the same statement are around it."""
        self.label = ""

    def add(self, piece: Piece) -> None:
        parts = taken_apart(self.code, piece.start, piece.stop)
        for head in parts.heads:
            self._head(head)
        if piece.end == "{":
            if parts.body < piece.stop or not self.heads:
                self._into(self._append(Node(parts.body, piece.stop + 1, "", "block")), "")
                self.heads += 1
            self.arm.unbraced = False
            self.open.append((self.arm, self.heads))
            self.heads = 0
        elif piece.end == "}":
            if not self.open:
                self.body.stop = piece.stop
                return
            self.arm, self.heads = self.open.pop()
            self.arm.stop = piece.stop
            self._finish(piece.stop + 1)
        else:
            if parts.body < piece.stop or not self._ends_do(parts.heads):
                self._append(self._leaf(parts.body, piece.stop))
            self._finish(piece.stop + 1)

    def _head(self, head: Head) -> None:
        if head.kind == "label":
            words = _normal(self.code[head.start : head.stop])
            owner = self.arm.owner
            if words.startswith(("case", "default:")) and owner is not None and owner.words.startswith("switch"):
                self.arm.stop = head.start
                _, heads = self.open.pop()
                self._into(owner, words)
                self.open.append((self.arm, heads))
                self.arm.unbraced = False
            else:
                self.label = words
        elif head.word == "else":
            found = next((entry for entry in self.closed if entry[0].arms[-1].words), None)
            if found is not None:
                branch, around = found
                self._into(branch, "")
                self.heads = around + 1
        elif head.kind in ("control", "bare"):
            words = _normal(self.code[head.start : head.stop])
            kind = "branch" if head.word in ("if", "switch") else "loop"
            self._into(self._append(Node(head.start, head.stop, words, kind)), words)
            self.heads += 1

    def _into(self, node: Node, words: str) -> None:
        self.arm = Arm(words, [], node.end, node, unbraced=True)
        node.arms.append(self.arm)

    def _append(self, node: Node) -> Node:
        node.parent, node.label = self.arm, self.label
        self.label = ""
        self.arm.nodes.append(node)
        return node

    def _finish(self, end: int) -> None:
        """A statement ends, and with it the heads that waited for it."""
        self.closed = []
        for around in range(self.heads - 1, -1, -1):
            node = self.arm.owner
            if node is None or node.parent is None:
                break
            node.end = end
            if self.arm.unbraced:
                self.arm.stop = end
            if node.words.startswith("if"):
                self.closed.append((node, around))
            self.arm = node.parent
        self.heads = 0

    def _ends_do(self, heads: list[Head]) -> bool:
        """Whether this is the ``while (…);`` after a ``do`` block, which has opened a loop of its own."""
        if not heads or heads[-1].word != "while" or self.arm.owner is None:
            return False
        siblings = self.arm.owner.parent.nodes if self.arm.owner.parent else []
        if len(siblings) < 2 or siblings[-2].words != "do":
            return False
        loop = siblings.pop()
        self.arm = loop.parent or self.body
        self.heads -= 1
        return True

    def _leaf(self, start: int, stop: int) -> Node:
        words = _normal(self.code[start:stop])
        node = Node(start, stop + 1, words, references=_references(words))
        match = _NAMED.match(words)
        if match is not None and _closing(words, match.end() - 1) == len(words) - 1:
            node.called = Reference(match[1], separated(words[match.end() : -1]))
        elif (assigned := _TARGET.match(words)) is not None:
            node.target = assigned[1]
        before = self.code[line_start(self.text, start) : start]
        behind = self.code[stop + 1 : line_end(self.text, stop)]
        node.movable = not behind.strip() and (not before.strip() or before.rstrip().endswith(("{", ")", "else", ":")))
        return node


def _normal(code: str) -> str:
    return _LOOSE.sub("", _BLANKS.sub(" ", code))


def _closing(words: str, opening: int) -> int:
    depth = 0
    for match in _BRACKETS.finditer(words, opening):
        depth += 1 if match[0] == "(" else -1
        if not depth:
            return match.start()
    return -1


def _references(words: str) -> tuple[Reference, ...]:
    found: list[tuple[int, Reference]] = []
    for match in _NAMED.finditer(words):
        stop = _closing(words, match.end() - 1)
        if stop >= 0:
            found.append((stop, Reference(match[1], separated(words[match.end() : stop]))))
    return tuple(reference for _, reference in sorted(found, key=lambda pair: pair[0]))
