"""What the procedures and variables of an adjoint code are called."""

from __future__ import annotations

import re
from typing import NamedTuple

from rewriter.errors import UsageError


class Names(NamedTuple):
    """Patterns in which ``%`` stands for the name of the primal procedure or variable; the defaults are Tapenade's."""

    adjoint: str = "%_b"
    forward: str = "%_fwd"
    backward: str = "%_bwd"
    copy: str = "%_nodiff"
    variable: str = "%b"
    control: str = "%control"
    """Here ``%`` is PUSH or POP, and a width may follow."""

    def checked(self) -> Names:
        """Itself. Raises :class:`UsageError` for a pattern without a ``%`` or with nothing beside it."""
        for option, pattern in zip(self._fields, self, strict=True):
            if pattern.count("%") != 1 or pattern == "%":
                raise UsageError(f"--{option}-name {pattern!r}: give a pattern with one % and something beside it")
        return self


def base(name: str, pattern: str) -> str:
    """The primal's name in ``name``, in lower case; ``""`` where it does not fit the pattern."""
    before, _, after = pattern.lower().partition("%")
    name = name.lower()
    if not name.startswith(before) or not name.endswith(after):
        return ""
    return name[len(before) : len(name) - len(after)]


def bases(name: str, pattern: str) -> list[str]:
    """The primal's names that ``name`` can be made of: Tapenade numbers a name that the code has already."""
    return [found for each in dict.fromkeys((name, name.rstrip("0123456789"))) if (found := base(each, pattern))]


def is_adjoint_variable(name: str, pattern: str) -> bool:
    """Whether a variable that the primal does not have is named as one that holds a derivative."""
    return bool(base(re.sub(r"\d+$", "", name), pattern))
