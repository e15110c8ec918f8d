"""The lines of tables and keys in TOML, whatever stands in strings and comments around them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.errors import UsageError
from rewriter.text.toml import parse, read

TEXT = """\
first = 1  # [run]
[run]
command = '''
[compare]
output = "no"
'''
must = [ # one ]
  "[compare]",
  'output = 1',
]
"two words" = QUOTES \\"
[compare]
QUOTES # end
[compare]
output = "a # b"
[run.environment]
A.b = 1
[[loop]]
name = "x"
[[loop]]
name = {a = "]"}
""".replace("QUOTES", '"' * 3)


@pytest.mark.parametrize(
    ("table", "key", "number", "line"),
    [
        ("", "first", 1, 1),
        ("run", "", 1, 2),
        ("run", "command", 1, 3),
        ("run", "must", 1, 7),
        ("run", "two words", 1, 11),
        ("run", "output", 1, 2),
        ("compare", "output", 1, 15),
        ("compare", "absent", 1, 14),
        ("run.environment", "A", 1, 17),
        ("loop", "name", 1, 19),
        ("loop", "name", 2, 21),
        ("loop", "", 2, 20),
        ("", "compare", 1, 14),
        ("absent", "key", 1, 1),
    ],
)
def test_lines(table: str, key: str, number: int, line: int) -> None:
    assert parse(TEXT, "t").line(table, key, number) == line


def test_a_table_that_is_a_dotted_key() -> None:
    toml = parse("a = 1\nrun.command = 'x'\n", "t")
    assert toml.line("run", "command") == 2


@given(st.lists(st.sampled_from(["'", '"', "[", "]", "{", "#", "=", "\\", "\n", "a", "."]), max_size=12).map("".join))
def test_no_string_moves_what_follows(content: str) -> None:
    quoted = content.replace("\\", "\\\\").replace('"', '\\"')
    text = f'x = """{quoted}"""\n[t]\nkey = 1\n'
    toml = parse(text, "t")
    newlines = content.count("\n")
    assert toml.data["x"].count("\n") in (newlines, newlines - 1), "a newline at the very beginning is dropped"
    assert toml.line("t", "key") == 3 + newlines


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^t:2: not TOML: "):
        parse("a = 1\nb = \n", "t")
    (tmp_path / "latin.toml").write_bytes(b"a = '\xe4'\n")
    with pytest.raises(UsageError, match=r"latin\.toml: not UTF-8, as TOML must be: invalid \S+ \S+ at byte 5"):
        read(tmp_path / "latin.toml")
    with pytest.raises(UsageError, match=r"none\.toml: cannot be read: No such file"):
        read(tmp_path / "none.toml")


def test_unknown_names_are_given_with_the_nearest() -> None:
    toml = parse("[run]\ncomand = 1\n", "t")
    with pytest.raises(UsageError, match=r"^t:2: unknown key comand; did you mean command\?$"):
        toml.check_known(toml.data["run"], ["command", "limit"], table="run")
    with pytest.raises(UsageError, match=r"^t:2: unknown key comand; expected one of a, b$"):
        toml.check_known(toml.data["run"], ["a", "b"], table="run")
