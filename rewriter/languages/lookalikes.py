"""What a comment that is no directive seems to have been meant for.

Comments such as ``!!$AD``, ``CC$AD``, ``C$ADNOCHECKPOINT``, ``!$NO AD``, ``C$NOAD`` and OpenMP's ``!$ AD`` are how
people switch a directive off: nobody is to be told of them.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from rewriter.languages.directives import BINOMIAL, END, NOCHECKPOINT, START, row

_MEANT = (NOCHECKPOINT, START, END, BINOMIAL)
_BY_LETTERS = {keyword.replace("-", ""): keyword for keyword in _MEANT}
_ALIKE = 0.65
"""How much of a word must be right for it to be a misspelling."""
_SENTINEL = re.compile(r"[ \t]*\$AD[ \t:,;=]+(?P<words>\S.*)", re.IGNORECASE)
_SIMILAR = re.compile(r"[ \t]*(?:\$?AD\$?|\$DA)[:,;]?[ \t]+(?P<words>\S.*)")
_ELSEWHERE = frozenset(
    {"DEBUG-HERE", "DEBUG-CALL", "INDEPENDENT", "DEPENDENT", "MAKE-PROCEDURE", "IN", "OUT", "DEAD", "DEADADJOINT"}
    | {"PASSIVE", "CHANNEL", "LINE", "OMP", "OMP_", "RESET", "LABEL", "END-LABEL", "MULTITHREAD"}
)
"""Directives that Tapenade knows, or other releases and branches of it, and of which nothing is said here."""


def intended(comment: str) -> str:
    """The words of the directive that a comment, without what makes it one, should have been; ``""`` for most."""
    if found := _SENTINEL.match(comment):
        return corrected(found["words"]) or _exact(found["words"])
    if found := _SIMILAR.match(comment):
        return _exact(found["words"])
    return ""


def corrected(words: str) -> str:
    """The words of a directive with its keyword spelt as Tapenade does; ``""`` where it is, or means something else."""
    first, *rest = words.split()
    if rest and (keyword := _BY_LETTERS.get(_letters(first + rest[0]))) and _letters(first) not in _BY_LETTERS:
        return " ".join([keyword, *_arguments(keyword, rest[1:])])
    if row(first.upper()) is not None or first.upper() in _ELSEWHERE:
        return ""
    alike = get_close_matches(_letters(first), _BY_LETTERS, 1, _ALIKE)
    return " ".join([_BY_LETTERS[alike[0]], *_arguments(_BY_LETTERS[alike[0]], rest)]) if alike else ""


def _exact(words: str) -> str:
    keyword, *rest = words.split()
    return " ".join([keyword.upper(), *_arguments(keyword.upper(), rest)]) if keyword.upper() in _MEANT else ""


def _letters(word: str) -> str:
    return re.sub(r"[^A-Z]", "", word.upper())


def _arguments(keyword: str, rest: list[str]) -> list[str]:
    return rest if keyword == BINOMIAL else []
