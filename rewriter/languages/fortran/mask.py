"""The masked text of a Fortran file: same length, same offsets, nothing left to stumble over.

Comments, cpp lines, strings and whatever joins the lines of a continued statement become
blanks; letters become lower case. So every logical line is one line of the masked text,
and a plain regular expression can look for statements without knowing of any of that.
"""

from __future__ import annotations

import re
from functools import lru_cache

FIXED_WIDTHS = {"fixed-72": 72, "fixed-132": 132}
FREE_WIDTH = 132

# A continued string is one token. Free form: "&" ends a line and may begin the next one.
_FREE_JOIN = r"&[ \t]*(?:!.*)?\n(?:[ \t]*(?:[!#].*)?\n)*[ \t]*&?"
_FREE_STRING = r"{q}(?:[^{q}\n&]++|{q}{q}|&(?![ \t]*\n)|&[ \t]*\n(?:[ \t]*(?:[!#].*)?\n)*[ \t]*&?)*+{q}"
# Each alternative begins with a different character, so that the regex engine can skip to the next candidate.
_FREE_TOKENS = "|".join((r"![^\n]*", _FREE_STRING.format(q="'"), _FREE_STRING.format(q='"'), _FREE_JOIN))
_FREE_CPP = re.compile(rf"\n[ \t]*\#(?:[^\n]*\\\n)*[^\n]*|{_FREE_TOKENS}")
_FREE = re.compile(_FREE_TOKENS)
"""For texts without ``#``, where newlines need not be looked at."""
_FREE_GLUE = re.compile(r"&(?<=[\w$]&)[ \t]*\n(?:[ \t]*(?:[!#].*)?\n)*[ \t]*&(?=[\w$])")

# Fixed form: a character other than blank and 0 in column 6 (or a digit after a TAB) continues.
_CONTINUES = r"(?: {5}[^ 0\t\n]| {0,4}\t[1-9])"
_ASIDE = rf"(?:[c*d!][^\n]*+\n|(?!{_CONTINUES})[ \t]*+(?:\#(?:[^\n]*\\\n)*+[^\n]*+|![^\n]*+)?\n)"
_FIXED_STRING = r"{q}(?:[^{q}\n]++|{q}{q}|\n(?:{aside})*+{continues})*+{q}"
_PLAIN_LINE = r" {5}[ 0] *+[a-z]"
"""How most lines of code begin. This is tried first, and where it matches the slower alternatives are not."""
_FIXED = re.compile(
    "|".join(
        (
            rf"\n(?!{_PLAIN_LINE})(?:(?P<aside>(?:{_ASIDE})++)(?P<late>{_CONTINUES})?|{_CONTINUES})",
            r"![^\n]*",
            _FIXED_STRING.format(q="'", aside=_ASIDE, continues=_CONTINUES),
            _FIXED_STRING.format(q='"', aside=_ASIDE, continues=_CONTINUES),
        )
    )
)
_CPP_LINE = r"[ \t]*\#[ \t]*(\w*)(?:.*\\\r?\n)*.*"
_FREE_CPP_LINE = re.compile(f"^{_CPP_LINE}", re.MULTILINE)
_FIXED_CPP_LINE = re.compile(f"^(?!{_CONTINUES}){_CPP_LINE}", re.MULTILINE)
_FREE_WITHIN = re.compile(r"&[ \t\r]*\n(?:[ \t]*(?:[!#].*)?\n)*[ \t]*&?")
_FIXED_WITHIN = re.compile(rf"\r?\n(?:{_ASIDE})*+{_CONTINUES}", re.IGNORECASE)
_HOLLERITH = re.compile(r"(?<=[(,/=*])[ \t]*(\d{1,3})h(?=[^\n]*['\"!;()])")
_HOLLERITH_HINT = re.compile(r"h(?:(?<=[(,/=* \t]\dh)|(?<=[(,/=* \t]\d\dh)|(?<=[(,/=* \t]\d\d\dh))(?=[^\n]*['\"!;()])")
_MISLEADING = re.compile(r"['\"!;()]")
_LONG = {width: re.compile(rf"\n([^\n]{{{width}}})([^\n]+)") for width in FIXED_WIDTHS.values()}


def cpp_line(form: str) -> re.Pattern[str]:
    """A cpp line with its keyword as a group; in fixed form a ``#`` in column 6 begins a continuation line."""
    return _FREE_CPP_LINE if form == "free" else _FIXED_CPP_LINE


