"""The lark grammars, one file for each small language, in the folder ``grammars``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lark import Lark

_PACKAGE = Path(__file__).parent


def grammar_path(name: str) -> Path:
    """Where ``name.lark`` is: inside the installed package, or beside it in a source checkout."""
    installed = _PACKAGE / "grammars" / f"{name}.lark"
    return installed if installed.exists() else _PACKAGE.parent / "grammars" / f"{name}.lark"


@cache
def grammar(name: str, *, positions: bool = True) -> Lark:
    """The LALR parser of ``name.lark``; tokens know where they are, with ``positions`` trees too.

    Loaded when first asked for.
    """
    from lark import Lark

    return Lark(grammar_path(name).read_text(encoding="utf-8"), parser="lalr", propagate_positions=positions)
