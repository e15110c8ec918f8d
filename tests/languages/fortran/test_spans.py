"""What two statements are compared by."""

from __future__ import annotations

import pytest

from rewriter.languages.fortran import scan, spans
from rewriter.languages.fortran.spans import after_statement
from rewriter.languages.fortran.statement import statement_around

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


def words(text: str, form: str = "free") -> list[str]:
    return [one for _, one in spans(scan(text, "", form))]


def test_layout_does_not_count() -> None:
    assert (
        words("  CALL  f(a, & ! why\n   & b) ; X=1\n\n! more\n")
        == words("call f(a,b)\nx = 1\n")
        == ["callf(a,b)", "x=1"]
    )
    assert words("      call f(a,\n     &  b)\r\n", "fixed-72") == ["callf(a,b)"]


def test_a_one_line_if_reads_as_the_block_that_it_stands_for() -> None:
    block = "10 if (a) then\n call f\nend if\nb = 1\n"
    assert words("10 if (a) call f; b = 1\n") == words(block) == ["10:if(a)then", "callf", "endif", "b=1"]


def test_lines_of_cpp_and_of_sentinels_are_entries() -> None:
    text = "#ifdef  A \\\n  B\n!$OMP  parallel\n  x = 1\n!$ y = 2\n# endif\n! a comment\n!$AD NOCHECKPOINT\n"
    assert words(text) == ["#ifdef A \\ B", "!$omp parallel", "x=1", "!$ y = 2", "# endif"]


def test_offsets_are_those_of_the_statements() -> None:
    text = "10 x = 1; y = 2\nif (a) z = 3\n"
    assert [text[offset : offset + 1] for offset, _ in spans(scan(text, "", "free"))] == ["x", "y", "i", "z", "\n"]


def place_behind(text: str, form: str = "free") -> str | None:
    """What stands after the statement on line 1 and where a line may be put."""
    read = scan(text, "", form)
    end = statement_around(read.masked, 0).end
    at = after_statement(text, read.masked, read.form, end)
    return None if at is None else text[at:]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("x = 1 ! why\ny = 2\n", "y = 2\n"),
        ("x = 1", ""),
        ("x = f(a, &\n ! why\n b)\n! c\ny = 2\n", "! c\ny = 2\n"),
        ("x = f(a, &\n#ifdef A\n b)\n#else\n! c\n\n#endif\ny = 2\n", "y = 2\n"),
        ("x = f(a, &\n#ifdef A\n#if 1\n b)\n#endif\n#endif\ny = 2\n", "y = 2\n"),
        ("x = f(a, &\n#ifdef A\n b)\n#else\n c)\n#endif\ny = 2\n", None),
        ("x = f(a, &\n#ifdef A\n b)\n", None),
        ("x = f(a, &\n#ifdef A\n b)\n#else\n c)", None),
        ("x = 1\n#ifdef A\ny = 2\n#endif\n", "#ifdef A\ny = 2\n#endif\n"),
    ],
)
def test_where_a_line_may_stand_behind_a_statement(text: str, rest: str | None) -> None:
    assert place_behind(text) == rest


def test_a_continued_statement_of_fixed_form_ends_with_its_last_line() -> None:
    assert (
        place_behind("      x = f(a,\nC why\n     & b)\nC more\n      y = 2\n", "fixed-72") == "C more\n      y = 2\n"
    )


def test_a_line_behind_a_statement_on_a_later_line_of_the_text() -> None:
    text = "#ifdef A\nx = 1\ny = f(a, &\n#if 1\n b)\n#endif\nz = 3\n#endif\n"
    masked = scan(text, "", "free").masked
    behind = {
        name: after_statement(text, masked, "free", statement_around(masked, text.index(name)).end) for name in "xyz"
    }
    assert {name: text[at:].split("\n")[0] for name, at in behind.items() if at is not None} == {
        "x": "y = f(a, &",
        "y": "z = 3",
        "z": "#endif",
    }
