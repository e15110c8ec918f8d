"""Profiling callbacks into a Fortran text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rewriter.languages.callback import CALLBACKS, CallbackKind, Placement, grouped
from rewriter.languages.callback_marks import marked
from rewriter.languages.fortran.layout import column_kept, width
from rewriter.languages.fortran.patterns import closing
from rewriter.languages.fortran.spans import after_statement
from rewriter.languages.model import Scan
from rewriter.languages.tree import Arm, Node
from rewriter.text.edits import Edit, line_end, line_start, newline_at

_DIRECTIVE = re.compile(r"[ \t]*[!cC*]\$(?:omp|acc)\b[ \t&]*", re.IGNORECASE)
_NO_BEGIN = re.compile(r"end|barrier|taskwait|taskyield|flush|wait|update|threadprivate", re.IGNORECASE)
_COMMENT = re.compile(r"[cC*]|[ \t]*(?:!|$)")
_PIECES = {"free": 80}
"""How many characters one piece of a string has at most; 40 in fixed form."""


def insert(scan: Scan, placements: Sequence[Placement]) -> list[Edit]:
    """The edits that place the callbacks; every line of theirs bears our mark."""
    return _Inserter(scan).edits(placements)


class _Inserter:
    def __init__(self, scan: Scan) -> None:
        self.text = scan.text
        self.masked = scan.masked
        self.form = scan.form
        self.newline = "\r\n" if "\r\n" in scan.text else "\n"

    def edits(self, placements: Sequence[Placement]) -> list[Edit]:
        """All edits; those at the same offset in the order in which their lines are to stand."""
        before, behind, others = grouped(placements)
        ends = [self._other(placement) for placement in others]
        after: list[Edit] = []
        ahead: list[Edit] = []
        for node in {**before, **behind}:
            first, then = before.get(node, []), behind.get(node, [])
            if node.parent is not None and node.parent.owner is not None and node.parent.unbraced:
                opened, closed = self._inside(node.parent.owner, node, first, then)
                ahead.append(opened)
                after.append(closed)
                continue
            if first:
                ahead.append(self._before(node, first))
            if then:
                after.append(self._behind(node, self._lines(then, self._indent(node)), node))
        return [*sorted(after, key=_start), *sorted(ends, key=_start), *sorted(ahead, key=_start)]

    def _before(self, node: Node, placements: Sequence[Placement]) -> Edit:
        indent = self._indent(node)
        line = line_start(self.text, node.start)
        if not node.label:
            line = self._above_directives(line)
            return Edit(line, line, self._lines(placements, indent))
        lead = self.text[line : node.start]
        lines = self._lines(placements, indent, lead)
        return Edit(line, node.start, lines + column_kept(re.sub(r"\d", " ", lead)))

    def _above_directives(self, line: int) -> int:
        """The line of the first OpenMP or OpenACC directive that belongs to the statement on a line, or that line."""
        found = above = line
        while above:
            above = line_start(self.text, above - 1)
            words = self.text[above : line_end(self.text, above)]
            directive = _DIRECTIVE.match(words)
            if directive is not None and not _NO_BEGIN.match(words, directive.end()):
                found = above
            elif directive is not None or not _COMMENT.match(words):
                break
        return found

    def _behind(self, node: Node, lines: str, near: Node) -> Edit:
        at = after_statement(self.text, self.masked, self.form, node.end)
        at = line_end(self.text, node.end) if at is None else at
        if at == len(self.text) and not self.text.endswith("\n"):
            lines = newline_at(self.text, near.start) + lines
        return Edit(at, at, lines)

    def _other(self, placement: Placement) -> Edit:
        if placement.arm is not None:
            return self._at_end(placement.arm, placement)
        if placement.node is None:
            raise ValueError("a callback without a place")
        return self._otherwise(placement.node, placement)

    def _at_end(self, arm: Arm, placement: Placement) -> Edit:
        line = line_start(self.text, arm.stop)
        indent = self._blanks(arm.stop) + "  "
        return Edit(line, line, self._lines([placement], indent))

    def _otherwise(self, branch: Node, placement: Placement) -> Edit:
        stop = branch.arms[-1].stop
        line = line_start(self.text, stop)
        indent = self._blanks(stop)
        return Edit(
            line, line, marked(f"{indent}ELSE") + newline_at(self.text, stop) + self._lines([placement], indent + "  ")
        )

    def _inside(
        self, owner: Node, node: Node, first: Sequence[Placement], then: Sequence[Placement]
    ) -> tuple[Edit, Edit]:
        """The one-line IF as a block; in fixed form its statement keeps its column."""
        newline = newline_at(self.text, owner.start)
        indent = self._indent(owner)
        closed = closing(self.masked, self.masked.index("(", owner.start))
        gap = self.text[closed + 1 : node.start]
        column = closed + 1 - line_start(self.text, closed)
        if column + len(" THEN") <= width(self.form):
            then_line = " THEN"
        else:
            then_line = f" &{newline}& THEN" if self.form == "free" else f"{newline}     + THEN"
        lead = self.text[line_start(self.text, node.start) : node.start]
        blanks = column_kept(re.sub(r"\S", " ", lead)) if self.form != "free" else indent + "  "
        opened = marked(then_line, kind="cut", memory=gap) + newline + self._lines(first, indent + "  ") + blanks
        end_if = marked(f"{indent}END IF") + newline
        return Edit(closed + 1, node.start, opened), self._behind(
            node, self._lines(then, indent + "  ") + end_if, owner
        )

    def _indent(self, node: Node) -> str:
        return self._blanks(node.start)

    def _blanks(self, at: int) -> str:
        lead = self.text[line_start(self.text, at) : at]
        blanks = column_kept(lead) if not lead.strip(" \t0123456789") else re.sub(r"\S.*", "", lead)
        if self.form != "free" and "\t" not in blanks:
            blanks = blanks.ljust(6)
            return blanks if len(blanks) <= width(self.form) // 2 else " " * 6
        return blanks if len(blanks) <= width(self.form) // 2 else ""

    def _lines(self, placements: Iterable[Placement], indent: str, lead: str = "") -> str:
        """The calls with their newlines; ``lead`` is a label with its blanks, which goes to the first one."""
        lines: list[str] = []
        for placement in placements:
            for name in CALLBACKS[placement.kind]:
                call = self._call(name, placement, lead or indent)
                remembered = bool(lead)
                for line in call:
                    lines.append(marked(line, kind="lead", memory=lead) if remembered else marked(line))
                    remembered = False
                lead = ""
        return "".join(line + self.newline for line in lines)

    def _call(self, name: str, placement: Placement, indent: str) -> list[str]:
        """The lines of one CALL, cut where a line has no room."""
        pieces = [f"CALL ADPROFILEADJ_{name.upper()}("]
        pieces += _string(placement.callee, _PIECES.get(self.form, 40))
        pieces[-1] += ", "
        pieces += _string(placement.file, _PIECES.get(self.form, 40))
        pieces[-1] += ")" if placement.kind is CallbackKind.TURN else ", "
        if placement.kind is not CallbackKind.TURN:
            pieces.append(f"{placement.line})")
        room = width(self.form) - (24 if self.form == "free" else 0)
        blank = column_kept(re.sub(r"\d", " ", indent))
        lines, line = [], indent
        for piece in pieces:
            if len(line) + len(piece.rstrip()) > room and line.strip():
                lines.append(line.rstrip() + (" &" if self.form == "free" else ""))
                line = f"{blank}    " if self.form == "free" else "     +    "
            line += piece
        return [*lines, line]


def _start(edit: Edit) -> int:
    return edit.start


def _string(text: str, size: int) -> list[str]:
    """A character value that ends with a NUL, as C wants it, in pieces that may stand on lines of their own."""
    parts = [text[start : start + size] for start in range(0, len(text), size)] or [""]
    quoted = ["'" + part.replace("'", "''") + "'//" for part in parts]
    quoted[-1] += "CHAR(0)"
    return quoted
