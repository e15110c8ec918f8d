"""Changes of a source after which a person still knows the call, and such that only look alike.

To the mutations of :mod:`benchmarks.drift_mutations` this adds those that change the call itself, what stands next to
it, or the file it is in; and those that take it away and put one that looks like it close by. :func:`settled` is the
record of what a person would settle: whom the text alone tells, without any history, which call is meant.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

from benchmarks.drift_mutations import (
    CASES,
    NEW,
    Case,
    Mutant,
    Mutation,
    Scene,
    anchors,
    both,
    call_removed,
    copy_of_call,
    movable,
    neighbour,
    neighbours_changed,
    other_call,
    renamed,
    room,
)
from rewriter.text.edits import Edit, edited, line_end, line_start

_VARIABLE = re.compile(r"(?<=[(,])[ \t]*([a-z]\w*)[ \t]*(?=[,)])")


# -- what the call says ----------------------------------------------------------------------------------


def _variable(scene: Scene) -> re.Match[str] | None:
    """The first argument that is a mere name."""
    return _VARIABLE.search(scene.masked, scene.call.start, scene.call.end)


def variable_renamed_in_call(scene: Scene, _: random.Random) -> Mutant | None:
    """One argument of the call is another variable."""
    found = _variable(scene)
    new = renamed(found[1], scene.text) if found else ""
    return scene.with_edits([Edit(*found.span(1), new)]) if found and new else None


def variable_renamed(scene: Scene, _: random.Random) -> Mutant | None:
    """A variable that the call passes has another name, everywhere in the procedure."""
    found = _variable(scene)
    unit = (scene.procedure.start, scene.procedure.end) if scene.procedure else (0, len(scene.text))
    new = renamed(found[1], scene.text) if found else ""
    if found is None or not new or found[1] == scene.call.callee:
        return None
    each = re.compile(rf"(?<![\w%]){re.escape(found[1])}(?!\w)")
    return scene.with_edits(Edit(*match.span(), new) for match in each.finditer(scene.masked, *unit))


def argument_added(scene: Scene, _: random.Random) -> Mutant | None:
    """The call passes one more argument, its last."""
    at, call = scene.call.end - 1, scene.call
    line = line_start(scene.text, at), line_end(scene.text, at)
    if scene.masked[at] != ")" or "(" not in scene.masked[call.start : at] or line[1] - line[0] + 4 > room(scene):
        return None
    bare = not scene.masked[call.start : at].rpartition("(")[2].strip()
    return scene.with_edits([Edit(at, at, "zqn" if bare else ",zqn")])


# -- what stands around it -------------------------------------------------------------------------------


def next_changed(scene: Scene, rng: random.Random) -> Mutant | None:
    """The statement after the call is another one."""
    return neighbour(1)(scene, rng)


def openmp_lines(scene: Scene, _: random.Random) -> Mutant | None:
    """The call is in a critical section of OpenMP now."""
    (start, end), mark = scene.lines, "!$omp" if scene.free else "c$omp"
    if end == start:
        return None
    return scene.with_edits([Edit(start, start, f"{mark} critical\n"), Edit(end, end, f"{mark} end critical\n")])


def _gone_and_near(words: Mutation | None = None) -> Mutation:
    """The call is gone, and one like it stands one to three statements away: which is none that was there."""

    def mutation(scene: Scene, rng: random.Random) -> Mutant | None:
        (start, end), chunk = scene.lines, copy_of_call(scene)
        near = [at for n, at in anchors(scene) if 1 <= scene.place - n <= 3 or 2 <= n - scene.place <= 4]
        if words is not None:
            changed = words(scene, rng)
            grown = len(changed.text) - len(scene.text) if changed else 0
            chunk = changed.text[start : end + grown] if changed and chunk else None
        if chunk is None or end == start or not near:
            return None
        at = rng.choice(near)
        if not scene.masked[min(at, end) : max(at, start)].strip():
            return None
        return Mutant(edited(scene.text, [Edit(start, end, ""), Edit(at, at, chunk)]), -1)

    return mutation


def _gone_and_other_near(scene: Scene, _: random.Random) -> Mutant | None:
    """The call is gone, and another of the callee stands in its place."""
    start, end = scene.lines
    new = other_call(scene)
    return Mutant(edited(scene.text, [Edit(start, end, new)]), -1) if new and end > start else None


# -- the file it is in -----------------------------------------------------------------------------------


def moved_to_another_file(scene: Scene, _: random.Random) -> Mutant | None:
    """The procedure is in another file."""
    unit = movable(scene)
    if unit is None or scene.beside:
        return None
    rest = edited(scene.text, [Edit(*unit, "")])
    return Mutant(rest, scene.truth - unit[0], scene.text[slice(*unit)], there=True)


def _in_two_files(scene: Scene, _: random.Random) -> Mutant | None:
    """A second file has a procedure of the same name and text, as one of two to be compiled."""
    unit = movable(scene)
    return Mutant(scene.text, scene.truth, scene.text[slice(*unit)]) if unit else None


def _gone_from_this_file(scene: Scene, _: random.Random) -> Mutant | None:
    """The procedure is gone; what stands in the other file stays."""
    unit = movable(scene)
    return Mutant(edited(scene.text, [Edit(*unit, "")]), -1, scene.beside) if unit else None


def _first_line_added(scene: Scene, _: random.Random) -> Mutant | None:
    """Another statement directly above the call."""
    start, end = scene.lines
    return scene.with_edits([Edit(start, start, scene.line(NEW))]) if end > start else None


_LOOKS_ALIKE: Mapping[str, Mutation] = {
    "removed, same call near": _gone_and_near(),
    "removed, call with another variable near": _gone_and_near(variable_renamed_in_call),
    "removed, another call of callee in its place": _gone_and_other_near,
}

ALL: Mapping[str, Case] = {
    **CASES,
    "next statement changed": Case(next_changed),
    "statement added above": Case(_first_line_added),
    "neighbours on both sides changed": Case(both(next_changed, neighbours_changed)),
    "variable renamed in the call": Case(variable_renamed_in_call),
    "variable renamed in the procedure": Case(variable_renamed),
    "argument added": Case(argument_added),
    "variable renamed in the call, neighbour changed": Case(both(variable_renamed_in_call, neighbours_changed)),
    "OpenMP lines around": Case(openmp_lines),
    "procedure moved to another file": Case(moved_to_another_file),
    "twin in another file: procedure removed": Case(_gone_from_this_file, _in_two_files),
    **{name: Case(mutation) for name, mutation in _LOOKS_ALIKE.items()},
    **{f"neighbour changed, {name}": Case(both(neighbours_changed, m)) for name, m in _LOOKS_ALIKE.items()},
    "twin elsewhere: variable renamed": Case(variable_renamed_in_call, CASES["twin elsewhere: removed"].preparation),
    "twin before: variable renamed": Case(variable_renamed_in_call, CASES["twin before: removed"].preparation),
    "similar call before: removed, variable renamed": Case(
        both(variable_renamed, call_removed), CASES["similar call before: removed"].preparation
    ),
}

_LAYOUT = frozenset(
    (
        "lines shifted",
        "lines shifted near",
        "case swapped",
        "reindented",
        "blanks in arguments",
        "lines rebroken",
        "trailing comments",
        "procedure renamed",
        "procedure moved to the end",
        "procedure moved to the start",
        "copy of procedure before",
        "copy of procedure after",
        "procedure replaced by renamed copy",
        "procedure moved to another file",
        "OpenMP lines around",
    )
)
"""A person settles these wherever the call stands."""

_SOLE = frozenset(
    (
        "unrelated calls around",
        "five unrelated calls before",
        "statement added far away",
        "statement added above",
        "neighbour changed",
        "next statement changed",
        "variable renamed in the procedure",
    )
)
"""A person settles these where the procedure has one call of the callee."""

_SOLE_AND_ALIKE = frozenset(("variable renamed in the call", "argument added"))
"""These as well, if another argument of the call still says which it was."""


def settled(name: str, scene: Scene) -> bool:
    """Whether a person would settle a case, the scene being the one that was saved."""
    if name in _LAYOUT:
        return True
    if name in _SOLE:
        return scene.sole
    words = scene.masked[scene.call.start : scene.call.end].partition("(")[2]
    least = 2 if name == "variable renamed in the call" else 1
    arguments = len([word for word in re.split("[(),]", words) if word.strip()])
    return name in _SOLE_AND_ALIKE and scene.sole and arguments >= least
