"""What happens to a Fortran source after a configuration was saved: edits that know where one call goes.

Every mutation takes a :class:`Scene` and gives a :class:`Mutant`: the text after the edit and where the
call is in it. That is computed from the edit itself; nothing here asks the program under test which call
is which. ``None`` means that the mutation makes no sense at that call.
"""

from __future__ import annotations

import functools
import random
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from rewriter.callsites.names import Index
from rewriter.callsites.source import Source
from rewriter.languages.fortran.patterns import ASSIGNMENT
from rewriter.languages.fortran.spans import after_statement
from rewriter.languages.fortran.statement import Statement, statement_around
from rewriter.languages.model import Call, Procedure
from rewriter.text.edits import Edit, edited, encode, line_end, line_start

NEW = "zqa = zqb + 1.0"
_OPENS = re.compile(r"(?:\w+:)?(?:do(?!uble)|if\(.*\)then$|select|where\(.*\)$)")
_CLOSES = re.compile(r"end(?:do|if|select|where)")
_BETWEEN = re.compile(r"else|case|contains|entry")
_SIMPLE = re.compile(rf"call\b|{ASSIGNMENT.pattern}")
_CPP = re.compile(r"^[ \t]*#[ \t]*(if|el|endif)", re.MULTILINE)
_LABELLED_DO = re.compile(r"do\d")


class Mutant(NamedTuple):
    """A text, and the offset of the true call's statement (:attr:`Call.body`) in it; -1 where it is gone."""

    text: str
    truth: int
    beside: str = ""
    """The text of a second file; ``""`` where there is none."""
    there: bool = False
    """Whether the true call is in the second file."""

    @property
    def whole(self) -> str:
        """Both files, one after the other."""
        return self.text + self.beside

    @property
    def place(self) -> int:
        """Where the true call is in :attr:`whole`."""
        return self.truth + len(self.text) if self.there else self.truth


@dataclass(frozen=True)
class Scene:
    """One file and the call in it that a configuration names."""

    path: str
    text: str
    truth: int
    beside: str = ""
    """The text of a second file; ``""`` where there is none."""

    @cached_property
    def source(self) -> Source:
        return Source(self.path, encode(self.text))

    @property
    def masked(self) -> str:
        return self.source.scan.masked

    @property
    def free(self) -> bool:
        return self.source.scan.form == "free"

    @cached_property
    def calls(self) -> list[Call]:
        """The calls of the file, with references to the functions that it defines."""
        return [site.call for site in self.source.sites(Index.of([self.source.part]))]

    @property
    def stands(self) -> bool:
        """Whether the call is one still: another declaration can make an array element of a function reference."""
        return any(call.body == self.truth and not call.obstacle for call in self.calls)

    @cached_property
    def call(self) -> Call:
        """Raises ``ValueError`` where a mutation has lost its call: a mistake in this module."""
        for call in self.calls:
            if call.body == self.truth and not call.obstacle:
                return call
        raise ValueError(f"{self.path}: no call at {self.truth}")

    @cached_property
    def statement(self) -> Statement:
        return statement_around(self.masked, self.truth)

    @property
    def lines(self) -> tuple[int, int]:
        """The lines of the call's statement, as a span; empty where cpp leaves the statement open."""
        return _lines(self, self.statement)

    @property
    def procedure(self) -> Procedure | None:
        return self.source.scan.procedures[self.call.procedure] if self.call.procedure >= 0 else None

    @cached_property
    def range(self) -> tuple[int, int]:
        """Indices into the statements of the file: those of the call's procedure."""
        offsets = [offset for offset, _ in self.source.spans]
        if self.procedure is None:
            return 0, len(offsets)
        return bisect_left(offsets, self.procedure.start), bisect_left(offsets, self.procedure.end)

    @cached_property
    def place(self) -> int:
        """The index of the call's statement among those of the file."""
        return bisect_left([offset for offset, _ in self.source.spans], self.truth)

    def with_edits(self, edits: Iterable[Edit], *, gone: bool = False) -> Mutant:
        edits = list(edits)
        return Mutant(edited(self.text, edits), -1 if gone else _moved(self.truth, edits), self.beside)

    def line(self, words: str) -> str:
        """A line of code."""
        indent = re.match(r"[ \t]*", self.text[line_start(self.text, self.statement.start) :])
        blanks = indent.group() if indent and self.free else " " * 6
        return f"{blanks}{words}\n"

    def after(self, mutant: Mutant) -> Scene:
        return Scene(self.path, *mutant[:3])

    @property
    def sole(self) -> bool:
        """Whether its procedure has no other call of the callee."""
        return sum(c.callee == self.call.callee and c.procedure == self.call.procedure for c in self.calls) == 1


