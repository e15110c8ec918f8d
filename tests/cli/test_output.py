"""What goes to standard output and to standard error, in which format, and in which colour."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator

import click
import pytest
from click.testing import CliRunner

from rewriter.cli.output import Output, output_options
from rewriter.errors import UsageError

RECORDS = [{"id": "é", "line": 1}, {"id": "b\n", "line": 2}]
DIFF = ("a.f", ["--- a/a.f\n", "+++ b/a.f\n", "@@ -1 +1 @@ s\n", " x\n", "--i;\n", "---i;\n", "+++i;\n", "-y\n"])


def output(form: str = "text", *, quiet: bool = False, color: str = "never") -> Output:
    return Output(form, quiet, color)


def lines() -> Iterator[str]:
    yield from ("as", "text")


Captured = pytest.CaptureFixture[str]


def test_records_in_each_format(capsys: Captured) -> None:
    output().records(RECORDS, lines)
    assert capsys.readouterr().out == "as\ntext\n"
    output("json").records(iter(RECORDS), lines)
    assert json.loads(capsys.readouterr().out) == RECORDS
    output("jsonl").records(RECORDS, lines)
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == RECORDS


def test_no_records_are_a_list_and_no_lines(capsys: Captured) -> None:
    output("json").records([], lines)
    output("jsonl").records([], lines)
    assert capsys.readouterr().out == "[]\n"


def test_records_are_not_made_where_text_is_wanted() -> None:
    output().records(map(json.loads, ["no record"]), lines)
    with pytest.raises(json.JSONDecodeError):
        output("jsonl").records(map(json.loads, ["no record"]), lines)


def test_lines_show_escapes_and_keep_our_colour_alone(capsys: Captured) -> None:
    words = f"{click.style('a', fg='red')}\x1b[2J"
    output().lines([words])
    assert capsys.readouterr().out == r"\x1b[31ma\x1b[0m\x1b[2J" + "\n"
    output(color="always").lines([words])
    assert capsys.readouterr().out == f"{click.style('a', fg='red')}\\x1b[2J\n"


def test_diffs_are_what_patch_takes(capsys: Captured) -> None:
    output().diffs([DIFF, ("b.f", ["+\x0c\n"])])
    assert capsys.readouterr().out == "".join(DIFF[1]) + "+\x0c\n"


def test_diffs_as_records(capsys: Captured) -> None:
    output("json", color="always").diffs([DIFF])
    assert json.loads(capsys.readouterr().out) == [{"path": "a.f", "diff": "".join(DIFF[1])}]


def test_diffs_in_colour(capsys: Captured) -> None:
    output(color="always").diffs([DIFF])
    colours = {"\x1b[31m": "red", "\x1b[32m": "green", "\x1b[36m": "cyan"}
    shown = capsys.readouterr().out
    assert click.unstyle(shown) == "".join(DIFF[1])
    assert [colours.get(line[:5]) for line in shown.splitlines()] == [
        *(None, None, "cyan", None, "red", "red", "green", "red")
    ]


def test_messages_go_to_standard_error_unless_unwanted(capsys: Captured) -> None:
    output().tell("done\x07")
    output().warn("odd")
    output().problem(UsageError("bad\x1b"))
    assert capsys.readouterr() == ("", "done\\x07\nrewriter: odd\nrewriter: bad\\x1b\n")
    output(quiet=True).tell("done")
    output(quiet=True).warn("odd")
    output(quiet=True).problem("bad")
    assert capsys.readouterr() == ("", "rewriter: bad\n")


@pytest.mark.parametrize("terminal", [True, False])
def test_colour_is_for_terminals_or_as_asked(terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert [output(color=when).colour for when in ("always", "never", "auto")] == [True, False, terminal]
    monkeypatch.setenv("NO_COLOR", "")
    assert [output(color=when).colour for when in ("always", "never", "auto")] == [True, False, False]


def test_a_reader_that_has_had_enough_is_no_error() -> None:
    program = (
        "from rewriter.cli.output import Output\n"
        "out = Output('text', False, 'never')\n"
        "out.lines('x' * 99 for _ in range(99_999))\n"
        "out.lines(['more'])\n"
    )
    reading, writing = os.pipe()
    with subprocess.Popen([sys.executable, "-c", program], stdout=writing, stderr=subprocess.PIPE) as running:
        os.close(writing)
        os.close(reading)
        assert running.communicate()[1] == b""
    assert running.returncode == 0


@click.command()
@output_options("sarif")
def command(out: Output) -> None:
    """Print what was asked for."""
    click.echo(f"{out.format} {out.quiet} {out.color}")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ([], "text False auto"),
        (["--format", "jsonl", "-q"], "jsonl True auto"),
        (["--format", "sarif", "--quiet", "--color", "always"], "sarif True always"),
    ],
)
def test_options(words: Iterable[str], shown: str) -> None:
    assert CliRunner().invoke(command, list(words)).output == f"{shown}\n"


@pytest.mark.parametrize("words", [["--format", "github"], ["--color", "red"]])
def test_formats_and_colours_that_do_not_exist(words: list[str]) -> None:
    assert CliRunner().invoke(command, words).exit_code == 2
