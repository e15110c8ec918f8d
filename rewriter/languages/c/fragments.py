"""Where CHECKPOINT-START and CHECKPOINT-END may stand.

Seen with Tapenade of 2020 and of 2024, which report AD18 in the ``.msg`` file and go on as if
the directives were absent: an END must be followed by a statement of its own block that has
no label and is no jump (``return`` will do), even at the end of a function; START and END must
be in one block; neither may stand at the unbraced body of an ``if``, nor START first in
a ``do`` loop; and the release of 2020 loses one of two such directives at one place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rewriter.errors import Refused
from rewriter.languages.c.conditional import settled
from rewriter.languages.c.heads import taken_apart
from rewriter.languages.c.mask import Masked, mask
from rewriter.languages.c.walk import walk
from rewriter.languages.directives import END, START
from rewriter.languages.model import Change
from rewriter.text.edits import line_of

_JUMP = re.compile(r"(?:break|continue|goto)\b", re.ASCII)


class CodeStep(NamedTuple):
    """One chunk of a function, as a neighbour of others."""

    body: int
    end: int
    """One past its ``;`` (or brace)."""
    block: int
    """Which pair of braces it stands in."""
    simple: bool
    """Whether it is a simple statement and not the head, or the end, of a block."""
    one_line: bool
    labelled: bool
    first_in_do: bool


def steps(text: str, masked: Masked) -> list[CodeStep]:
    """The chunks of all functions, in order."""
    code = settled(text, masked)
    found: list[CodeStep] = []
    blocks: list[int] = []
    fresh, procedure = 0, -1
    for piece in walk(text, code, [], []):
        if piece.procedure != procedure:
            procedure, fresh = piece.procedure, fresh + 1
            blocks = [fresh]
        parts = taken_apart(code, piece.start, piece.stop)
        label = any(head.kind == "label" for head in parts.heads)
        simple = piece.end == ";"
        body = parts.body if simple or parts.body < piece.stop else parts.start
        end = piece.stop + len(piece.end)
        found.append(CodeStep(body, end, blocks[-1], simple, simple and parts.one_line, label, piece.first_in_do))
        if piece.end == "{":
            fresh += 1
            blocks.append(fresh)
        elif piece.end == "}" and len(blocks) > 1:
            blocks.pop()
    return found


def checked(text: str, masked: Masked, changes: Iterable[Change]) -> dict[int, int]:
    """Where the statement of each CHECKPOINT-END ends, by its body.

    Raises :class:`Refused`, with the line, where Tapenade would not obey.
    """
    wanted = [change for change in changes if change.keyword in (START, END)]
    if not wanted:
        return {}
    all_steps = steps(text, masked)
    index = {step.body: n for n, step in enumerate(all_steps)}
    placed: dict[int, str] = {}
    events: list[tuple[int, str, Change]] = []
    for change in wanted:
        n = index.get(change.at, -1)
        if n < 0:
            raise _refused(text, change, "no statement of a function begins here")
        _alone(text, all_steps, n, change)
        point = n if change.keyword == START else n + 1
        if point in placed:
            raise _refused(text, change, f"{placed[point]} stands at the same place, where Tapenade of 2020 loses one")
        placed[point] = change.keyword
        events.append((point, change.keyword, change))
    _paired(text, all_steps, sorted(events, key=lambda event: event[0]))
    return {change.at: all_steps[index[change.at]].end for change in wanted if change.keyword == END}


def dropped(text: str, fragments: Sequence[tuple[int, int]]) -> list[str]:
    """Why Tapenade drops each fragment whose START and END stand before these two statements; ``""`` if it does not."""
    all_steps = steps(text, mask(text)) if fragments else []
    index = {step.body: n for n, step in enumerate(all_steps)}
    return [_dropped(text, all_steps, index, start, end) for start, end in fragments]


def _dropped(text: str, all_steps: Sequence[CodeStep], index: Mapping[int, int], start: int, end: int) -> str:
    first, following = index.get(start, -1), index.get(end, -1)
    if first < 0:
        return "no statement of a function follows the CHECKPOINT-START"
    block = all_steps[first].block
    if following < 0:
        return "no statement follows the CHECKPOINT-END in its block"
    if all_steps[following].block != block:
        return "CHECKPOINT-START and CHECKPOINT-END are in different blocks"
    if following <= first:
        return "no statement stands between CHECKPOINT-START and CHECKPOINT-END"
    if all_steps[first].one_line or all_steps[first].first_in_do:
        return "CHECKPOINT-START stands at the body of an if or a loop without braces, or first in a do loop"
    if all_steps[following].labelled or text[end] == ";" or _JUMP.match(text, end):
        return "a label, a jump or an empty statement follows the CHECKPOINT-END"
    if any(step.labelled and step.block == block for step in all_steps[first + 1 : following]):
        return "a label stands between CHECKPOINT-START and CHECKPOINT-END"
    return ""


def _alone(text: str, all_steps: Sequence[CodeStep], n: int, change: Change) -> None:
    """Refuse what is wrong with one of the two, whatever the other is."""
    step = all_steps[n]
    if step.one_line:
        raise _refused(text, change, "the statement is the unbraced body of an if or a loop; put braces around it")
    if change.keyword == START:
        if step.first_in_do:
            raise _refused(text, change, "Tapenade ignores a directive before the first statement of a do loop")
        return
    if not step.simple:
        raise _refused(text, change, "only a statement that ends with ';' can end a checkpointed fragment")
    following = all_steps[n + 1] if n + 1 < len(all_steps) else None
    if following is None or following.block != step.block or text[following.body : following.end] == "}":
        raise _refused(text, change, "the last statement of its block cannot end a checkpointed fragment (AD18)")
    if following.labelled or text[following.body] == ";" or _JUMP.match(text, following.body):
        raise _refused(text, change, "a label, a jump or an empty statement follows, where Tapenade ignores it (AD18)")


def _paired(text: str, all_steps: Sequence[CodeStep], events: Sequence[tuple[int, str, Change]]) -> None:
    """Refuse a START and an END without partner, in different blocks, or with a label between them."""
    started: list[tuple[int, Change]] = []
    for point, keyword, change in events:
        if keyword == START:
            started.append((point, change))
            continue
        if not started:
            raise _refused(text, change, "there is no CHECKPOINT-START before it")
        begin, opening = started.pop()
        block = all_steps[begin].block
        if block != all_steps[point - 1].block:
            raise _refused(text, change, f"its CHECKPOINT-START, line {line_of(text, opening.at)}, is in another block")
        if any(step.labelled and step.block == block for step in all_steps[begin + 1 : point]):
            raise _refused(text, change, f"a label stands between it and line {line_of(text, opening.at)}")
    if started:
        raise _refused(text, started[-1][1], "there is no CHECKPOINT-END after it")


def _refused(text: str, change: Change, reason: str) -> Refused:
    return Refused(f"{change.keyword}: {reason}", line=line_of(text, change.at))
