"""What the statements of one adjoint procedure do: stack traffic, calls of either sweep, derivatives."""

from __future__ import annotations

import enum
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from rewriter.callbacks.names import Names, bases, is_adjoint_variable
from rewriter.callbacks.preparing import preparing
from rewriter.callbacks.primal import Primal, PrimalProcedure
from rewriter.languages.tree import Arm, Node, leaves, leaves_of

_TYPES = r"(?:real|integer|complex|logical|boolean|bit|character|pointer|string|nan|array)\w*"
_PUSH = re.compile(rf"push{_TYPES}")
_POP = re.compile(rf"pop{_TYPES}")
_ZERO = re.compile(r"[^=]*=[-+]?0*\.?0*(?:[de][-+]?\d+)?(?:_\w+)?")


class Role(enum.Enum):
    """What a call is to the checkpoint that it belongs to."""

    FORWARD = "forward"
    """Of the primal procedure, or of a copy of it."""
    REVERSE = "reverse"
    SPLIT_FORWARD = "split forward"
    SPLIT_BACKWARD = "split backward"

    @property
    def backward(self) -> bool:
        """Whether it stands in a backward sweep."""
        return self in (Role.REVERSE, Role.SPLIT_BACKWARD)

    @property
    def joint(self) -> bool:
        """Whether the call is checkpointed."""
        return self in (Role.FORWARD, Role.REVERSE)


class Token(NamedTuple):
    """One call of the adjoint that has to do with a procedure that the primal calls."""

    node: Node
    role: Role
    callee: str
    """The primal's name, in lower case."""
    arguments: tuple[str, ...]


class Reader:
    """Reads the statements of the adjoint of one primal procedure."""

    def __init__(self, procedure: PrimalProcedure, names: Names, primal: Primal, bodies: Sequence[Arm] = ()) -> None:
        self.procedure = procedure
        self.names = names
        self.functions = primal.functions
        named = {call.callee.lower() for call in procedure.calls}
        self.callees = named.union(*(primal.generics.get(name, ()) for name in named))
        self.procedures = primal.procedures
        self._preparing = preparing(bodies, self.zeroes)

    def tokens(self, nodes: Iterable[Node]) -> Iterator[Token]:
        """The calls in these statements, the innermost of a statement first."""
        for node in nodes:
            if node.called is not None:
                found = self._role(node.called.name.lower())
                if found is not None:
                    yield Token(node, *found, node.called.arguments)
            elif node.target:
                for reference in node.references:
                    found = self._role(reference.name.lower())
                    if found is not None and found[1] in self.functions:
                        yield Token(node, *found, reference.arguments)

    def _role(self, name: str) -> tuple[Role, str] | None:
        if name in self.callees:
            return Role.FORWARD, name
        for role, pattern in (
            (Role.REVERSE, self.names.adjoint),
            (Role.SPLIT_FORWARD, self.names.forward),
            (Role.SPLIT_BACKWARD, self.names.backward),
            (Role.FORWARD, self.names.copy),
        ):
            for primal in bases(name, pattern):
                if primal in self.callees or (primal in self.procedures and role.backward):
                    return role, primal
        return None

    def differentiates(self, leaf: Node) -> bool:
        """Whether a statement assigns a derivative."""
        target = leaf.target.lower()
        return bool(target) and target not in self.procedure.words and is_adjoint_variable(target, self.names.variable)

    def is_backward(self, leaf: Node) -> bool:
        """Whether a statement belongs to a backward sweep."""
        if leaf.called is not None:
            name = leaf.called.name.lower()
            found = self._role(name)
            if found is not None:
                return found[0].backward
            return name.startswith("pop") or name == "adstack_startrepeat"
        return self.differentiates(leaf) and leaf not in self._preparing

    def zeroes(self, node: Node) -> bool:
        """Whether it does nothing but set derivatives to zero."""
        below = list(leaves_of(node))
        return bool(below) and all(
            self.differentiates(leaf) and _ZERO.fullmatch(leaf.words.rstrip(";")) for leaf in below
        )


def called(node: Node) -> str:
    """The name that a statement calls, in lower case; else nothing."""
    return node.called.name.lower() if node.called is not None else ""


def pushes(node: Node) -> bool:
    """Whether a statement, or all of a branch, puts values onto the stack."""
    return _only(node, _PUSH, "pushcontrol")


def pops(node: Node) -> bool:
    """Whether a statement, or all of a branch, takes values from the stack."""
    return _only(node, _POP, "popcontrol")


def _only(node: Node, pattern: re.Pattern[str], control: str) -> bool:
    names = [called(leaf) for leaf in leaves_of(node)]
    if not node.arms:
        return pattern.fullmatch(names[0]) is not None
    return (
        node.kind == "branch"
        and any(pattern.fullmatch(name) for name in names)
        and all(pattern.fullmatch(name) or name.startswith(control) for name in names)
    )


def stacked(node: Node) -> tuple[str, ...]:
    """What a push or pop is about: the names of its values."""
    return tuple(
        _bare(leaf.called.arguments[0])
        for leaf in leaves_of(node)
        if leaf.called is not None and leaf.called.arguments and "control" not in called(leaf)
    )


def _bare(argument: str) -> str:
    argument = re.sub(r"^\((?:void|char)\*+\)", "", argument).lstrip("&*")
    while argument.startswith("(") and argument.endswith(")"):
        argument = argument[1:-1].lstrip("&*")
    return argument.lower()


def touches_stack_backward(node: Node, reader: Reader) -> bool:
    """Whether anything below takes from the stack, itself or by a split callee."""
    for leaf in leaves_of(node):
        tokens = list(reader.tokens([leaf]))
        if any(token.role is Role.SPLIT_BACKWARD for token in tokens):
            return True
        if not tokens and called(leaf).startswith("pop"):
            return True
    return False


def has_backward(node: Node, reader: Reader) -> bool:
    """Whether anything below belongs to a backward sweep."""
    return any(reader.is_backward(leaf) for leaf in leaves_of(node))


def begins_forward(arm: Arm, reader: Reader, forward: Collection[Node]) -> bool:
    """Whether the first thing that belongs to a sweep belongs to a forward one."""
    for leaf in leaves(arm):
        if reader.is_backward(leaf):
            return False
        if leaf in forward or called(leaf).startswith("push"):
            return True
    return False
