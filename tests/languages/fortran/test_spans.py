"""What two statements are compared by."""

from __future__ import annotations

import pytest

from rewriter.languages.fortran import scan, spans

FREE = "x = 'A b' ! c\ny = f(1)//\"q;r\" ; z = 'l'\nif (a) b = 'c'  ! 'd'\n"
FIXED = "      x = 'A b' ! c\n      if (a) b = 'c\n     &d'\n   10 call f('x')\n"


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        (FREE, "free", ["x='A b'", 'y=f(1)//"q;r"', "z='l'", "if(a)then", "b='c'", "endif"]),
        (FIXED, "fixed-72", ["x='A b'", "if(a)then", "b='cd'", "endif", "10:callf('x')"]),
    ],
)
def test_strings_count_to_the_letter_also_at_the_end_of_a_statement(text: str, form: str, expected: list[str]) -> None:
    assert [words for _, words in spans(scan(text, "", form))] == expected