Mutation = Callable[[Scene, random.Random], Mutant | None]


class Case(NamedTuple):
    """A mutation, and what the source was made to look like before the configuration was saved."""

    mutation: Mutation
    preparation: Mutation | None = None


# -- parts of a scene ----------------------------------------------------------------------------------


def _moved(offset: int, edits: Iterable[Edit]) -> int:
    """Where the character at ``offset`` is after edits that do not touch it."""
    return offset + sum(len(e.new) - (e.end - e.start) for e in edits if e.end <= offset)


def _lines(scene: Scene, statement: Statement) -> tuple[int, int]:
    start = line_start(scene.text, statement.start if not statement.after_semicolon else statement.line)
    stop = scene.masked.find("\n", statement.end)
    after = after_statement(scene.text, scene.masked, scene.source.scan.form, stop if stop >= 0 else len(scene.text))
    return (start, after) if after is not None and _balanced(scene.text[start:after]) else (start, start)


def _balanced(chunk: str) -> bool:
    """Whether cpp conditionals open and close within a piece of text."""
    depth = 0
    for match in _CPP.finditer(chunk):
        depth += {"if": 1, "endif": -1}.get(match[1], 0)
        if depth < 0 or (match[1] == "el" and not depth):
            return False
    return not depth


def anchors(scene: Scene) -> Iterator[tuple[int, int]]:
    """Index and start of the line of every simple statement of the call's procedure that has its line alone."""
    for index in range(*scene.range):
        at = scene.source.spans[index][0]
        if _SIMPLE.match(scene.masked, at) and scene.masked[line_start(scene.masked, at) : at].isspace():
            statement = statement_around(scene.masked, at)
            line = line_start(scene.text, at)
            if not statement.one_line_if and not statement.after_semicolon and not statement.label:
                yield index, line


def _elsewhere(scene: Scene, rng: random.Random, near: int = 9) -> int | None:
    """The start of a line in the call's procedure, at least ``near`` statements from the call."""
    places = [at for index, at in anchors(scene) if abs(index - scene.place) >= near]
    return rng.choice(places) if places else None


def copy_of_call(scene: Scene) -> str | None:
    """The lines of the call once more, without a label."""
    start, end = scene.lines
    chunk = scene.text[start:end]
    if not chunk.endswith("\n") or scene.statement.after_semicolon:
        return None
    label = scene.statement.label
    return re.sub(rf"^([ \t]*){label}", lambda m: m[1] + " " * len(label), chunk, count=1) if label else chunk


def _simple_block(scene: Scene, radius: int = 3) -> tuple[int, int] | None:
    """The lines from ``radius`` statements before the call to ``radius`` after it, if that is a block of its own."""
    first, last = scene.place - radius, scene.place + radius
    if first <= scene.range[0] or last >= scene.range[1] - 1:
        return None
    depth = 0
    for _, words in scene.source.spans[first : last + 1]:
        opens, closes = bool(_OPENS.match(words)), bool(_CLOSES.match(words))
        depth += opens - closes
        if depth < 0 or (not depth and _BETWEEN.match(words)) or _LABELLED_DO.match(words):
            return None
    start = line_start(scene.text, scene.source.spans[first][0])
    end = line_end(scene.text, statement_around(scene.masked, scene.source.spans[last][0]).end)
    chunk = scene.text[start:end]
    sound = not depth and chunk.endswith("\n") and _balanced(chunk) and scene.lines[0] < scene.lines[1]
    return (start, end) if sound and start <= scene.lines[0] and scene.lines[1] <= end else None


