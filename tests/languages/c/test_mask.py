"""Comments, strings and cpp lines, hidden without moving what is left."""

from __future__ import annotations

import pytest

from rewriter.languages.c.mask import comments, cpp_words, mask, without_comments


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a /* ; */ b", "a         b"),
        ("a // ;\nb", "a     \nb"),
        ("a // ;\\\n;\nb", "a        \nb"),
        ("a // ;\\\r\n;\r\nb", "a          \nb"),
        ('f("/*;\\"") ;', 'f(""""""") ;'),
        ("x = ';';", "x = ''';"),
        ("x = '\\'';", "x = '''';"),
        ("don't\n;", "don't\n;"),
        ('f("a);\ng();', 'f(""""\ng();'),
        ("a /* ; b", "a       "),
        ("int \\\na;", "int   a;"),
        ("a / b;", "a / b;"),
    ],
)
def test_what_is_left_keeps_its_place(text: str, code: str) -> None:
    assert mask(text).code == code


@pytest.mark.parametrize(
    "line",
    [
        "#define A(x) { x; }",
        "#define A(x) \\\n { x; }",
        "#define A(x) \\\r\n { x; }",
        "#include <a.h> /* on\n two lines */",
        "#define A '#' \"#\\\n\"",
        "#error don't",
        "# if 0 // \\\n more",
    ],
)
def test_a_cpp_line_goes_on_as_cpp_says(line: str) -> None:
    text = f"a;\n  {line}\nb;"
    masked = mask(text)
    assert [text[start:end] for start, end in masked.cpp] == [line]
    assert masked.code.split() == ["a;", "b;"]


def test_comments_are_those_of_the_code() -> None:
    text = '/* a */ "/* b */" // c\n#define D /* d */\n/* e'
    assert [text[start:end] for start, end in comments(text)] == ["/* a */", "// c", "/* e"]


def test_strings_stay_where_only_comments_go() -> None:
    text = 'f("/*", \'"\'); /* a */\n#define D\ng();'
    assert without_comments(text) == 'f("/*", \'"\');        ' + "\n         \ng();"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("#  define A   1", "# define A 1"),
        ("#define A \\\r\n  1", "#define A 1"),
        ("#define A/* why */1 // because", "#define A 1"),
        ('#define A "/* b */"', '#define A "/* b */"'),
    ],
)
def test_cpp_lines_are_compared_without_layout(line: str, words: str) -> None:
    assert cpp_words(line) == words
