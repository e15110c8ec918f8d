"""Our mark on inserted lines, and these lines taken out again."""

from __future__ import annotations

import pytest

from rewriter.errors import Refused
from rewriter.languages.callback_marks import marked, removed


def test_marks() -> None:
    assert marked("  CALL F()") == "  CALL F() ! rewriter callback"
    assert marked("  f();", c=True) == "  f(); /* rewriter callback */"
    assert marked(" THEN", kind="cut", memory="  ") == " THEN ! rewriter callback cut .."
    assert marked("", c=True, kind="lead", memory="") == " /* rewriter callback lead - */"


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("a\n  CALL F() ! rewriter callback\nb\n", "a\nb\n"),
        ("a\r\n  CALL F() ! rewriter callback\r\nb\r\n", "a\r\nb\r\n"),
        ("a\n  f(); /* rewriter callback */\nb\n", "a\nb\n"),
        ("a\n  f(); /* rewriter callback */", "a\n"),
        ("  CALL F() ! rewriter callback\n  CALL G() ! rewriter callback\nb\n", "b\n"),
        ("a ! rewriter callback and more\n", "a ! rewriter callback and more\n"),
        ("a ! Rewriter callback\n", "a ! Rewriter callback\n"),
        ("a !rewriter callback\n", "a !rewriter callback\n"),
    ],
)
def test_lines_that_bear_the_mark_are_ours_as_a_whole(text: str, base: str) -> None:
    assert removed(text) == base


def test_a_label_comes_back_to_its_statement() -> None:
    ours = marked("   10 CALL F()", kind="lead", memory="   10 ") + "\n" + marked("      CALL G()") + "\n"
    assert removed(f"      a = 1\n{ours}      b = 2\n") == "      a = 1\n   10 b = 2\n"


@pytest.mark.parametrize("tail", [" THEN", " &\n& THEN", " &\r\n& THEN", "\n     + THEN", "\r\n     + THEN"])
def test_a_one_line_if_that_was_opened(tail: str) -> None:
    opened = "  IF (a)" + marked(tail, kind="cut", memory="  ") + "\n" + marked("    CALL F()") + "\n"
    closed = marked("  END IF") + "\n"
    assert removed(f"{opened}    b = 2\n{closed}c = 3\n") == "  IF (a)  b = 2\nc = 3\n"


def test_the_rest_of_a_line_that_was_cut_in_c() -> None:
    text = "  if (a)" + marked("", c=True, kind="cut", memory=" \t") + "\n" + marked("  f();", c=True) + "\n  b;\n"
    assert removed(text) == "  if (a) \tb;\n"


def test_cuts_of_lines_in_a_row() -> None:
    cut = marked("", c=True, kind="cut", memory=" ") + "\n"
    assert removed(f"a;{cut}  }}{cut}{marked('f();', c=True)}\n}}\n") == "a; } }\n"


@pytest.mark.parametrize("rest", ["", "  \n  b\n", "\r\n"])
def test_a_memory_whose_statement_is_gone_is_refused(rest: str) -> None:
    text = "a\n" + marked("   10 CALL F()", kind="lead", memory="   10 ") + "\n" + rest
    with pytest.raises(Refused, match=r"^line 2: the statement after this callback is gone"):
        removed(text)
