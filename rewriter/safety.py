"""The check that a rewritten file still says the same, before it reaches the disk."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from rewriter.errors import Refused
from rewriter.languages.candidates import referenced
from rewriter.languages.fortran.layout import width
from rewriter.languages.model import Change
from rewriter.source import Source
from rewriter.text.edits import line_of

_CPP = re.compile(r"\n[ \t]*#")
_AT_CALLS = frozenset(("NOCHECKPOINT", "CHECKPOINT-START", "CHECKPOINT-END"))


def verify(before: Source, after: bytes, changes: Sequence[Change]) -> None:
    """Check a rewriting by reading its result as if it came from somewhere else.

    Without comments the statements must be the same (an opened one-line IF counted as the block
    it stands for), taking our marks off must give the same bytes as before, exactly ``changes``
    must have been placed, each before a statement that a grammar of its own reads as one with a
    call in it, and no line may have become longer than the form allows.

    Raises :class:`Refused` otherwise; that is a defect of this program.
    """
    new = Source(before.path, after, before.scan.form if before.language.name == "fortran" else None)
    old_words = [words for _, words in before.written_spans]
    new_words = [words for _, words in new.written_spans]
    if old_words != new_words:
        place = next((n for n, pair in enumerate(zip(old_words, new_words, strict=False)) if pair[0] != pair[1]), 0)
        raise _defect(before.path, f"statement {place + 1} would not be the same")
    if new.undone.text != before.undone.text:
        raise _defect(before.path, "what is placed could not be removed again")
    if sorted(new.undone.changes) != sorted(changes):
        raise _defect(before.path, "the directives would not be where they should")
    for change in changes:
        if change.keyword in _AT_CALLS and not _has_call(before, change.at):
            where = line_of(before.undone.text, change.at)
            raise _defect(before.path, f"{change.keyword} would not be at a call (line {where})")
    if new.language.name == "fortran":
        limit = width(new.scan.form)
        long = {line for line in before.text.split("\n") if len(line.rstrip("\r")) > limit}
        for number, line in enumerate(new.text.split("\n"), 1):
            if len(line.rstrip("\r")) > limit and line not in long and not _comment(line):
                raise _defect(before.path, f"line {number} would be longer than {limit} columns")


def _has_call(source: Source, at: int) -> bool:
    place = bisect_left(source.spans, (at, ""))
    if place == len(source.spans) or source.spans[place][0] != at:
        return False
    stop = source.spans[place + 1][0] if place + 1 < len(source.spans) else len(source.undone.text)
    # Where cpp alternatives cut a statement in pieces, no grammar can read it.
    names = referenced(source.spans[place][1], source.language.name)
    return bool(names) or (names is None and _CPP.search(source.undone.text, at, stop + 1) is not None)


def _comment(line: str) -> bool:
    return line[:1] in ("C", "c", "*") or line.lstrip().startswith("!")


def _defect(path: str, what: str) -> Refused:
    return Refused(f"{path}: not written, because {what}; please report this file")
