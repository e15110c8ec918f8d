"""Tapenade's command lines, read and written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.errors import UsageError
from rewriter.tools.command_line import CommandLine, Option, parse, render, splitting


def test_all_that_a_command_line_has() -> None:
    text = "\n".join(
        [
            "$T/bin/tapenade -reverse -i4 \\",
            """ -head 'f(x)/(y) g' -nocheckpoint "a b" -O ad\\ code -profile one.f90 "two words.f" """,
        ]
    )
    assert parse(text) == CommandLine(
        program="$T/bin/tapenade",
        options=(
            Option("-reverse"),
            Option("-i4"),
            Option("-head", "f(x)/(y) g"),
            Option("-nocheckpoint", "a b"),
            Option("-O", "ad code"),
            Option("-profile"),
        ),
        files=("one.f90", "two words.f"),
    )


def test_a_string_of_options_has_no_program() -> None:
    assert parse("-defaultnocheckpoint") == CommandLine(options=(Option("-defaultnocheckpoint"),))
    assert parse("-b tapenade") == CommandLine(options=(Option("-b"),), files=("tapenade",))
    assert parse(" \n") == CommandLine()


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("-reverse", ()),
        ("-nocheckpoint foo", ("foo",)),
        ('-split "Foo, m.bar,baz  m%qux"', ("foo", "m.bar", "baz", "m%qux")),
        ("-nocheckpoint a -split b,c", ("b", "c")),
        ("-nocheckpoint 'a b' -nocheckpoint c", ("c",)),
        ("-split a -nocheckpoint ''", ()),
        ("-split %all%", ("%all%",)),
    ],
)
def test_the_last_list_of_split_procedures_counts(text: str, split: tuple[str, ...]) -> None:
    assert parse(text).split == split


def test_an_option_takes_the_next_word_whatever_it_is() -> None:
    assert parse("-nocheckpoint -reverse a.f").options == (Option("-nocheckpoint", "-reverse"),)
    assert parse("-headline a.f") == CommandLine(options=(Option("-headline"),), files=("a.f",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("-reverse -head", r"column 15: -head needs a value"),
        ("-O  ", r"column 3: -O needs a value"),
        ("-b 'open", r"column 4: a quote .*'open"),
        ('-head "f(x', r"column 7: a quote"),
        ("a.f '-b'", r"column 5: write the option '-b' without quotes"),
        ("a.f b\\", r"column 6: a quote or backslash"),
    ],
)
def test_mistakes_are_told_with_their_column(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse(text)


SWITCHES = st.from_regex(r"-[a-zA-Z0-9=+]{3,12}", fullmatch=True).filter(
    lambda name: parse(f"{name} x").files == ("x",)  # not one that takes a value
)
VALUED = st.sampled_from(["-head", "-root", "-O", "-o", "-nocheckpoint", "-split", "-joint", "-I", "-linelength"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
COMMANDS = st.builds(
    CommandLine,
    program=st.sampled_from(["", "tapenade", "/opt/my tapenade/bin/tapenade"]),
    options=st.lists(st.builds(Option, SWITCHES) | st.builds(Option, VALUED, TEXTS), max_size=6).map(tuple),
    files=st.lists(TEXTS.filter(lambda name: name[:1] != "-" and name != "tapenade"), max_size=4).map(tuple),
)


@given(COMMANDS)
def test_what_is_written_is_read_back(command: CommandLine) -> None:
    assert parse(render(command)) == command


@given(st.text("-Oab'\"\\ \n,"))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        command = parse(text)
    except UsageError as error:
        assert "column" in str(error)
    else:
        assert parse(render(command)) == command


@pytest.mark.parametrize(
    ("options", "names", "expected"),
    [
        (["-reverse"], ["a", "b"], ["-reverse", "-nocheckpoint", "a b"]),
        (["-nocheckpoint", "c", "-split", "d", "-reverse"], ["a"], ["-nocheckpoint", "c", "-split", "d a", "-reverse"]),
        (["-nocheckpoint", "c"], [], ["-nocheckpoint", "c"]),
    ],
)
def test_more_procedures_are_added_to_the_list_that_counts(
    options: list[str], names: list[str], expected: list[str]
) -> None:
    assert splitting(options, names) == expected
