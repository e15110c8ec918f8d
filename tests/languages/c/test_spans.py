"""Statements of C in their normal form."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rewriter.languages.c.spans import statement_spans, statements
from tests.support.c_code import FUNCTIONS, layouts


@settings(max_examples=100)
@given(st.data())
def test_statements_do_not_depend_on_layout(data: st.DataObject) -> None:
    words = [word for part in data.draw(st.lists(FUNCTIONS, min_size=1, max_size=2)) for word in part]
    texts = [data.draw(layouts(words)) for _ in range(2)]
    one, two = ([words for words in statements(text) if words[0] != "#"] for text in texts)
    assert one == two
    assert " ".join(one) == " ".join(words)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=b ;", ["a = b ;"]),
        ("if(n){f(x);}else g( x );", ["if ( n )", "{", "f ( x ) ;", "}", "else", "g ( x ) ;"]),
        ("out:f(x);", ["out :", "f ( x ) ;"]),
        ("int f(void){}", ["int f ( void )", "{", "}"]),
        (";", [";"]),
        ("a", ["a"]),
        ("p->n+=1.5e-3f*x[i]++>>2;", ["p -> n += 1.5e-3f * x [ i ] ++ >> 2 ;"]),
        ('f("a  b;" /* c */, \'"\');', ['f ( "a  b;" , \'"\' ) ;']),
        ("#define  A \\\r\n  1 // one\nf(A);", ["#define A 1", "f ( A ) ;"]),
    ],
)
def test_normal_forms(text: str, expected: list[str]) -> None:
    assert statements(text) == expected


def test_offsets_are_those_of_the_first_character() -> None:
    text = "  out: /* a */ if (n)\n    f(x);\n#endif\n  }"
    assert [text[at:].split()[0] for at, _ in statement_spans(text)] == ["out:", "if", "f(x);", "#endif", "}"]


def test_strings_count_to_the_letter() -> None:
    assert statements('f("a b");') != statements('f("a  b");')
