"""A procedure as blocks and statements: what the search for sweeps and turns needs of a language.

Offsets are byte offsets into the text; *words* are normalised (Fortran in lower case, no blanks).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


class Reference(NamedTuple):
    """A name with parentheses after it."""

    name: str
    arguments: tuple[str, ...]


@dataclass(eq=False, slots=True)
class Node:
    """A statement, or a block statement with its arms. Compared by identity."""

    start: int
    """First character after the label."""
    end: int
    """One past the last character: of the statement, or of what closes the block."""
    words: str
    """The statement, or the head of the block."""
    kind: str = "leaf"
    """``leaf``, ``branch`` or ``loop``."""
    label: str = ""
    arms: list[Arm] = field(default_factory=list)
    called: Reference | None = None
    """What the statement calls, where it is a call and nothing else."""
    target: str = ""
    """The variable that it assigns, without subscripts and components."""
    references: tuple[Reference, ...] = ()
    """All names with parentheses after them, the innermost first."""
    movable: bool = True
    """Whether nothing else is on its lines, so that other lines can stand before and after it."""
    parent: Arm | None = None


@dataclass(eq=False, slots=True)
class Arm:
    """One alternative of a branch, or the body of a loop or a procedure."""

    words: str
    """The condition; empty for ELSE."""
    nodes: list[Node]
    stop: int
    """The first character of the statement that ends it."""
    owner: Node | None = None
    unbraced: bool = False
    """Its one statement has to be put in a block before anything can stand beside it."""
    places: dict[Node, int] = field(default_factory=dict, repr=False)
    """Of its statements; filled when first asked for."""

    def before(self, node: Node) -> Node | None:
        """The statement before one of its own."""
        place = self.place(node)
        return self.nodes[place - 1] if place else None

    def place(self, node: Node) -> int:
        """Which of its statements one is."""
        if len(self.places) != len(self.nodes):
            self.places = {inner: number for number, inner in enumerate(self.nodes)}
        return self.places[node]


class Unit(NamedTuple):
    """A procedure of the file."""

    name: str
    """Dotted path, as the call sites have it."""
    body: Arm
    start: int
    end: int


def leaves(arm: Arm) -> Iterator[Node]:
    """All statements below, in the order of the text."""
    todo = arm.nodes[::-1]
    while todo:
        node = todo.pop()
        if node.arms:
            for inner in reversed(node.arms):
                todo.extend(reversed(inner.nodes))
        else:
            yield node


def leaves_of(node: Node) -> Iterator[Node]:
    """The statement itself, or all that are below it."""
    return leaves(Arm("", [node], 0))


def mirrored(arm: Arm) -> Iterator[Node]:
    """All statements below, as a backward sweep has them: the last one first, but alternatives in their own order."""
    todo = arm.nodes[:]
    while todo:
        node = todo.pop()
        if node.arms:
            for inner in reversed(node.arms):
                todo.extend(inner.nodes)
        else:
            yield node


def loops_around(node: Node) -> tuple[str, ...]:
    """The heads of the loops around a statement, the outermost first."""
    heads: list[str] = []
    arm = node.parent
    while arm is not None and arm.owner is not None:
        if arm.owner.kind == "loop":
            heads.append(arm.owner.words)
        arm = arm.owner.parent
    return tuple(reversed(heads))


def conditions_around(node: Node) -> tuple[str, ...]:
    """The conditions of the alternatives around a statement, the outermost first; those of Fortran 77 spelt anew."""
    words: list[str] = []
    arm = node.parent
    while arm is not None and arm.owner is not None:
        if arm.owner.kind == "branch":
            words.append(_OLD.sub(lambda match: _NEW[match[1]], arm.words))
        arm = arm.owner.parent
    return tuple(reversed(words))


_NEW = {"eq": "==", "ne": "/=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_OLD = re.compile(r"\.(eq|ne|lt|le|gt|ge)\.")
