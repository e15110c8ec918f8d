"""Where a snapshot is written before a primal call, and read before the adjoint one."""

from __future__ import annotations

from typing import NamedTuple

from rewriter.callbacks.sweeps import Reader, called, pops, pushes, stacked
from rewriter.languages.tree import Node


class Snapshot(NamedTuple):
    """The first statement that writes it, and the first that reads it; the calls themselves where there is none."""

    write: Node
    read: Node
    values: int
    """How many statements write it."""


def snapshot(forward: Node, reverse: Node, reader: Reader) -> Snapshot:
    """The snapshot of a pair: the pushes directly before the primal call that the pops before the adjoint one undo."""
    written = push_run(forward)
    start, read = pop_run(reverse, reader)
    count = 0
    for number in range(1, min(len(written), len(read)) + 1):
        first, last = written[-number:], read[-number:]
        if [stacked(node) for node in first] == [stacked(node)[::-1] for node, _ in reversed(last)]:
            count = number
    if not count:
        return Snapshot(forward, start if start is not None else reverse, 0)
    return Snapshot(written[-count], start if start is not None else read[-count][1], count)


def push_run(node: Node) -> list[Node]:
    """The pushes that stand directly before a statement, in order; a label ends the run, as jumps lead to it."""
    run: list[Node] = []
    while not node.label and (before := _before(node)) is not None and pushes(before):
        run.insert(0, before)
        node = before
    return run


def pop_run(node: Node, reader: Reader) -> tuple[Node | None, list[tuple[Node, Node]]]:
    """The pops before an adjoint call, in order, each with the statement where it begins.

    Derivatives may be set to zero in between. Where the values are only looked at (``STARTREPEAT`` …
    ``ENDREPEAT``), the statement that begins this comes first.
    """
    run: list[tuple[Node, Node]] = []
    looked = None
    inside = False
    while not node.label and (before := _before(node)) is not None:
        name = called(before)
        if name == "adstack_endrepeat" and not run:
            inside = True
        elif inside and name == "adstack_startrepeat":
            looked = before
            break
        elif pops(before):
            first = before
            control = _before(before)
            if before.arms and control is not None and called(control).startswith("popcontrol"):
                first = control
            run.insert(0, (before, first))
            before = first
        elif not (reader.zeroes(before) or (inside and name == "adstack_resetrepeat")):
            break
        node = before
    return looked, run


def _before(node: Node) -> Node | None:
    return node.parent.before(node) if node.parent is not None else None