def lowered(text: str) -> str:
    """ASCII letters in lower case, carriage returns as blanks; the length stays."""
    low = text.encode("latin-1").lower().decode("latin-1")
    return low.replace("\r", " ") if "\r" in low else low


@lru_cache(maxsize=2)
def masked(text: str, form: str) -> str:
    """The masked text of a file in ``fixed-72``, ``fixed-132`` or ``free`` form."""
    low = _ready(text, form)
    if form == "free":
        return _free(low).sub(_blank, f"\n{low}")[1:]
    return _FIXED.sub(_blank_fixed, f"\n{low}\n")[1:-1]


def _free(low: str) -> re.Pattern[str]:
    return _FREE_CPP if "#" in low else _FREE


@lru_cache(maxsize=2)
def code(text: str, form: str) -> str:
    """As :func:`masked`, but strings stay as they were written; what continues them becomes ``\\x01``."""
    low = _ready(text, form)
    joined, blank = (_FREE_WITHIN, _blank) if form == "free" else (_FIXED_WITHIN, _blank_fixed)

    def keep(match: re.Match[str]) -> str:
        start, end = match.span()
        if match.string[start] in "'\"":
            return joined.sub(lambda m: "\x01" * len(m.group()), text[start - 1 : end - 1])
        return blank(match)

    if form == "free":
        return _free(low).sub(keep, f"\n{low}")[1:]
    return _FIXED.sub(keep, f"\n{low}\n")[1:-1]


def overlong(text: str) -> dict[int, str]:
    """Free form: by line number, the code beyond the last column; comments may reach as far as they like.

    In fixed form such code is none (:func:`without_overhang`), so that :func:`code` tells of what was moved there.
    """
    full = code(text, "free")
    found: dict[int, str] = {}
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > FREE_WIDTH:
            kept = full[start : start + len(line)]
            comment = next((n for n, pair in enumerate(zip(line, kept, strict=True)) if pair == ("!", " ")), len(line))
            if beyond := line[FREE_WIDTH:comment].strip():
                found[number] = beyond
        start += len(line) + 1
    return found


def _ready(text: str, form: str) -> str:
    """Lower case, without what would mislead the tokens: split names, overhang, Hollerith constants."""
    low = lowered(text)
    if form == "free":
        if "&" in low and (glued := _FREE_GLUE.sub(_glue, low)) != low:
            return _closed_up(glued)
        return low
    cut = without_overhang(low, form)
    if _HOLLERITH_HINT.search(cut) and _HOLLERITH.search(cut):
        return _without_hollerith(cut)
    return cut


def without_overhang(text: str, form: str) -> str:
    """Fixed form: what stands beyond the last column that counts becomes blanks."""
    return _LONG[FIXED_WIDTHS[form]].sub(lambda m: "\n" + m[1] + " " * len(m[2]), f"\n{text}")[1:]


def _blank(match: re.Match[str]) -> str:
    start, end = match.span()
    if match.string[start] == "\n":
        return "\n" + " " * (end - start - 1)
    return " " * (end - start)


def _blank_fixed(match: re.Match[str]) -> str:
    # A newline with comment lines after it ends the statement, unless a continuation line follows them.
    start, end = match.span()
    if match["aside"] is not None and match["late"] is None:
        return "\n" + " " * (end - start - 2) + "\n"
    return " " * (end - start)


def _glue(match: re.Match[str]) -> str:
    return "\x01" * (match.end() - match.start())


def _closed_up(text: str) -> str:
    """Joins names that a continuation splits; as many blanks as stood between the parts follow the name."""
    split = re.compile("[\\w$]++(?:\x01++[\\w$]++)+")
    closed = split.sub(lambda match: match[0].replace("\x01", "") + "\x01" * match[0].count("\x01"), text)
    return closed.replace("\x01", " ")


def _without_hollerith(text: str) -> str:
    """Hollerith constants that hold quotes or punctuation (``5HDON'T``) become letters, so that nobody takes these for
    the beginning of a string or the like.

    The other constants stay as they are: how one reads must not depend on what follows it on its line.
    """
    pieces: list[str] = []
    position = 0
    token = re.compile(f"{_FIXED.pattern}|{_HOLLERITH.pattern}")
    while match := token.search(text, position):
        end = match.end()
        pieces.append(text[position:end])
        length = match.group(match.re.groups)
        if length is not None:
            constant = text[end : end + int(length)]
            pieces.append("x" * len(constant) if _MISLEADING.search(constant) else constant)
            end += int(length)
        position = end
    pieces.append(text[position:])
    return "".join(pieces)
