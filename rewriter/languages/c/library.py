"""Library functions that Tapenade differentiates by itself: they take no directive away from other calls.

The intrinsics common to the C libraries of the releases of 2020 and 2024 (``CGeneralLib`` and
``GeneralLib``); To one of them, ``fmax`` and ``floor``, say, are ordinary calls.
"""

INTRINSICS = frozenset(
    [
        "abs",
        "acos",
        "asin",
        "atan",
        "atan2",
        "cos",
        "cosh",
        "exp",
        "fabs",
        "log",
        "log10",
        "pow",
        "sin",
        "sinh",
        "sqrt",
        "tan",
        "tanh",
    ]
)
INLINED = frozenset({"abs", "fabs"})
"""Of these the ones that become an IF later on: they are no expressions, and no directive reaches into them."""
