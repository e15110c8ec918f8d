"""Why a directive does not reach a call, in words for the user.

Each was seen with Tapenade of 2020 and of 2024, which ignore such a directive without a message.
"""

from __future__ import annotations

from rewriter.languages.nesting import DEEPEST
from rewriter.languages.obstacle import Code, Obstacle, obstacle

NOT_FIRST = obstacle(Code.NOT_FIRST, "not the first call of its statement", ": a directive would act on the first one")
IN_HEADER = obstacle(
    Code.HEADER,
    "in the condition or the bounds of a control statement",
    ", where Tapenade ignores directives",
)
NO_ASSIGNMENT = obstacle(
    Code.NO_ASSIGNMENT, "neither in an assignment nor in a CALL", ", so Tapenade ignores directives there"
)
TYPE_BOUND = obstacle(Code.METHOD, "type-bound procedure", ": Tapenade cannot tell which procedure is meant")
IN_TYPE_BOUND = obstacle(
    Code.METHOD_ARGUMENT,
    "in an argument of a type-bound procedure",
    ", a call that Tapenade does not follow; assign it to a variable first",
)
MAYBE_INTRINSIC = obstacle(
    Code.MAYBE_INTRINSIC,
    "a generic interface with the name of an intrinsic function",
    ": the types of the arguments may make this the intrinsic, on which no directive acts; call the specific function",
)


def closed_by(macro: str) -> Obstacle:
    """For a one-line IF whose call a macro may close."""
    return obstacle(
        Code.MACRO_ARGUMENT,
        f"{macro} may be a macro that ends the call",
        ", and what follows would stand inside the IF that a directive needs opened; write the IF as a block",
    )


SENTINEL = obstacle(Code.SENTINEL, "after an OpenMP sentinel", ", which Tapenade reads as a comment")
DEEP = obstacle(
    Code.DEEP,
    f"calls are nested more than {DEEPEST} deep there",
    ": nobody has seen which of them a directive reaches",
)
DO_LABEL = obstacle(Code.DO_LABEL, "its label ends a DO loop", ", so the IF cannot be opened")
COMPUTED = obstacle(
    Code.COMPUTED,
    "an argument is an expression",
    ": Tapenade computes it in a statement of its own, which takes the directive",
)
INLINED = obstacle(
    Code.INLINED,
    "inside of MIN, MAX or ABS",
    ", where no directive reaches it: assign it to a variable first",
)
