"""Which alternative of the forward sweep an alternative of the backward sweep reverses.

The forward sweep notes by ``PUSHCONTROL`` which way it went; the backward sweep asks by ``POPCONTROL``. Both number
the alternatives as they like, so that their order in the text says nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from rewriter.callbacks.names import Names
from rewriter.callbacks.sweeps import called
from rewriter.languages.tree import Arm, Node, conditions_around, leaves, leaves_of

_VARIABLE = re.compile(r"(?:select(?:case)?|switch|if)?(?:\(|\.not\.|!)*(\w+)\)*(?:then)?")
_ASKED = re.compile(r"\(*(\w+?)(==|/=|!=|<=|>=|<|>|\.(?:eq|ne|lt|le|gt|ge)\.)(\d+)\)*")
_HOLDS = {
    "==": lambda a, b: a == b,
    "/=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_SAME = {"!=": "/=", ".eq.": "==", ".ne.": "/=", ".lt.": "<", ".le.": "<=", ".gt.": ">", ".ge.": ">="}


class Twins(NamedTuple):
    """What is known of the branches of a backward sweep."""

    order: dict[Node, list[Arm]]
    """Their alternatives in the order in which the forward sweep has them."""
    forward: dict[Arm, Arm]
    """The alternative of the forward sweep that each reverses."""
    variables: frozenset[str]
    """What controls are popped into."""

    def unsure(self, node: Node, words: Collection[str]) -> Iterator[tuple[Node, Arm]]:
        """The branches around a statement that a control decides, but nobody knows how; and its alternatives there.

        ``words``: the names that the primal uses. It cannot ask about any other, so that this is a control too,
        however it was popped.
        """
        arm = node.parent
        while arm is not None and arm.owner is not None:
            branch = arm.owner
            if branch.kind == "branch" and branch not in self.order:
                asked = _variable(branch)
                if asked and (asked in self.variables or asked not in words):
                    yield branch, arm
            arm = branch.parent

    def arms(self, node: Node) -> list[Arm]:
        """The alternatives of a branch in the order of the forward sweep, as far as that is known."""
        return self.order.get(node, node.arms)

    def conditions(self, node: Node) -> tuple[str, ...]:
        """The conditions around a statement, those of the forward sweep where they are known."""
        arm = node.parent
        while arm is not None:
            if arm in self.forward:
                twin = self.forward[arm]
                inner = conditions_around(node)[len(conditions_around(arm.owner)) + 1 :] if arm.owner else ()
                return conditions_around(Node(0, 0, "", parent=twin)) + inner
            arm = arm.owner.parent if arm.owner is not None else None
        return conditions_around(node)

    def mirrored(self, arm: Arm) -> Iterator[Node]:
        """All statements below, the last one first, but alternatives in the order of the forward sweep."""
        for node in reversed(arm.nodes):
            if node.arms:
                for inner in self.arms(node):
                    yield from self.mirrored(inner)
            else:
                yield node


class _Noted(NamedTuple):
    """One control that a forward sweep pushes: its width, and each value with the alternative that pushes it."""

    width: str
    arms: list[tuple[int, Arm]]
    inner: Counter[str]
    """The widths of all controls that these alternatives push before."""


class _Asked(NamedTuple):
    """One control that a backward sweep pops, and the branch that it decides."""

    width: str
    branch: Node | None
    variable: str


def twins(bodies: Sequence[Arm], control: str = Names().control) -> Twins:
    """The alternatives of the backward sweep in ``bodies`` (one body, or both sweeps) that belong to forward ones.

    ``control``: what the calls that push and pop controls are called.
    """
    controls = _Controls(control)
    popped = (leaf for body in bodies for leaf in leaves(body) if controls.width(leaf, "pop"))
    result = Twins({}, {}, frozenset(_value(leaf) for leaf in popped))
    noted = [note for body in bodies for note in _noted(body, controls)]
    asked = [ask for body in reversed(bodies) for ask in _asked(body, controls)]
    _match(noted, asked, result, controls)
    return result


def _value(node: Node) -> str:
    """The value that a control call pushes, or the variable that it pops into."""
    return node.called.arguments[-1].lstrip("&") if node.called is not None else ""


def _match(noted: list[_Noted], asked: list[_Asked], result: Twins, controls: _Controls) -> None:
    for note, ask in _together(noted, asked):
        if ask.branch is None:
            continue
        place: dict[Arm, int] = {}
        branches: dict[Node, None] = {}
        led: dict[Arm, list[Arm]] = {}
        through: dict[Arm, list[Arm]] = {}
        for number, (value, arm) in enumerate(note.arms):
            way = list(_way(ask.branch, ask.variable, value, controls))
            for branch, chosen in way:
                branches[branch] = None
                place.setdefault(chosen, number)
                through.setdefault(chosen, []).append(arm)
            if way:
                led.setdefault(way[-1][1], []).append(arm)
        for branch in branches:
            result.order[branch] = sorted(branch.arms, key=lambda arm: place.get(arm, len(note.arms)))
        for chosen, arms in led.items():
            if len(arms) == 1:
                result.forward[chosen] = arms[0]
        for chosen, arm in _sources(note, through).items():
            result.forward.setdefault(chosen, arm)
            _match(_inner(arm, controls), list(_asked(chosen, controls)), result, controls)


def _sources(note: _Noted, through: Mapping[Arm, list[Arm]]) -> dict[Arm, Arm]:
    """Of each alternative of the backward sweep the one of the forward sweep that all values leading there come from,
    and no others; the outermost of several that come from one."""
    found: dict[Arm, Arm] = {}
    ends: dict[Arm, set[Arm]] = {}
    for _, arm in note.arms:
        for outer in _around(arm):
            ends.setdefault(outer, set()).add(arm)
    for chosen, arms in through.items():
        source = next((outer for outer in _around(arms[0]) if ends[outer] == set(arms)), None)
        if source is not None and source not in found.values():
            found[chosen] = source
    return found


def _around(arm: Arm) -> Iterator[Arm]:
    """An alternative, and those around it."""
    inside: Arm | None = arm
    while inside is not None and inside.owner is not None:
        yield inside
        inside = inside.owner.parent


def _together(noted: list[_Noted], asked: list[_Asked]) -> list[tuple[_Noted, _Asked]]:
    """Each control that is pushed with where it is popped; nothing unless there is one way.

    What an alternative pushes before the control that it ends with may be popped after the branch, where others
    join it.
    """
    steps: list[dict[int, list[int]]] = []
    reached = {0}
    for note in noted:
        steps.append({position: list(_popped(note, asked, position)) for position in reached})
        reached = {place + 1 for places in steps[-1].values() for place in places}
    ways = [{position: int(position == len(asked)) for position in reached}]
    for step in reversed(steps):
        rest = ways[-1]
        ways.append({at: min(2, sum(rest[place + 1] for place in places)) for at, places in step.items()})
    if ways.pop()[0] != 1:
        return []
    position, result = 0, []
    for note, step in zip(noted, steps, strict=True):
        rest = ways.pop()
        place = next(place for place in step[position] if rest[place + 1])
        result.append((note, asked[place]))
        position = place + 1
    return result


def _popped(note: _Noted, asked: list[_Asked], position: int) -> Iterator[int]:
    """Where a control can be popped, if what comes before in ``asked`` is done."""
    joined = note.inner.copy()
    for place in range(position, len(asked)):
        if asked[place].width == note.width:
            yield place
        joined[asked[place].width] -= 1
        if joined[asked[place].width] < 0:
            return


def _way(branch: Node, variable: str, value: int, controls: _Controls) -> Iterator[tuple[Node, Arm]]:
    """The alternatives that a value of the control leads to, from a branch into those inside of it that ask again."""
    chosen = _chosen(branch, variable, value)
    if chosen is None:
        return
    yield branch, chosen
    for node in chosen.nodes:
        if controls.width(node, "pop"):
            return
        if node.kind == "branch" and (match := _ASKED.fullmatch(_condition(node.arms[0]))) and match[1] == variable:
            yield from _way(node, variable, value, controls)
            return


def _variable(branch: Node) -> str:
    """The one variable that decides a branch; empty where it is more than one."""
    head = branch.words if branch.words.startswith(("select", "switch")) else _condition(branch.arms[0])
    match = _ASKED.fullmatch(head) or _VARIABLE.fullmatch(head)
    return match[1] if match is not None else ""


def _condition(arm: Arm) -> str:
    return arm.words.removeprefix("if")


def _chosen(branch: Node, variable: str, value: int) -> Arm | None:
    """The alternative of one branch that a value of the control leads to."""
    for arm in branch.arms:
        words = _condition(arm)
        if not words or arm.words.startswith("default"):
            return arm
        match = _ASKED.fullmatch(words)
        if match is None or match[1] != variable:
            return None
        if _HOLDS[_SAME.get(match[2], match[2])](value, int(match[3])):
            return arm
    return None


def _noted(arm: Arm, controls: _Controls) -> Iterator[_Noted]:
    """The controls pushed in a block, in order, but for those inside of alternatives that push one themselves."""
    loose: _Noted | None = None
    for node in arm.nodes:
        width = controls.width(node, "push")
        if width:
            if loose is None or loose.width != width:
                loose = _Noted(width, [], Counter())
                yield loose
            continue
        if not node.arms:
            continue
        pushed = _pushed(node, controls)
        if pushed is not None:
            loose = None
            yield pushed
        else:
            for inner in node.arms:
                yield from _noted(inner, controls)


def _pushed(branch: Node, controls: _Controls) -> _Noted | None:
    """The control that the alternatives of a branch end with, if they do."""
    if branch.kind != "branch":
        return None
    found: list[tuple[str, int, Arm]] = []
    for arm in branch.arms:
        found += _last(arm, controls)
    widths = {width for width, _, _ in found}
    if len(widths) != 1:
        return None
    width = widths.pop()
    inner = Counter(pushed for leaf in leaves_of(branch) if (pushed := controls.width(leaf, "push")))
    inner[width] -= len(found)
    return _Noted(width, [(value, arm) for _, value, arm in found], inner)


def _last(arm: Arm, controls: _Controls) -> list[tuple[str, int, Arm]]:
    for node in reversed(arm.nodes):
        width = controls.width(node, "push")
        if width and _value(node).isdigit():
            return [(width, int(_value(node)), arm)]
        if node.kind == "branch":
            return [entry for other in node.arms for entry in _last(other, controls)]
        if node.arms:
            return []
    return []


def _inner(arm: Arm, controls: _Controls) -> list[_Noted]:
    """The controls pushed in an alternative before the one that it ends with."""
    inner = list(_noted(arm, controls))
    return inner[:-1] if inner else inner


def _asked(arm: Arm, controls: _Controls) -> Iterator[_Asked]:
    """The controls that are popped in a block, the last one first."""
    for place in range(len(arm.nodes) - 1, -1, -1):
        node = arm.nodes[place]
        width = controls.width(node, "pop")
        if width:
            variable = _value(node)
            following = arm.nodes[place + 1] if place + 1 < len(arm.nodes) else None
            decides = following is not None and following.kind == "branch" and variable in following.words
            yield _Asked(width, following if decides else None, variable)
        elif node.arms:
            before = arm.nodes[place - 1] if place else None
            if before is not None and controls.width(before, "pop") and node.kind == "branch":
                continue
            for inner in node.arms:
                yield from _asked(inner, controls)


class _Controls(NamedTuple):
    """Reads the calls that push and pop controls."""

    pattern: str

    def width(self, node: Node, side: str) -> str:
        """What tells the kinds of controls apart, with blanks around it; empty where it is no such call.

        ``PUSHCONTROL1B(v)`` has it in its name, ``PUSHCONTROL(1,v)`` before the value.
        """
        before, _, after = self.pattern.lower().partition("%")
        name, start = called(node), f"{before}{side}{after}"
        if node.called is None or not name.startswith(start) or not node.called.arguments:
            return ""
        return f" {name[len(start) :]} {','.join(node.called.arguments[:-1])} "
