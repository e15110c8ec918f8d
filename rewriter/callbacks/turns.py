"""Where forward sweeps end and backward sweeps begin."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from rewriter.callbacks.sweeps import Reader, begins_forward, called, has_backward
from rewriter.languages.tree import Arm, Node, leaves_of

_JUMP = re.compile(r"(?:goto[ ]?\w+|return|return[^\w=].*|cycle|exit|stop|break|continue)")


class Turn(NamedTuple):
    """A place between the sweeps."""

    before: Node | None
    """The first statement of the backward sweep; None where that is empty."""
    arm: Arm | None
    """Then the alternative (or procedure) at whose end it is."""
    without_else: Node | None
    """Or the branch that needs an ELSE for it."""


def turns(arm: Arm, reader: Reader, forward: Collection[Node], *, needed: bool = True) -> Iterator[Turn]:
    """The turns of a procedure.

    One; or where its last branch (or a loop of independent iterations) holds both sweeps, one in each alternative;
    and one more for each fragment that is run again, recorded, in the backward sweep, and for a binomial loop.
    ``forward`` are the calls that are checkpointed; ``needed``: there is one even without any backward sweep.
    """
    ahead = needed
    for node in arm.nodes:
        if node.arms and any(_both(inner, reader, forward) for inner in node.arms):
            for inner in node.arms:
                if node.kind == "branch" or _both(inner, reader, forward):
                    yield from turns(inner, reader, forward, needed=ahead and node.kind == "branch" and _plain(node))
            if ahead and node.kind == "branch" and node.words.startswith("if") and node.arms[-1].words:
                yield Turn(None, None, node)
            ahead = needed = False
        elif has_backward(node, reader):
            if ahead:
                yield Turn(node, None, None)
            ahead = needed = False
        elif not ahead:
            ahead = any(leaf in forward or called(leaf).startswith("push") for leaf in leaves_of(node))
    if not needed:
        return
    last = arm.nodes[-1] if arm.nodes else None
    if last is not None and _JUMP.fullmatch(last.words):
        yield Turn(last, None, None)
    else:
        yield Turn(None, arm, None)


def _both(arm: Arm, reader: Reader, forward: Collection[Node]) -> bool:
    """Whether a forward sweep begins and a backward one follows."""
    return begins_forward(arm, reader, forward) and any(has_backward(node, reader) for node in arm.nodes)


def _plain(branch: Node) -> bool:
    """Whether it is no SELECT over the actions of a binomial loop, of which only some have a turn."""
    return not (branch.words.startswith(("select", "switch")) and "action" in branch.words)
