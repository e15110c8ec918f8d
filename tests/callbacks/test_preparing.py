"""Statements that make room for derivatives."""

from __future__ import annotations

import pytest

from rewriter.callbacks.preparing import preparing
from rewriter.languages.tree import Arm, Node, leaves_of
from tests.support.small_code import body, c_body


def found(arm: Arm) -> list[str]:
    def zeroes(node: Node) -> bool:
        return all(leaf.words.rstrip(";").endswith("=0.0") for leaf in leaves_of(node))

    return sorted(leaf.words.rstrip(";") for leaf in preparing([arm], zeroes))


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        ("allocate(wb(n));;wb = 0.0;;xb = 0.0", ["allocate(wb(n))", "wb=0.0"]),
        ("allocate(wb(n));;x = 1;;wb = 0.0", ["allocate(wb(n))"]),
        ("pb => xb;;pb = 0.0", ["pb=>xb"]),
        (
            "if (k > 1) then;;allocate(wb(n));;do i = 1, n;;wb(i) = 0.0;;end do;;end if",
            ["allocate(wb(n))", "wb(i)=0.0"],
        ),
    ],
)
def test_in_fortran(statements: str, words: list[str]) -> None:
    assert found(body(statements)) == words


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        ("wb = (double *)malloc(8); wb[0] = 0.0; *wb = 0.0;", ["*wb=0.0", "wb=(double*)malloc(8)", "wb[0]=0.0"]),
        ("wb = calloc(n, 8); xb = 0.0;", ["wb=calloc(n,8)"]),
        ("double *pb, s; pb = xb; s = xb; pb[0] = 1;", ["pb=xb"]),
        ("double s, *pb; pb = xb; s = xb;", ["pb=xb"]),
        ("double *pb; pb = xb + 3; *pb = 1;", ["pb=xb+3"]),
    ],
)
def test_in_c(statements: str, words: list[str]) -> None:
    assert found(c_body(statements)) == words
