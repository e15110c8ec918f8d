"""Arguments that Tapenade computes in a statement of its own, which takes the directive away.

Seen with the releases of 2020 and 2024: ``f(n + 1, x)`` becomes ``arg1 = n + 1; f(arg1, x)``, and a
directive before the call is lost without a message. Names, elements, constants, casts and signs do no harm.
"""

from __future__ import annotations

import re

from rewriter.languages.c.library import INTRINSICS
from rewriter.languages.c.patterns import NAME

_SUSPECT = re.compile(r"[-+*/%<>=&|^?]|\(")
_GROUP = re.compile(r"\([^()\[\]]*\)|\[[^()\[\]]*\]")
_UNARY = re.compile(r"(?:[-+&*!~]|\(\s*(?:const\s+|unsigned\s+|struct\s+)*[A-Za-z_]\w*[\s*]*\)(?=\s*[\w(&*-])|\s)*")
_EXPONENT = re.compile(r"(?<=[\d.])[eE][-+](?=\d)")
_BINARY = re.compile(r"[-+*/%<>=&|^?]")
_CALLED = re.compile(rf"({NAME})\s*@")


def has_computed(arguments: str) -> bool:
    """Whether one of the arguments (code with its parentheses) is an expression to be computed."""
    inner = arguments[1:-1]
    if not _SUSPECT.search(inner):
        return False
    depth = start = 0
    for match in re.finditer(r"[()\[\],]|\Z", inner):
        mark = match.group()
        depth += (mark in ("(", "[")) - (mark in (")", "]"))
        if mark == "" or (mark == "," and not depth):
            if _computed(inner[start : match.start()]):
                return True
            start = match.end()
    return False


def _computed(argument: str) -> bool:
    argument = _UNARY.sub("", argument.strip(), count=1)
    if argument.startswith("(") and argument.endswith(")") and _GROUP.sub("", argument) == "":
        return _computed(argument[1:-1])
    argument = _EXPONENT.sub("", argument).replace("->", ".")
    while (flat := _GROUP.sub("@", argument)) != argument:
        argument = flat
    if _BINARY.search(argument):
        return True
    called = _CALLED.fullmatch(argument.strip())
    return called is not None and called[1] in INTRINSICS
