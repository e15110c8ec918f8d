"""What derivatives are called, told by the heads of adjoint procedures."""

from __future__ import annotations

from collections import Counter

import pytest

from rewriter.callbacks.derivatives import arguments, check, patterns
from rewriter.callbacks.names import Names
from rewriter.callsites.source import Source
from rewriter.errors import UsageError
from rewriter.languages.instrumenting import units


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        ("m_b.f90", "SUBROUTINE TOP_B(u, ub, &\n&   w)\nu = 1\nEND\n", ["u", "ub", "w"]),
        ("m_b.f", "      SUBROUTINE TOP_B(u,\n     +  ub)\n      u = 1\n      END\n", ["u", "ub"]),
        ("m_b.f90", "SUBROUTINE TOP_B\nu = 1\nEND\n", []),
        ("m_b.c", "void top_b(double u[3], double *ub,\n  int n) {\n  u[0] = 1;\n}\n", ["u", "ub", "n"]),
    ],
)
def test_arguments(path: str, text: str, names: list[str]) -> None:
    scan = Source(path, text.encode()).scan
    (unit,) = units(scan)
    assert arguments(scan, unit) == names


def test_a_derivative_follows_its_variable_and_is_unknown_to_the_primal() -> None:
    given = ["u", "u_ad", "n", "n1", "x", "xy", "d", "q", "q_ad"]
    assert list(patterns(given, {"u", "n", "x", "xy", "d", "q"})) == ["%_ad", "%_ad"]


def test_a_name_that_no_derivative_has_is_refused_and_the_right_one_proposed() -> None:
    found = Counter({"%_ad": 3, "%x": 1})
    check(Names(), found, known=True)
    check(Names(), Counter(), known=False)
    with pytest.raises(UsageError, match=r"--variable-name '%b': .* give --variable-name '%_ad', which fits 3 of"):
        check(Names(), found, known=False)
