"""What a macro's body tells of it."""

from __future__ import annotations

import pytest

from rewriter.languages.macros import Macros, defined


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("rc=status); if (status /= 0) call fail(n", "closing"),
        ("rc=status); call fail(", "closing"),
        ("a)", "closing"),
        ("(a", "closing"),
        ("x; y = 1", "closing"),
        ("x \\\n ; y", "closing"),
        ("((a)+(a))", "harmless"),
        ("';' /* ; ) */ \")\"", "harmless"),
        ("", "harmless"),
        ("do i = 1, n", "bordering"),
        ("END IF", "bordering"),
        ("if (myThid .eq. 1) then", "bordering"),
        ("domain", "harmless"),
        ("if (a) call f", "harmless"),
    ],
)
def test_a_body(body: str, kind: str) -> None:
    found = defined(f"x\n # define NAME {body}\n")
    assert {field for field in ("closing", "bordering", "harmless") if getattr(found, field)} == {kind}


def test_a_macro_is_as_bad_as_what_it_mentions() -> None:
    found = defined("#define B A + 1\n#define A(x) x)\n#define C 1\n")
    assert (found.closing, found.harmless) == (frozenset("AB"), frozenset("C"))


def test_of_several_definitions_the_worst_counts() -> None:
    here, there = defined("#define A 1\n#define B 1\n"), defined("#define A 1)\n")
    both = Macros.of([here, there._replace(whole=False, declared=frozenset("x"))])
    assert both == Macros(closing=frozenset("A"), harmless=frozenset("B"), declared=frozenset("x"), whole=False)
