"""Alternatives that stand after their branch: the others jump over them, to a label."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rewriter.languages.tree import Arm, Node, leaves_of

_GOTO = re.compile(r"goto ?(\w+);?")


class Stretch(NamedTuple):
    """Statements of one block that belong to one alternative of the primal."""

    arm: Arm
    number: int


def stretch(node: Node) -> Stretch | None:
    """The stretch of its block that a statement is in."""
    return None if node.parent is None else Stretch(node.parent, _cut(node.parent)[node.parent.place(node)][0])


def is_jumped_over(node: Node) -> bool:
    """Whether a jump leads over it, or over a block that it is in: the conditions around it are not all there are."""
    arm = node.parent
    while arm is not None:
        if _cut(arm)[arm.place(node)][1]:
            return True
        if arm.owner is None:
            return False
        node, arm = arm.owner, arm.owner.parent
    return False


@lru_cache(maxsize=256)
def _cut(arm: Arm) -> list[tuple[int, bool]]:
    """For each statement of a block the number of its stretch, and whether a jump leads over it."""
    result: list[tuple[int, bool]] = []
    waiting: set[str] = set()
    number = 0
    for node in arm.nodes:
        if node.label:
            waiting.discard(node.label.rstrip(":"))
            number += 1
        result.append((number, bool(waiting)))
        jumps = {match[1] for leaf in leaves_of(node) if (match := _GOTO.fullmatch(leaf.words)) is not None}
        number += bool(jumps)
        waiting |= jumps
    return result