def renamed(name: str, taken: str) -> str:
    """A name of the same length that does not occur in a text in lower case."""
    for letter in "qzxjkvwy":
        candidate = name[:-1] + letter
        if not re.search(rf"\b{candidate}\b", taken, re.IGNORECASE):
            return candidate
    return ""


def _name_of(scene: Scene, call: Call) -> tuple[int, int] | None:
    match = re.compile(rf"(?:call[ \t]*)?({re.escape(call.callee)})(?!\w)").match(scene.masked, call.start)
    return match.span(1) if match else None


def _rename(scene: Scene, calls: Iterable[Call]) -> list[Edit]:
    new = renamed(scene.call.callee, scene.text)
    spans = [_name_of(scene, call) for call in calls]
    return [Edit(*span, new) for span in spans if span] if new and all(spans) else []


# -- the call ------------------------------------------------------------------------------------------


def callee_renamed(scene: Scene, _: random.Random) -> Mutant | None:
    """All calls of the callee in the file call something else."""
    edits = _rename(scene, (c for c in scene.calls if c.callee == scene.call.callee))
    return scene.with_edits(edits, gone=True) if edits else None


def callee_renamed_here(scene: Scene, _: random.Random) -> Mutant | None:
    """This call calls something else, the other calls of the callee stay."""
    edits = _rename(scene, [scene.call])
    return scene.with_edits(edits, gone=True) if edits else None


def call_removed(scene: Scene, _: random.Random) -> Mutant | None:
    """The statement of the call is gone."""
    start, end = scene.lines
    if scene.statement.after_semicolon or ";" in scene.masked[scene.statement.end : end]:
        return scene.with_edits([Edit(scene.statement.start, scene.statement.end, NEW)], gone=True)
    label = scene.statement.label
    return (
        scene.with_edits([Edit(start, end, f"{label:5} continue\n" if label else "")], gone=True)
        if end > start
        else None
    )


def call_replaced(scene: Scene, _: random.Random) -> Mutant | None:
    """An assignment stands in its place."""
    stop = scene.call.end if scene.text.count("\n", scene.truth, scene.call.end) == 0 else -1
    return scene.with_edits([Edit(scene.truth, stop, NEW)], gone=True) if stop > 0 else None


def arguments_changed(scene: Scene, _: random.Random) -> Mutant | None:
    """The call passes something else: the same site, or no longer. Found or refused, both will do."""
    found = re.compile(r"(?<![\w.])[a-z](?=\w*[ \t]*[,)])").search(scene.masked, scene.call.start + 5, scene.call.end)
    return scene.with_edits([Edit(*found.span(), "q" if found.group() != "q" else "z")]) if found else None


def removed_and_added_elsewhere(scene: Scene, rng: random.Random) -> Mutant | None:
    """The call moves to another place of its procedure."""
    at, chunk, (start, end) = _elsewhere(scene, rng), copy_of_call(scene), scene.lines
    if at is None or chunk is None or start <= at < end:
        return None
    offset = scene.truth - start
    text = edited(scene.text, [Edit(start, end, ""), Edit(at, at, chunk)])
    return Mutant(text, (at if at < start else at - (end - start)) + offset)


def moved_to_another_procedure(scene: Scene, _: random.Random) -> Mutant | None:
    """The call is now in a new procedure of its own, which is called in its place: no longer the site of that name."""
    chunk, (start, end), unit = copy_of_call(scene), scene.lines, movable(scene)
    if chunk is None or unit is None:
        return None
    inner = f"{' ' * 6}subroutine zq_part\n{chunk}{' ' * 6}end subroutine zq_part\n"
    return scene.with_edits([Edit(unit[0], unit[0], inner), Edit(start, end, scene.line("call zq_part"))], gone=True)


# -- calls around it -----------------------------------------------------------------------------------


def _before(words: Callable[[Scene], str | None]) -> Mutation:
    def mutation(scene: Scene, _: random.Random) -> Mutant | None:
        new, (start, end) = words(scene), scene.lines
        return scene.with_edits([Edit(start, start, new)]) if new and end > start else None

    return mutation


def _behind(words: Callable[[Scene], str | None]) -> Mutation:
    def mutation(scene: Scene, _: random.Random) -> Mutant | None:
        new, (start, end) = words(scene), scene.lines
        return scene.with_edits([Edit(end, end, new)]) if new and end > start else None

    return mutation


