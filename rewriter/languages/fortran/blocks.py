"""The procedures of a Fortran file as blocks and statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from rewriter.languages.fortran.patterns import NAME, closing, has_bounds
from rewriter.languages.fortran.spans import NAMED
from rewriter.languages.fortran.statement import Statement, statement_in
from rewriter.languages.fortran.structure import Structure
from rewriter.languages.model import Scan
from rewriter.languages.nesting import separated
from rewriter.languages.tree import Arm, Node, Reference, Unit

_BLANKS = re.compile(r"[ \t\r\n\x01]+")
_IF_THEN = re.compile(r"if\((.*)\)then")
_ELSE_IF = re.compile(rf"elseif\((.*)\)then(?:{NAME})?")
_ELSE = re.compile(rf"else(?:where(?:\(.*\))?)?(?:{NAME})?")
_CASE = re.compile(r"case(?:default|\((.*)\))\w*")
_DO = re.compile(rf"do(?:(\d+),?)?(?:while\(.*|concurrent\(.*|{NAME}=(.+))?")
_SELECT = re.compile(r"select(?:case|type|rank)\((.*)\)")
_BLOCK = re.compile(r"(?:where|forall|associate)\(.*\)|block|critical")
_END = re.compile(rf"end(?:if|do|select|where|forall|associate|block|critical)(?:{NAME})?")
_REFERENCE = re.compile(rf"({NAME})(?=\()")
_TARGET = re.compile(NAME)
_DECLARED = re.compile(
    r"(?:real|integer|logical|character|doubleprecision|complex|common|dimension)[^=]*|parameter\(.*"
)
"""Declarations, which are most of generated code and hold no calls."""


def units(scan: Scan) -> list[Unit]:
    """Every program unit that holds statements, in the order of the text."""
    masked, structure = scan.masked, cast(Structure, scan.structure)
    builders: dict[int, _Builder] = {}
    for statement in _statements(masked):
        owner = structure.owner(statement.start)
        if owner >= 0:
            builders.setdefault(owner, _Builder(masked)).add(statement)
    return [
        Unit(procedure.name, builders[index].finished(procedure.end), procedure.start, procedure.end)
        for index, procedure in enumerate(structure.procedures)
        if index in builders
    ]


def _statements(masked: str) -> Iterator[Statement]:
    line = 0
    for logical in masked.split("\n"):
        segment = line
        if not logical.isspace():
            for part in logical.split(";"):
                stop = segment + len(part)
                if part.strip():
                    yield statement_in(masked, line, segment, stop)
                segment = stop + 1
        line += len(logical) + 1


class _Builder:
    """Takes the statements of one program unit in order."""

    def __init__(self, masked: str) -> None:
        self.masked = masked
        self.body = Arm("", [], 0)
        self.arm = self.body
        self.ends: list[str] = []
        """For each open block the label that ends it; empty where none does."""

    def add(self, statement: Statement) -> None:
        words = _normal(self.masked, statement.start, statement.end)
        name = NAMED.match(self.masked, statement.start)
        if name:
            words = words[len(_normal(self.masked, statement.start, name.end())) :]
        if self._closes(words) and self.arm.owner is not None:
            self._close(statement)
        elif (arm := self._next_arm(words)) is not None and self.arm.owner is not None:
            self._turn_to(arm, statement)
        elif (opened := _opening(words)) is not None:
            kind, condition, label = opened
            node = Node(statement.start, statement.end, words, kind, statement.label)
            self._append(node, statement)
            self._open(node, condition, label)
            if kind == "branch" and words.startswith("select"):
                node.arms = []
        elif statement.one_line_if:
            self._one_line_if(statement, words)
        else:
            self._append(self._leaf(statement.start, statement.end, statement.label), statement)
            while self.ends and statement.label and self.ends[-1] == statement.label:
                self._close(statement)

    def finished(self, stop: int) -> Arm:
        """The body, up to its END statement or to CONTAINS."""
        for position, node in enumerate(self.body.nodes):
            if node.words == "contains" or re.fullmatch(
                rf"end(?:(?:subroutine|function|program|module)(?:{NAME})?)?", node.words
            ):
                self.body.stop = node.start
                del self.body.nodes[position:]
                return self.body
        self.body.stop = stop
        return self.body

    def _append(self, node: Node, statement: Statement) -> None:
        node.parent = self.arm
        node.movable = not statement.after_semicolon and self._ends_line(statement.end)
        self.arm.nodes.append(node)

    def _ends_line(self, end: int) -> bool:
        return self.masked[end : end + 200].lstrip(" \t")[:1] in ("", "\n")

    def _open(self, node: Node, condition: str, label: str) -> None:
        arm = Arm(condition, [], node.end, node)
        node.arms.append(arm)
        self.arm = arm
        self.ends.append(label)

    def _closes(self, words: str) -> bool:
        return _END.fullmatch(words) is not None

    def _close(self, statement: Statement) -> None:
        owner = self.arm.owner
        if owner is None or owner.parent is None:
            return
        self.arm.stop = statement.start
        owner.end = statement.end
        self.arm = owner.parent
        self.ends.pop()

    def _next_arm(self, words: str) -> str | None:
        for pattern in (_ELSE_IF, _CASE):
            if (match := pattern.fullmatch(words)) is not None:
                return match[1] or ""
        return "" if _ELSE.fullmatch(words) else None

    def _turn_to(self, condition: str, statement: Statement) -> None:
        owner = self.arm.owner
        if owner is None:
            return
        self.arm.stop = statement.start
        arm = Arm(condition, [], statement.end, owner)
        owner.arms.append(arm)
        self.arm = arm

    def _one_line_if(self, statement: Statement, words: str) -> None:
        condition = _normal(self.masked, statement.start, statement.closed + 1)
        node = Node(statement.start, statement.end, words, "branch", statement.label)
        self._append(node, statement)
        leaf = self._leaf(statement.body, statement.end, "")
        arm = Arm(condition[3:-1], [leaf], statement.end, node, unbraced=True)
        leaf.parent, leaf.movable = arm, node.movable
        node.arms.append(arm)

    def _leaf(self, start: int, end: int, label: str) -> Node:
        words = _normal(self.masked, start, end)
        node = Node(start, end, words, label=label)
        if _DECLARED.fullmatch(words):
            return node
        node.called = _called(words) if words.startswith("call") else None
        node.references = _references(words, node.called is not None)
        if node.called is None:
            node.target = _target(words)
        return node


def _opening(words: str) -> tuple[str, str, str] | None:
    """Kind, condition and ending label of the block that a statement opens."""
    if (match := _IF_THEN.fullmatch(words)) is not None:
        return "branch", match[1], ""
    if (match := _SELECT.fullmatch(words)) is not None:
        return "branch", match[1], ""
    if (match := _DO.fullmatch(words)) and (match[2] is None or has_bounds(words, match.start(2), len(words))):
        return "loop", words, match[1] or ""
    if _BLOCK.fullmatch(words) and closing(words, words.find("(")) in (-1, len(words) - 1):
        return "block", words, ""
    return None


def _normal(masked: str, start: int, end: int) -> str:
    return _BLANKS.sub("", masked[start:end])


def _called(words: str) -> Reference | None:
    match = re.fullmatch(rf"call((?:{NAME}(?:\([^=]*\))?%)*{NAME})(\(.*\))?", words)
    if match is None or (match[2] and words.startswith("=", closing(words, match.start(2)) + 1)):
        return None
    return Reference(match[1], separated(match[2][1:-1]) if match[2] else ())


def _target(words: str) -> str:
    match = _TARGET.match(words)
    if match is None:
        return ""
    position = match.end()
    while position < len(words):
        if words[position] == "(":
            position = closing(words, position) + 1
            if not position:
                return ""
        elif words[position] == "%":
            part = _TARGET.match(words, position + 1)
            if part is None:
                return ""
            position = part.end()
        else:
            break
    assigned = words[position : position + 1] == "=" and words[position + 1 : position + 2] != "="
    return match[0] if assigned else ""


def _references(words: str, is_call: bool) -> tuple[Reference, ...]:
    found: list[tuple[int, Reference]] = []
    for match in _REFERENCE.finditer(words):
        stop = closing(words, match.end())
        if stop >= 0:
            name = match[1]
            if is_call and match.start() == 0:
                name = name[4:]
            found.append((stop, Reference(name, separated(words[match.end() + 1 : stop]))))
    return tuple(reference for _, reference in sorted(found, key=lambda pair: pair[0]))
