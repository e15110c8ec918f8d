"""Arguments that Tapenade moves into a statement of its own, so that a directive before the call is lost.

Seen with the releases of 2020 and 2024: ``call f(n+1, x)`` becomes ``arg1 = n + 1`` and
``call f(arg1, x)``, and a directive before the call is lost without a message. A variable, an
array element or section, a constant, and one of these in parentheses or with a sign do no harm,
nor do MIN, MAX and ABS.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rewriter.languages.nesting import flattened

_SUSPECT = re.compile(r"[-+*/<>=]|\.[a-z]+\.|\(")
_EXPONENT = re.compile(r"(?<=[\d.])[ ]*_?[ ]*[ed][ ]*[-+]?[ ]*(?=\d)")
_OPERATOR = re.compile(r"[-+*/<>]|==|\.[a-z]+\.")
_LITERAL = re.compile(r"\.(?:true|false)\.")
_ENCLOSED = re.compile(r"[-+ \t]*+\(")
_PARENTHESIS = re.compile(r"[()]")
_FUNCTIONS = (
    r"aimag|aint|anint|acos|asin|atan2?|ceiling|char|cmplx|conjg|cosh?|d?ble|dfloat|dim|dot_product|exp|floor|float|iachar|ichar"
    r"|int|kind|lbound|len|len_trim|log|log10|matmul|merge|mod|modulo|nint|product|real|reshape|shape|sign|sinh?|size|sngl|spread"
    r"|sqrt|sum|tanh?|transpose|trim|ubound|maxval|minval|d(?:sin|cos|tan|exp|log|sqrt|sign|mod|atan2?)"
)
_INTRINSIC = re.compile(rf"(?:{_FUNCTIONS})[ \t]*@[ \t]*")
_PART = r"[a-z_$][\w$]*+(?:[ \t]*+\([^()=]*+\))?+"
_ITEM = rf"[-+]?[ \t]*+(?:\d++|\.(?:true|false)\.|(?!(?:{_FUNCTIONS})[ \t]*\(){_PART}(?:%{_PART})*+)"
_PLAIN = re.compile(rf"\((?:[ \t]*+(?:{_ITEM}[ \t]*+)?+[,)])*+")
"""Lists of nothing but variables, elements, sections and whole numbers: most lists, recognised in one match."""
_KEYWORD = re.compile(r"[ \t]*[a-z]\w*[ \t]*=(?!=)")
_LEVELS = re.compile(r"[()\[\]:]")
_PUNCTUATION = re.compile(r"[(),]")


def has_computed(arguments: str) -> bool:
    """Whether one of the arguments (masked text with its parentheses) is an expression to be computed."""
    if not _SUSPECT.search(arguments, 1, len(arguments) - 1) or _PLAIN.fullmatch(arguments):
        return False
    return any(_computed(argument) for argument in _separate(arguments[1:-1]) if _SUSPECT.search(argument))


def is_section(arguments: str) -> bool:
    """Whether what stands in parentheses has a range in it (``2:n``), which only arrays and strings take."""
    if ":" not in arguments:
        return False
    depth = 0
    for mark in _LEVELS.findall(arguments):
        if mark in "([":
            depth += 1
        elif mark in ")]":
            depth -= 1
        elif depth == 1:
            return True
    return False


def _separate(arguments: str) -> list[str]:
    parts: list[str] = []
    depth = start = 0
    for match in _PUNCTUATION.finditer(arguments):
        mark = match.group()
        depth += (mark == "(") - (mark == ")")
        if mark == "," and not depth:
            parts.append(arguments[start : match.start()])
            start = match.end()
    return [*parts, arguments[start:]]


@lru_cache(maxsize=4096)
def _computed(argument: str) -> bool:
    keyword = _KEYWORD.match(argument)
    argument = argument[keyword.end() if keyword else 0 :].strip(" \t")
    if _ENCLOSED.match(argument):
        start, stop, constructor = _inside(argument)
        if constructor:
            return False
        argument = argument[start:stop]
    argument = _EXPONENT.sub("", _LITERAL.sub("", argument.lstrip("-+ \t")))
    argument = flattened(argument)
    return _OPERATOR.search(argument) is not None or _INTRINSIC.fullmatch(argument) is not None


def _inside(argument: str) -> tuple[int, int, bool]:
    """Where the argument begins and ends within the parentheses that enclose all of it (with signs and blanks before
    them), and whether it is an array constructor."""
    partners: dict[int, int] = {}
    opened: list[int] = []
    for match in _PARENTHESIS.finditer(argument):
        if match.group() == "(":
            opened.append(match.start())
        elif opened:
            partners[opened.pop()] = match.start()
    start, stop = 0, len(argument)
    while (sign := _ENCLOSED.match(argument, start, stop)) and partners.get(sign.end() - 1) == stop - 1:
        start, stop = sign.end(), stop - 1
        if argument.startswith("/", start):
            return start, stop, True
        while start < stop and argument[start] in " \t":
            start += 1
        while start < stop and argument[stop - 1] in " \t":
            stop -= 1
    return start, stop, False