def _anywhere(words: Callable[[Scene], str | None]) -> Mutation:
    def mutation(scene: Scene, rng: random.Random) -> Mutant | None:
        new, at = words(scene), _elsewhere(scene, rng)
        return scene.with_edits([Edit(at, at, new)]) if new and at is not None else None

    return mutation


def other_call(scene: Scene) -> str:
    return scene.line(f"call {scene.call.callee}(zqa)"[:66]) if "%" not in scene.call.callee else ""


def _unrelated_call(scene: Scene) -> str:
    return scene.line("call zq_unrelated(zqa)")


def _several_unrelated(scene: Scene) -> str:
    return "".join(scene.line(f"call zq_unrelated({n})") for n in range(5))


def unrelated_calls_around(scene: Scene, rng: random.Random) -> Mutant | None:
    """Calls of something else directly before and after."""
    return both(_before(_unrelated_call), _behind(_unrelated_call))(scene, rng)


def other_calls_around(scene: Scene, rng: random.Random) -> Mutant | None:
    """Calls of the same callee with other arguments directly before and after."""
    return both(_before(other_call), _behind(other_call))(scene, rng)


def block_copied(scene: Scene, rng: random.Random) -> Mutant | None:
    """The call with three statements on either side stands in its procedure once more."""
    block = _simple_block(scene)
    places = [at for _, at in anchors(scene) if block and not block[0] < at < block[1]]
    if block is None or not places:
        return None
    at = rng.choice(places)
    return scene.with_edits([Edit(at, at, scene.text[slice(*block)])])


def block_moved(scene: Scene, rng: random.Random) -> Mutant | None:
    """The call with three statements on either side moves within its procedure."""
    block = _simple_block(scene)
    places = [at for _, at in anchors(scene) if block and not block[0] <= at <= block[1]]
    if block is None or not places:
        return None
    at = rng.choice(places)
    text = edited(scene.text, [Edit(*block, ""), Edit(at, at, scene.text[slice(*block)])])
    return Mutant(text, scene.truth - block[0] + (at if at < block[0] else at - (block[1] - block[0])))


def neighbour(step: int) -> Mutation:
    """The statement next to the call is another one."""

    def mutation(scene: Scene, _: random.Random) -> Mutant | None:
        index = scene.place + step
        if not scene.range[0] < index < scene.range[1] - 1:
            return None
        at = scene.source.spans[index][0]
        statement = statement_around(scene.masked, at)
        if statement.start == scene.statement.start:
            return None
        digit = re.compile(r"(?<![\w.'])\d(?![\w.'])").search(scene.masked, at, statement.end)
        if digit:
            return scene.with_edits([Edit(*digit.span(), str((int(digit.group()) + 5) % 10))])
        start, end = _lines(scene, statement)
        if _SIMPLE.match(scene.masked, at) and start < end and not statement.label and scene.masked[start:at].isspace():
            return scene.with_edits([Edit(start, end, scene.line(NEW))])
        name = re.compile(r"(?<=[(=,])[ \t]*[a-z]").search(scene.masked, at, statement.end)
        if name is None or scene.masked[at : at + 3] == "end":
            return None
        return scene.with_edits([Edit(name.end() - 1, name.end(), "q" if name.group()[-1] != "q" else "z")])

    return mutation


def neighbours_changed(scene: Scene, rng: random.Random) -> Mutant | None:
    """The statement before the call is another one, or, where it has to stay, the one after it."""
    return neighbour(-1)(scene, rng) or neighbour(1)(scene, rng) or neighbour(-2)(scene, rng)


def statement_added_far_away(scene: Scene, rng: random.Random) -> Mutant | None:
    """Another statement somewhere else in the procedure."""
    return _anywhere(lambda s: s.line(NEW))(scene, rng)


# -- the procedure -------------------------------------------------------------------------------------


def movable(scene: Scene) -> tuple[int, int] | None:
    """The lines of the call's procedure, if it has a header and an end and cpp does not cut through it."""
    unit = scene.procedure
    if unit is None or unit.kind not in ("subroutine", "function"):
        return None
    chunk = scene.text[unit.start : unit.end]
    return (unit.start, unit.end) if chunk.endswith("\n") and _balanced(chunk) else None


