"""The arguments of BINOMIAL-CKP: three words that nothing that reads the source takes for anything else."""

from __future__ import annotations

import re

from rewriter.languages.marks import MARK

_PRINTABLE = re.compile(r"[!-~]+")
_ELSEWHERE = re.compile(r"/\*|\*/|//|[!\"'&;#\\]")
"""What opens or closes a comment or a string, ends or continues a statement, or speaks to cpp."""


def unfit(arguments: str) -> str:
    """Why these words cannot be the arguments of BINOMIAL-CKP; ``""`` where they can."""
    words = arguments.split()
    if len(words) != 3:
        return "arguments must be steps + 1, snapshots and first step, three words as in 'nt+1 10 1'"
    for word in words:
        if not _PRINTABLE.fullmatch(word):
            return f"the argument {word!a} contains a character that is not printable ASCII"
        if found := _ELSEWHERE.search(word):
            return f"the argument {word} holds {found[0]}, which cannot stand in a directive; compute it in a variable"
        if word.lower() == MARK:
            return f"the argument {word} is the word that marks what this program places; rename the variable"
    return ""


def by_hand(arguments: str) -> str:
    """The arguments in a directive that the user wrote: its first three words. Tapenade reads no further."""
    return " ".join(arguments.split()[:3])
