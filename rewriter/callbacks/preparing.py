"""Statements that make room for derivatives: they belong to neither sweep, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rewriter.languages.tree import Arm, Node, leaves, leaves_of

_ALLOCATE = re.compile(r"allocate\((\w+)")
_MADE = re.compile(r"(\w+)=(?:\([\w *]+\))?(?:m|c|re)alloc\(")
_POINTERS = re.compile(r"(?!return\b)(?:\w+ )*\w+([\w*,=&\[\]. ]+)")
_POINTER = re.compile(r"\*(\w+)")


def preparing(bodies: Sequence[Arm], zeroes: Callable[[Node], bool]) -> frozenset[Node]:
    """The statements of a procedure that allocate, move a pointer, or zero what the statements before allocated.

    ``zeroes``: whether a statement does nothing but set derivatives to zero.
    """
    pointers = frozenset(name for body in bodies for name in _pointers(body))
    return frozenset(leaf for body in bodies for leaf in _preparing(body, pointers, zeroes))


def _preparing(arm: Arm, pointers: frozenset[str], zeroes: Callable[[Node], bool]) -> Iterator[Node]:
    fresh: set[str] = set()
    for node in arm.nodes:
        made = _ALLOCATE.match(node.words) or _MADE.match(node.words)
        below = list(leaves_of(node)) if fresh else []
        if made is not None:
            fresh.add(made[1])
            yield node
        elif "=>" in node.words or (node.target in pointers and node.words.startswith(f"{node.target}=")):
            yield node
        elif below and zeroes(node) and all(leaf.target in fresh for leaf in below):
            yield from below
        else:
            fresh = set()
            for inner in node.arms:
                yield from _preparing(inner, pointers, zeroes)


def _pointers(body: Arm) -> Iterator[str]:
    """The pointers that a function in C declares."""
    for leaf in leaves(body):
        match = None if leaf.target or leaf.called else _POINTERS.fullmatch(leaf.words.rstrip(";"))
        if match is not None:
            yield from _POINTER.findall(match[1])