def _siblings(scene: Scene) -> list[Procedure]:
    unit = scene.procedure
    parent = unit.name.rpartition(".")[0] if unit else ""
    units = [p for p in scene.source.scan.procedures if p.kind in ("subroutine", "function")]
    siblings = [p for p in units if p.name.rpartition(".")[0] == parent]
    return [p for p in siblings if not parent or not unit or _same_parent(scene, p, unit)]


def _same_parent(scene: Scene, one: Procedure, other: Procedure) -> bool:
    def parent(unit: Procedure) -> int:
        around = [p.start for p in scene.source.scan.procedures if p.start < unit.start and unit.end < p.end]
        return max(around, default=-1)

    return parent(one) == parent(other)


def _other_name(scene: Scene, unit: tuple[int, int]) -> list[Edit]:
    """Edits, from the unit's start, that give the call's procedure another name in its header and its END."""
    procedure = scene.procedure
    name = procedure.name.rpartition(".")[2] if procedure else ""
    new = renamed(name, scene.text) if name else ""
    header = re.compile(rf"\b(?:subroutine|function)[ \t]+({re.escape(name)})\b")
    return [Edit(*match.span(1), new) for match in header.finditer(scene.masked[slice(*unit)])] if new else []


def procedure_renamed(scene: Scene, _: random.Random) -> Mutant | None:
    """The procedure has another name."""
    unit = movable(scene)
    edits = _other_name(scene, unit) if unit else []
    return scene.with_edits(Edit(e.start + unit[0], e.end + unit[0], e.new) for e in edits) if unit and edits else None


def _moved_to(last: bool) -> Mutation:
    """The procedure stands before, or after, all others around it."""

    def mutation(scene: Scene, _: random.Random) -> Mutant | None:
        unit, siblings = movable(scene), _siblings(scene)
        if unit is None or len(siblings) < 2:
            return None
        at = siblings[-1].end if last else siblings[0].start
        if unit[0] <= at <= unit[1] or not scene.text[:at].endswith("\n"):
            return None
        chunk = scene.text[slice(*unit)]
        text = edited(scene.text, [Edit(*unit, ""), Edit(at, at, chunk)])
        return Mutant(text, scene.truth - unit[0] + (at if at < unit[0] else at - len(chunk)))

    return mutation


def _copied(before: bool) -> Mutation:
    """The same procedure under another name stands next to it."""

    def mutation(scene: Scene, _: random.Random) -> Mutant | None:
        unit = movable(scene)
        edits = _other_name(scene, unit) if unit else []
        if unit is None or not edits:
            return None
        at = unit[0] if before else unit[1]
        return scene.with_edits([Edit(at, at, edited(scene.text[slice(*unit)], edits))])

    return mutation


def replaced_by_renamed_copy(scene: Scene, _: random.Random) -> Mutant | None:
    """A copy under another name stands at the start of its surroundings; the original is gone."""
    unit, siblings = movable(scene), _siblings(scene)
    edits = _other_name(scene, unit) if unit else []
    if unit is None or not edits:
        return None
    at = siblings[0].start
    text = edited(scene.text, [Edit(at, at, edited(scene.text[slice(*unit)], edits)), Edit(*unit, "")])
    return Mutant(text, at + _moved(scene.truth - unit[0], edits))


def _in_cpp_branches(true_first: bool) -> Mutation:
    """cpp chooses between two procedures of the same name and text."""

    def mutation(scene: Scene, _: random.Random) -> Mutant | None:
        unit = movable(scene)
        if unit is None:
            return None
        chunk = scene.text[slice(*unit)]
        if true_first:
            return scene.with_edits(
                [Edit(unit[0], unit[0], "#ifdef ZQ\n"), Edit(unit[1], unit[1], f"#else\n{chunk}#endif\n")]
            )
        return scene.with_edits(
            [Edit(unit[0], unit[0], f"#ifdef ZQ\n{chunk}#else\n"), Edit(unit[1], unit[1], "#endif\n")]
        )

    return mutation


# -- layout --------------------------------------------------------------------------------------------


