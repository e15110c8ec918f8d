"""Call sites: what identifies one, how it is written, and whether it is checkpointed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from rewriter.callsites.site_id import SiteId
from rewriter.languages.model import Call, Directive, Kind, Scan
from rewriter.languages.registry import Language
from rewriter.languages.spanning import innermost
from rewriter.text.edits import Lines, line_start

MAIN = "main__"
"""The procedure of calls outside any program unit: a main program without a PROGRAM statement."""

UNKNOWN = "unknown procedure: none of the files given defines it"

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
    obstacle: str
    """Why a directive cannot switch it; ``""`` where it can."""
    call: Call

    @property
    def id(self) -> str:
        """The identity of the site as it is written, ``path::procedure>callee#k``."""
        return f"{self.path}::{self.procedure}>{self.callee}#{self.ordinal}"

    @property
    def identity(self) -> SiteId:
        return SiteId(self.path, self.procedure, self.callee, self.ordinal)

    @property
    def switchable(self) -> bool:
        return not self.obstacle

    @property
    def kinds(self) -> tuple[str, ...]:
        """How the call is written, in words."""
        return _words(int(self.kind))


@cache
def _words(kind: int) -> tuple[str, ...]:
    return tuple(word for flag, word in _KINDS if kind & flag)


@dataclass(frozen=True, slots=True)
class Index:
    """The names that all the files read define."""

    defines: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    macros: frozenset[str] = frozenset()
    split: frozenset[str] = frozenset()
    """Procedures with a NOCHECKPOINT before their header, which splits every call of them."""

    @classmethod
    def of(cls, parts: Iterable[Index]) -> Index:
        """The names of many files together."""
        parts = list(parts)
        return cls(
            frozenset().union(*(part.defines for part in parts)),
            frozenset().union(*(part.functions for part in parts)),
            frozenset().union(*(part.macros for part in parts)),
            frozenset().union(*(part.split for part in parts)),
        )


def index(language: Language, scan: Scan) -> Index:
    """The names that one file defines."""
    split: set[str] = set()
    headers: dict[int, list[str]] = {}
    for procedure in scan.procedures:
        headers.setdefault(procedure.start, []).append(procedure.name.rpartition(".")[2])
    for directive in language.directives(scan):
        if directive.keyword == "NOCHECKPOINT" and not directive.trailing:
            reached = language.reach(scan, directive)
            split.update(headers.get(line_start(scan.text, reached), ()) if reached >= 0 else ())
    return Index(scan.defines, scan.functions, scan.macros, frozenset(split))


def call_sites(path: str, language: Language, scan: Scan, names: Index, *, loops: bool = False) -> list[CallSite]:
    """All call sites of one file in source order; with ``loops``, its DO loops instead."""
    calls = language.loops(scan) if loops else language.references(scan, names.functions)
    reader = _States(language, scan)
    counts: dict[tuple[int, str] | tuple[str, str], int] = {}
    result: list[CallSite] = []
    text, defines, macros, split = scan.text, names.defines, names.macros, names.split
    procedures = [procedure.name for procedure in scan.procedures]
    line, position = 1, 0
    lines = Lines(text) if loops else None
    for call in calls:
        callee, kind, start, end = call[:4]
        procedure = procedures[call.procedure] if call.procedure >= 0 else MAIN
        key = (procedure, callee)
        ordinal = counts[key] = counts.get(key, 0) + 1
        line += text.count("\n", position, start)
        position = start
        obstacle = call.obstacle
        if not obstacle and not loops:
            if callee in macros:
                kind |= Kind.MACRO
                obstacle = "macro: only cpp knows what it becomes"
            elif callee not in defines:
                obstacle = UNKNOWN
        state, directive, fragment, binomial = reader.state(call) if reader.any else _PLAIN
        if split and state is State.CHECKPOINTED and callee in split:
            state, directive = State.NOT_CHECKPOINTED, f"NOCHECKPOINT before the definition of {callee}"
        if not call.obstacle and not loops and kind & _REWRITTEN and (hindrance := language.hindrance(scan, call)):
            obstacle = hindrance
            call = call._replace(obstacle=hindrance)
        last = lines.number(end) if lines else line + text.count("\n", start, end)
        result.append(
            CallSite(
                path, procedure, callee, ordinal, line, last, kind, state, directive, fragment, binomial, obstacle, call
            )
        )
    return result


_REWRITTEN = Kind.ONE_LINE_IF | Kind.AFTER_SEMICOLON
_PLAIN = (State.CHECKPOINTED, "", "", "")


class _States:
    """What the directives of one file make of its calls."""

    def __init__(self, language: Language, scan: Scan) -> None:
        self.split: dict[int, str] = {}
        self.unclear: dict[int, str] = {}
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
        open_fragments: list[tuple[int, int]] = []
        loops: dict[int, Call] | None = None
        for directive in directives:
            line = lines.number(directive.start)
            reached = language.reach(scan, directive)
            ours = " (by rewriter)" if directive.ours else ""
            if directive.keyword == "NOCHECKPOINT":
                if directive.trailing:
                    why = (
                        f"NOCHECKPOINT at the end of line {line}: Tapenade of 2020 gives it to the next statement,"
                        " later releases to this one"
                    )
                    self.unclear[reached] = self.unclear[-line] = why
                else:
                    self.split[reached] = f"NOCHECKPOINT at line {line}{ours}"
            elif directive.keyword == "CHECKPOINT-START":
                open_fragments.append((reached, line))
            elif directive.keyword == "CHECKPOINT-END" and open_fragments:
                start, first = open_fragments.pop()
                self._fragments.append((start, directive.start, f"{first}-{line}"))
            elif directive.keyword == "BINOMIAL-CKP":
                loops = {loop.body: loop for loop in language.loops(scan)} if loops is None else loops
                loop = loops.get(reached)
                if loop is not None:
                    self._loops.append((loop.start, loop.end, directive.arguments))
        self._trailing = {-line for line in self.unclear if line < 0}

    def state(self, call: Call) -> tuple[State, str, str, str]:
        state, why = State.CHECKPOINTED, ""
        obeys = not call.obstacle or call.kind & (Kind.METHOD | Kind.MACRO)
        if obeys and call.body in self.split:
            state, why = State.NOT_CHECKPOINTED, self.split[call.body]
        elif obeys and (call.body in self.unclear or (self._trailing and self._last_line(call) in self._trailing)):
            state, why = State.UNCLEAR, self.unclear.get(call.body) or self.unclear[-self._last_line(call)]
        binomial = self.own if call.kind & Kind.LOOP else self.around
        return state, why, self.fragments(call.start), binomial(call.start)

    def _last_line(self, call: Call) -> int:
        return self._lines.number(call.end)
