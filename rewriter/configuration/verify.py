"""The check that a rewritten file still says the same, before it reaches the disk."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from rewriter.callsites.source import Source
from rewriter.errors import Refused
from rewriter.languages.candidates import referenced
from rewriter.languages.directives import OFF, Attaches, attached
from rewriter.languages.fortran.mask import FREE_WIDTH, overlong
from rewriter.languages.model import Change
from rewriter.text.edits import line_of

_CPP = re.compile(r"\n[ \t]*#")


def verify(before: Source, after: bytes, changes: Sequence[Change]) -> None:
    """Check a rewriting by reading its result as if it came from somewhere else.

    Without comments the statements must be the same (an opened one-line IF counted as the block
    it stands for), taking our marks off must give the same bytes as before, exactly ``changes``
    must have been placed, each before a statement that a grammar of its own reads as one with a
    call in it, and beyond the last column of free form no code may stand that did not before.

    Raises :class:`Refused` otherwise, with the line: here something is written as this program does not expect it.
    """
    new = before.rewritten(after)
    old_words = [words for _, words in before.written_spans]
    bare = new.text == before.undone.text  # a text that was read already
    new_words = [words for _, words in (before.spans if bare else new.written_spans)]
    if old_words != new_words:
        place = next((n for n, pair in enumerate(zip(old_words, new_words, strict=False)) if pair[0] != pair[1]), 0)
        at = before.written_spans[min(place, len(old_words) - 1)][0] if old_words else 0
        raise _unfit(before, line_of(before.text, at), "the statement here would not be read as the same")
    if new.undone.text != before.undone.text:
        at = _parting(new.undone.text, before.undone.text)
        raise _unfit(before, line_of(before.undone.text, at), "what is placed here could not be taken off again")
    if sorted(new.undone.changes) != sorted(changes):
        at = min((change.at for change in set(new.undone.changes) ^ set(changes)), default=0)
        where = line_of(before.undone.text, at)
        raise _unfit(before, where, "a directive for the statement here would be read as one for another")
    for change in changes:
        at_call = change.keyword != OFF and attached(change.keyword) is not Attaches.LOOP
        if at_call and not _has_call(before, change.at):
            where = line_of(before.undone.text, change.at)
            raise _unfit(before, where, f"no grammar finds a call here, as {change.keyword} needs one")
    if before.scan.form == "free":
        known = [*overlong(before.text).values(), *overlong(before.undone.text).values()]
        for number, beyond in overlong(new.text).items():
            if not any(beyond in line for line in known):
                why = f"code of this line of the new file would stand beyond column {FREE_WIDTH}"
                raise _unfit(before, number, why)


def _parting(one: str, other: str) -> int:
    """Where two texts begin to differ."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _has_call(source: Source, at: int) -> bool:
    place = bisect_left(source.spans, (at, ""))
    if place == len(source.spans) or source.spans[place][0] != at:
        return False
    stop = source.spans[place + 1][0] if place + 1 < len(source.spans) else len(source.undone.text)
    # Where cpp alternatives cut a statement in pieces, no grammar can read it.
    names = _referenced(source.spans[place][1], source.language.name)
    return bool(names) or (names is None and _CPP.search(source.undone.text, at, stop + 1) is not None)


_referenced = lru_cache(maxsize=10_000)(referenced)
"""Many calls of a tree read alike."""


def _unfit(source: Source, line: int, what: str) -> Refused:
    return Refused(f"not written: {what}; write it more plainly, or leave this site alone", source.path, line)