def lines_shifted(scene: Scene, rng: random.Random) -> Mutant | None:
    """1 to 40 comment or blank lines at the start of the file."""
    return scene.with_edits([Edit(0, 0, _asides(rng))])


def lines_shifted_near(scene: Scene, rng: random.Random) -> Mutant | None:
    """Comment or blank lines directly above the call, and some further up in its procedure."""
    start = scene.lines[0]
    further = min((at for _, at in anchors(scene)), default=start)
    return scene.with_edits([Edit(at, at, _asides(rng)) for at in sorted({start, min(start, further)})])


def _asides(rng: random.Random) -> str:
    return "".join(rng.choice(("! a remark\n", "\n", "!\n")) for _ in range(rng.randint(1, 40)))


def case_swapped(scene: Scene, _: random.Random) -> Mutant | None:
    """Letters of the code change their case; strings, comments and cpp lines do not."""
    pairs = zip(scene.text, scene.masked, strict=True)
    text = "".join(c.swapcase() if m.isalpha() and c.isascii() else c for c, m in pairs)
    return Mutant(text, scene.truth)


def room(scene: Scene) -> int:
    return 120 if scene.free else 72


def _plain_lines(scene: Scene) -> Iterator[tuple[int, int]]:
    """Lines of code without strings, comments, sentinels and cpp: what may be moved sideways."""
    at = 0
    for line in scene.text.splitlines(keepends=True):
        code = scene.masked[at : at + len(line)]
        if code.strip() and not re.search(r"['\"!#]", line) and (scene.free or line[:6].isspace()):
            yield at, at + len(line.rstrip("\r\n"))
        at += len(line)


def reindented(scene: Scene, _: random.Random) -> Mutant | None:
    """Every line of code that has room is indented by two more columns."""
    return scene.with_edits(Edit(at, at, "  ") for at, end in _plain_lines(scene) if end - at + 2 <= room(scene))


def blanks_in_arguments(scene: Scene, _: random.Random) -> Mutant | None:
    """A blank after the commas of each line that has room for them."""
    edits: list[Edit] = []
    for at, end in _plain_lines(scene):
        commas = [m.end() for m in re.finditer(",(?! )", scene.text[at:end])]
        if commas and end - at + len(commas) <= room(scene):
            edits += (Edit(at + comma, at + comma, " ") for comma in commas)
    return scene.with_edits(edits) if edits else None


def lines_rebroken(scene: Scene, _: random.Random) -> Mutant | None:
    """Every call on one line breaks after its first comma."""
    edits: list[Edit] = []
    joint = " &\n        & " if scene.free else "\n     &  "
    for at, end in _plain_lines(scene):
        match = re.compile(r"[ \t]*call[ \t]+\w+[ \t]*\(.*?,").match(scene.masked, at, end)
        if match and "#" not in scene.text[at:end]:
            edits.append(Edit(match.end(), match.end(), joint))
    return scene.with_edits(edits) if edits else None


def trailing_comments(scene: Scene, _: random.Random) -> Mutant | None:
    """A remark after every line of code that has room."""
    remark = " ! was"
    return scene.with_edits(Edit(end, end, remark) for at, end in _plain_lines(scene) if end - at + 6 <= room(scene))


# -- together ------------------------------------------------------------------------------------------


def both(first: Mutation, second: Mutation) -> Mutation:
    """One after the other. Once the call is gone it stays gone, and what needs it does not happen."""

    def mutation(scene: Scene, rng: random.Random) -> Mutant | None:
        mutant = first(scene, rng)
        if mutant is None or mutant.truth < 0 or mutant.there:
            return None
        after = scene.after(mutant)
        return second(after, rng) if after.stands else None

    return mutation


_added_before, _added_behind = _before(copy_of_call), _behind(copy_of_call)
_added_elsewhere = _anywhere(copy_of_call)

