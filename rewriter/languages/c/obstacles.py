"""Why a directive does not reach a call, in words for the user.

Each was seen with Tapenade of 2020 and of 2024, which ignore such a directive without a message.
"""

from __future__ import annotations

from rewriter.languages.nesting import DEEPEST
from rewriter.languages.obstacle import Code, Obstacle, obstacle

DECLARATION = obstacle(
    Code.DECLARATION,
    "is in a declaration",
    ": Tapenade ignores a directive before it; assign in a statement of its own",
)
METHOD = obstacle(Code.METHOD, "is called through a pointer", ": Tapenade does not see which function that is")
MACRO = obstacle(Code.MACRO, "is a macro", ", not a function: a directive acts on whatever it expands to")
MACRO_ARGUMENT = obstacle(
    Code.MACRO_ARGUMENT,
    "is in an argument of a macro",
    ", which may drop or repeat it; assign it to a variable first",
)
LIBRARY = obstacle(
    Code.LIBRARY,
    "is a library function that Tapenade differentiates itself",
    ": there is no checkpoint to omit",
)
FIRST_IN_DO = obstacle(
    Code.FIRST_IN_DO,
    "is in the first statement of a do loop",
    ", where Tapenade ignores a directive",
)
COMPUTED = obstacle(
    Code.COMPUTED,
    "an argument is an expression",
    ": Tapenade computes it first, and a directive acts on that statement",
)
INLINED = obstacle(
    Code.INLINED,
    "is inside of abs or fabs",
    ", where no directive reaches it; assign it to a variable first",
)
DEEP = obstacle(
    Code.DEEP,
    f"calls are nested more than {DEEPEST} deep here",
    "; it is not known which of them a directive reaches",
)
BRACES = obstacle(Code.BRACES, "is in a statement with braces inside", "; give it a statement of its own")
BEHIND_MACRO = obstacle(
    Code.BEHIND_MACRO,
    "follows a macro without ';'",
    ", so its statement is not certain; separate the two",
)
UNFINISHED = obstacle(Code.UNFINISHED, "is in something that does not end with ';'", ": perhaps a macro")


def condition(word: str) -> Obstacle:
    """For a call in the parentheses of ``if``, ``for``, ``while`` or ``switch``."""
    return obstacle(
        Code.HEADER,
        f"is in the head of '{word}'",
        ", where Tapenade ignores a directive; assign it to a variable first",
    )


def later(first: str) -> Obstacle:
    """For a call that is not the first of its statement."""
    return obstacle(
        Code.NOT_FIRST,
        f"comes after {first} in its statement",
        ", and a directive goes to the first call; split the statement",
    )
