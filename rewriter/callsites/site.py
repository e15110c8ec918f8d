"""Call sites: what identifies one, how it is written, and whether it is checkpointed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from rewriter.callsites.fragments import fragments
from rewriter.callsites.names import Knowledge
from rewriter.callsites.site_id import SiteId
from rewriter.languages.directives import FIRST, NOCHECKPOINT, Attaches, Makes, Row, row
from rewriter.languages.model import Call, Directive, Kind, Scan
from rewriter.languages.obstacle import MACRO, UNKNOWN, Code, Obstacle
from rewriter.languages.registry import Language
from rewriter.languages.spanning import innermost
from rewriter.text.edits import Lines

MAIN = "main__"
"""The procedure of calls outside any program unit: a main program without a PROGRAM statement."""

_KINDS = (
    (Kind.CALL, "call"),
    (Kind.FUNCTION, "function reference"),
    (Kind.METHOD, "method"),
    (Kind.MACRO, "macro"),
    (Kind.LOOP, "loop"),
    (Kind.ONE_LINE_IF, "one-line IF"),
    (Kind.LABELLED, "labelled"),
    (Kind.AFTER_SEMICOLON, "after ';'"),
    (Kind.SENTINEL, "OpenMP sentinel"),
)


class State(StrEnum):
    """What the directives in the text make of a call."""

    CHECKPOINTED = "checkpointed"
    NOT_CHECKPOINTED = "not checkpointed"
    UNCLEAR = "unclear"


class CallSite(NamedTuple):
    """One static call site. A NamedTuple, not a dataclass: a large code has hundreds of thousands."""

    path: str
    """POSIX path of the file, relative to the root of the tree."""
    procedure: str
    """Dotted path of the program units around the call."""
    callee: str
    ordinal: int
    """Its number among the calls of ``callee`` inside ``procedure``: from 1, in source order."""
    first_line: int
    last_line: int
    kind: Kind
    state: State
    directive: str
    """What made it so: the directive with its line, or why it is unclear; else ``""``."""
    fragment: str
    """``"12-30"``, the lines of the innermost CHECKPOINT-START and -END around it; else ``""``."""
    binomial: str
    """The arguments of the BINOMIAL-CKP of the innermost such loop around it (of a loop: its own); else ``""``."""
    obstacle: Obstacle | None
    """Why a directive cannot switch it; ``None`` where it can."""
    call: Call
    by_option: bool = False
    """Whether the option ``-nocheckpoint`` with the name of the callee switches it, though no directive can."""
    aliases: tuple[str, ...] = ()
    """Other names of the callee, by which callbacks can call it: its own where USE renames it, specific ones."""

    @property
    def id(self) -> str:
        """The identity of the site as it is written, ``path::procedure>callee#k``."""
        return f"{self.path}::{self.procedure}>{self.callee}#{self.ordinal}"

    @property
    def identity(self) -> SiteId:
        return SiteId(self.path, self.procedure, self.callee, self.ordinal)

    @property
    def switchable(self) -> bool:
        return self.obstacle is None

    @property
    def kinds(self) -> tuple[str, ...]:
        """How the call is written, in words."""
        return _words(int(self.kind))


@cache
def _words(kind: int) -> tuple[str, ...]:
    return tuple(word for flag, word in _KINDS if kind & flag)


def call_sites(path: str, language: Language, scan: Scan, known: Knowledge) -> list[CallSite]:
    """All call sites of one file in source order."""
    return _sites(path, language, scan, language.references(scan, known.candidates, known.is_function), known)


def loop_sites(path: str, language: Language, scan: Scan) -> list[CallSite]:
    """All DO loops of one file in source order."""
    return _sites(path, language, scan, language.loops(scan), None)


def _sites(path: str, language: Language, scan: Scan, calls: Sequence[Call], known: Knowledge | None) -> list[CallSite]:
    """The sites of these calls; of loops, where there are no names to know."""
    reader = _States(language, scan)
    counts: dict[tuple[int, str] | tuple[str, str], int] = {}
    result: list[CallSite] = []
    text = scan.text
    procedures = [procedure.name for procedure in scan.procedures]
    line, position = 1, 0
    lines = Lines(text) if known is None else None
    for call in calls:
        callee, kind, start, end = call[:4]
        procedure = procedures[call.procedure] if call.procedure >= 0 else MAIN
        key = (procedure, callee)
        ordinal = counts[key] = counts.get(key, 0) + 1
        line += text.count("\n", position, start)
        position = start
        obstacle = call.obstacle
        state, directive, fragment, binomial = reader.state(call) if reader.any else _PLAIN
        if known is not None:
            if not obstacle and known.is_macro(callee):
                kind |= Kind.MACRO
                obstacle = MACRO
            elif not obstacle and not known.is_known(call.procedure, callee):
                obstacle = UNKNOWN
            joint = reader.any and reader.is_joint(call)
            if state is State.CHECKPOINTED and not joint and known.is_split(call.procedure, callee):
                state, directive = State.NOT_CHECKPOINTED, f"{NOCHECKPOINT} before the definition of {callee}"
        if known is not None and not call.obstacle:
            hindrance = known.hindrance(call.procedure, callee) if kind & Kind.FUNCTION else None
            if hindrance is None and kind & _REWRITTEN:
                hindrance = language.hindrance(scan, call, known.cpp)
            if hindrance is not None:
                obstacle = hindrance
                call = call._replace(obstacle=hindrance)
        last = lines.number(end) if lines else line + text.count("\n", start, end)
        result.append(
            CallSite(
                *(path, procedure, callee, ordinal, line, last, kind, state, directive, fragment, binomial, obstacle),
                call,
                _by_option(call, known),
                known.aliases(call.procedure, callee) if known is not None else (),
            )
        )
    return result