MUTATIONS: Mapping[str, Mutation] = {
    "callee renamed": callee_renamed,
    "callee renamed, this call alone": callee_renamed_here,
    "call removed": call_removed,
    "call replaced by an assignment": call_replaced,
    "arguments changed": arguments_changed,
    "call moved in its procedure": removed_and_added_elsewhere,
    "call moved to a new procedure": moved_to_another_procedure,
    "same call added before": _added_before,
    "same call added after": _added_behind,
    "same call added elsewhere": _added_elsewhere,
    "other call of callee before": _before(other_call),
    "other call of callee after": _behind(other_call),
    "other calls of callee around": other_calls_around,
    "unrelated calls around": unrelated_calls_around,
    "five unrelated calls before": _before(_several_unrelated),
    "block copied": block_copied,
    "block moved": block_moved,
    "neighbour changed": neighbours_changed,
    "statement added far away": statement_added_far_away,
    "procedure renamed": procedure_renamed,
    "procedure moved to the end": _moved_to(last=True),
    "procedure moved to the start": _moved_to(last=False),
    "copy of procedure before": _copied(before=True),
    "copy of procedure after": _copied(before=False),
    "procedure replaced by renamed copy": replaced_by_renamed_copy,
    "lines shifted": lines_shifted,
    "lines shifted near": lines_shifted_near,
    "case swapped": case_swapped,
    "reindented": reindented,
    "blanks in arguments": blanks_in_arguments,
    "lines rebroken": lines_rebroken,
    "trailing comments": trailing_comments,
}


def _named(*prefixes: str) -> frozenset[str]:
    return frozenset(name for name in MUTATIONS if name.startswith(prefixes))


UNDECIDABLE = (
    (_named("same call added", "block copied"), _named("callee", "call ", "arguments")),
    (_named("copy of procedure"), _named("procedure renamed", "procedure replaced")),
)
"""Together these leave a text that other changes may have led to: which of two alike is new, nothing in it tells."""


def at_random(number: int) -> Mutation:
    """Several of the mutations, whichever make sense one after the other."""

    def mutation(scene: Scene, rng: random.Random) -> Mutant | None:
        for _ in range(20):
            names = rng.sample(list(MUTATIONS), number)
            if any(one & set(names) and other & set(names) for one, other in UNDECIDABLE):
                continue
            mutant = functools.reduce(both, (MUTATIONS[name] for name in names))(scene, rng)
            if mutant is not None:
                return mutant
        return None

    return mutation


CASES: Mapping[str, Case] = {
    **{name: Case(mutation) for name, mutation in MUTATIONS.items()},
    "two at random": Case(at_random(2)),
    "three at random": Case(at_random(3)),
    # twins that come with the change
    "same call elsewhere, then removed": Case(both(_added_elsewhere, call_removed)),
    "block copied, original's call removed": Case(both(block_copied, call_removed)),
    "block copied, original's neighbour changed": Case(both(block_copied, neighbours_changed)),
    "procedure copied, original's call removed": Case(both(_copied(before=True), call_removed)),
    "procedure copied, both renamed": Case(both(_copied(before=True), procedure_renamed)),
    # twins that were there before
    "twin elsewhere: removed": Case(call_removed, _added_elsewhere),
    "twin elsewhere: renamed": Case(callee_renamed_here, _added_elsewhere),
    "twin elsewhere: neighbour changed": Case(neighbours_changed, _added_elsewhere),
    "twin before: removed": Case(call_removed, _added_before),
    "twin after: removed": Case(call_removed, _added_behind),
    "similar call before: removed": Case(call_removed, _before(other_call)),
    "similar call elsewhere: removed": Case(call_removed, _anywhere(other_call)),
    "twin block: removed": Case(call_removed, block_copied),
    "twin block: neighbour changed": Case(neighbours_changed, block_copied),
    "twin block: call moved": Case(removed_and_added_elsewhere, block_copied),
    "twin block: one more, then removed": Case(both(_added_elsewhere, call_removed), block_copied),
    "twin procedure: removed": Case(call_removed, _copied(before=True)),
    "twin procedure: renamed": Case(procedure_renamed, _copied(before=True)),
    "twin procedure: neighbour changed": Case(neighbours_changed, _copied(before=False)),
    "cpp branches, first: removed": Case(call_removed, _in_cpp_branches(true_first=True)),
    "cpp branches, second: removed": Case(call_removed, _in_cpp_branches(true_first=False)),
    "cpp branches: neighbour changed": Case(neighbours_changed, _in_cpp_branches(true_first=True)),
}
