"""The pieces of regular expression that the C module is made of.

All are meant for masked text (see :mod:`rewriter.languages.c.mask`) and for ``re.ASCII``;
possessive quantifiers keep them linear. Bytes above 0x7F count as letters: they are UTF-8
names, or they do not occur outside of comments and strings.
"""

from __future__ import annotations

_DEPTH = 10

NAME = r"[A-Za-z_\x80-\xff][\w\x80-\xff]*+"
"""An identifier or a keyword."""

_FLAT = r"[^{}]*+"
BRACES = rf"\{{{_FLAT}(?:\{{{_FLAT}(?:\{{{_FLAT}(?:\{{{_FLAT}\}}{_FLAT})*+\}}{_FLAT})*+\}}{_FLAT})*+\}}"
"""A balanced pair of braces, up to four deep."""


def _nested(depth: int) -> str:
    inner = rf"(?:{_nested(depth - 1)}|{BRACES})" if depth else BRACES
    return rf"\([^(){{}}]*+(?:{inner}[^(){{}}]*+)*+\)"


PARENTHESES = _nested(_DEPTH)
"""A balanced pair of parentheses, up to eleven deep; what is in braces inside is not looked at."""

NOT_CALLED = frozenset(
    [
        "if",
        "for",
        "while",
        "switch",
        "return",
        "sizeof",
        "do",
        "else",
        "case",
        "goto",
        "defined",
        "default",
        "break",
        "continue",
        "int",
        "char",
        "double",
        "float",
        "void",
        "short",
        "long",
        "signed",
        "unsigned",
        "const",
        "volatile",
        "static",
        "register",
        "extern",
        "struct",
        "union",
        "enum",
        "inline",
        "typedef",
        "restrict",
        "auto",
        "_Bool",
        "_Complex",
        "_Alignof",
        "_Alignas",
        "_Static_assert",
        "_Generic",
        "_Atomic",
        "alignof",
        "alignas",
        "typeof",
        "__attribute__",
        "__attribute",
        "__declspec",
        "__typeof__",
        "__typeof",
        "typeof_unqual",
        "__alignof__",
        "__extension__",
        "__inline",
        "__inline__",
        "asm",
        "__asm__",
        "__asm",
        "__volatile__",
        "volatile",
        "static_assert",
    ]
)
"""Words that can stand before a parenthesis without being a call."""

SPECIFIER = (
    r"(?:const|volatile|static|register|extern|inline|typedef|auto|restrict|signed|unsigned|int|char|double|float|void"
    r"|short|long|struct|union|enum|_Bool|_Complex|_Atomic|_Static_assert|static_assert|__inline(?:__)?|__extension__)\b"
)
"""A keyword that begins a declaration."""