def _by_option(call: Call, known: Knowledge | None) -> bool:
    """Whether the option -nocheckpoint reaches a call that no directive does."""
    if known is None or call.obstacle is None or not call.obstacle.by_option:
        return False
    return known.is_known(call.procedure, call.callee) and not known.is_macro(call.callee)


_REWRITTEN = Kind.ONE_LINE_IF | Kind.AFTER_SEMICOLON
_PLAIN = (State.CHECKPOINTED, "", "", "")


class _States:
    """What the directives of one file make of its calls.

    A call is found by its body or, by directives at the end of a line, by the complement of the number of its last
    line; by -1 none is found, which stands for no statement.
    """

    def __init__(self, language: Language, scan: Scan) -> None:
        self._split: dict[int, str] = {}
        self._joint: dict[int, str] = {}
        self._unclear: dict[int, str] = {}
        self._named: dict[int, str] = {}
        """What makes no difference here."""
        self._fragments: list[tuple[int, int, str]] = []
        self._loops: list[tuple[int, int, str]] = []
        directives = list(language.directives(scan))
        self.any = bool(directives)
        if self.any:
            self._read(language, scan, directives)
        self.fragments, self.around = innermost(self._fragments), innermost(self._loops)
        arguments = {start: words for start, _, words in self._loops}
        self.own: Callable[[int], str] = lambda at: arguments.get(at, "")

    def _read(self, language: Language, scan: Scan, directives: list[Directive]) -> None:
        lines = self._lines = Lines(scan.text)
        self._fragments += (
            (one.reached, one.last.start, f"{lines.number(one.first.start)}-{lines.number(one.last.start)}")
            for one in fragments(language, scan, directives)
            if one.first is not None and one.last is not None and not one.dropped
        )
        loops: dict[int, Call] | None = None
        for directive in directives:
            found = row(directive.keyword, directive.sentinel)
            if found is None:
                continue
            line = lines.number(directive.start)
            reached = language.reach(scan, directive)
            if found.attaches is Attaches.CALL:
                self._at_call(found, directive, reached, line)
            elif found.makes is Makes.BINOMIAL_LOOP:
                loops = {loop.body: loop for loop in language.loops(scan)} if loops is None else loops
                loop = loops.get(reached)
                if loop is not None:
                    self._loops.append((loop.start, loop.end, directive.arguments))

    def _at_call(self, found: Row, directive: Directive, reached: int, line: int) -> None:
        name = f"{found.name} at line {line}{' (by rewriter)' if directive.ours else ''}"
        if found.since > FIRST:
            name += f" (for Tapenade of {found.since.day} {found.since:%B %Y} or later)"
        if found.makes is not Makes.SPLIT:
            held = self._joint if found.makes is Makes.JOINT else self._named
            held[~line if directive.trailing else reached] = name
        elif directive.trailing:
            self._unclear[~line] = self._unclear[reached] = (
                f"{found.name} at the end of line {line}: Tapenade of 2020 gives it to the next statement,"
                " later releases to this one"
            )
        else:
            self._split[reached] = name

    def state(self, call: Call) -> tuple[State, str, str, str]:
        """Its state, what made it so, the fragment around it, and the arguments of the binomial loop."""
        said: tuple[tuple[State, str], ...] = ()
        if not call.obstacle or call.obstacle.code in (Code.METHOD, Code.MACRO):
            said = (
                (State.CHECKPOINTED, self._said(self._joint, call)),
                (State.NOT_CHECKPOINTED, self._split.get(call.body, "")),
                (State.UNCLEAR, self._said(self._unclear, call)),
                (State.CHECKPOINTED, self._said(self._named, call)),
            )
        state, why = next((one for one in said if one[1]), (State.CHECKPOINTED, ""))
        binomial = self.own if call.kind & Kind.LOOP else self.around
        return state, why, self.fragments(call.start), binomial(call.start)

    def is_joint(self, call: Call) -> bool:
        """Whether a directive at the call has it checkpointed whatever another says."""
        return bool(self._said(self._joint, call))

    def _said(self, held: dict[int, str], call: Call) -> str:
        return held.get(call.body) or held.get(~self._lines.number(call.end), "")
