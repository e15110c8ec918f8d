"""A ``tune.toml`` is read whole, or what is wrong in it is told with its line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from rewriter.errors import Refused, UsageError
from rewriter.tuning.task import Task
from rewriter.tuning.task_file import load
from tests.support.models import FIXTURES

GLACIER = FIXTURES / "glacier"


def task(tmp_path: Path, change: tuple[str, str], name: str = "tune.toml") -> Task:
    shutil.copytree(GLACIER, tmp_path, dirs_exist_ok=True)
    text = (tmp_path / name).read_text()
    assert change[0] in text
    (tmp_path / "tune.toml").write_text(text.replace(*change))
    return load(tmp_path / "tune.toml")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("repetitions", "repititions"), r"tune\.toml:\d+: unknown key repititions; did you mean repetitions\?"),
        (("[budget]", "[budgt]"), r"tune\.toml:\d+: unknown section budgt; did you mean budget\?"),
        (('peak = "30x"', 'peak = "many"'), r"tune\.toml:\d+: 'many' is not a size"),
        (("limit = 60", "limit = 'soon'"), r"tune\.toml:\d+: limit must be a number, not 'soon'"),
        (("{extra}", ""), r"tune\.toml:\d+: command must contain \{extra\}"),
        (("norm +(\\S+)", "norm"), r"tune\.toml:\d+: 'norm' needs a group"),
        (('"glacier.f90"', '"glaciar.f90"'), r"tune\.toml:\d+: glaciar\.f90: no such file"),
        (("[budget]", "[languages]\n'*.x' = 'cobol'\n[budget]"), r"tune\.toml:\d+: \*\.x must be one of fortran, "),
        (("[budget]", "[languages]\n'*.x' = ['c']\n[budget]"), r"tune\.toml:\d+: \*\.x must be one of fortran, "),
        (("[sources]", "languages = 3\n[sources]"), r"tune\.toml:\d+: languages must be a section"),
        (('command = "build/run"\n', ""), r"tune\.toml:\d+: \[run\] needs command"),
        (("[sources]", "[sources"), r"tune\.toml:3: not TOML"),
        (
            ("[budget]", '[search]\nstrategy = "fast"\n[budget]'),
            r"tune\.toml:\d+: strategy must be one of gain-first, ",
        ),
        (("[budget]", "[search]\nat_once = 0\n[budget]"), r"tune\.toml:\d+: at_once must be at least 1"),
        (("repetitions = 5", "repetitions = 0"), r"tune\.toml:\d+: repetitions must be at least 1"),
        (("limit = 60", "limit = inf"), r"tune\.toml:\d+: limit must be at least 0 and finite, not inf"),
        (('"build/run"', "'sh -c \"x'"), r"tune\.toml:\d+: command is not a command line: No closing quotation"),
        (('"build/run"', "''"), r"tune\.toml:\d+: command is empty"),
        (('"build/run"', '"FIXME"'), r"tune\.toml:\d+: command still contains FIXME"),
    ],
)
def test_what_is_wrong_in_a_tune_file_is_told_with_its_line(
    change: tuple[str, str], message: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=message):
        task(tmp_path, change)


def test_what_files_are_written_in(tmp_path: Path) -> None:
    given = task(tmp_path, ("[budget]", "[languages]\n'*.inc' = 'fortran-fixed'\n[budget]"))
    assert given.languages == {"*.inc": "fortran-fixed"}


LOOP = "glacier.f90::glacier>do#1"


def loop_task(tmp_path: Path, change: tuple[str, str]) -> Task:
    return task(tmp_path, change, "tune-binomial.toml")


def test_a_loop_is_named_as_sites_are(tmp_path: Path) -> None:
    (knob,) = loop_task(tmp_path, (f'"{LOOP}"', '"glacier.f90:13"')).binomial
    assert knob.loop == LOOP
    (knob,) = loop_task(tmp_path, ('"years+1"', '"years + 1"\nfirst = 1')).binomial
    assert [str(setting) for setting in knob.settings] == [f"{LOOP} BINOMIAL-CKP years+1 {n} 1" for n in (4, 8)]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (("snapshots =", "snapshot ="), UsageError, r"unknown key snapshot; did you mean snapshots\?"),
        (("[4, 8]", '["4"]'), UsageError, r"snapshots must be a list of whole numbers"),
        (("[4, 8]", "[0]"), UsageError, r"snapshots must list the numbers to try, each 1 or more"),
        (("[4, 8]", "[]"), UsageError, r"snapshots must list the numbers to try, each 1 or more"),
        (('"years+1"', '" "'), UsageError, r"steps is empty"),
        (('steps = "years+1"\n', ""), UsageError, r"\[binomial\] needs steps"),
        (("[[binomial]]", "[binomial]"), UsageError, r"binomial must be written as tables, \[\[binomial\]\]"),
        (("glacier>do#1", "glacier>do#2"), Refused, r"does not name one DO loop"),
        ((f'"{LOOP}"', '"glacier.f90:94"'), Refused, r"does not name one DO loop"),
    ],
)
def test_what_is_wrong_of_a_loop_is_told_with_its_line(
    change: tuple[str, str], error: type[Exception], message: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=rf"tune\.toml:(\d+): .*{message}") as told:
        loop_task(tmp_path, change)
    number = re.search(r"tune\.toml:(\d+)", str(told.value))
    assert number is not None
    line = (tmp_path / "tune.toml").read_text().splitlines()[int(number[1]) - 1]
    assert (change[1].split() or ["[[binomial]]"])[0] in line
    if isinstance(told.value, Refused):
        assert told.value.candidates


def test_the_second_of_two_loops_is_told_with_its_own_line(tmp_path: Path) -> None:
    again = '[4, 8]\n\n[[binomial]]\nloop = "glacier.f90:13"\nsteps = "3"\nsnapshots = [2]\n'
    with pytest.raises(UsageError, match="list all its numbers of snapshots in one") as told:
        loop_task(tmp_path, ("[4, 8]\n", again))
    line = (tmp_path / "tune.toml").read_text().splitlines().index('loop = "glacier.f90:13"') + 1
    assert f"tune.toml:{line}:" in str(told.value)


MINIMAL = {
    "sources": {"files": '["m.f90"]'},
    "differentiate": {"head": '"top(y)/(x)"'},
    "build": {"command": '"make {extra}"'},
    "run": {"command": '"./run"'},
    "compare": {"output": r"['norm (\S+)']"},
}
"""A task that says no more than it must: by section and key, the text of each value."""


def minimal(folder: Path, **keys: str) -> Task:
    """That task with other keys, ``section__key``."""
    sections = {name: dict(values) for name, values in MINIMAL.items()}
    for name, text in keys.items():
        section, _, key = name.partition("__")
        sections.setdefault(section, {})[key] = text
    lines = [
        f"[{name}]\n" + "".join(f"{key} = {text}\n" for key, text in values.items())
        for name, values in sections.items()
    ]
    (folder / "m.f90").touch()
    (folder / "tune.toml").write_text("".join(lines))
    return load(folder / "tune.toml")


def test_what_is_not_said_has_a_default(tmp_path: Path) -> None:
    task = minimal(tmp_path)
    assert (task.folder, task.root) == (tmp_path, tmp_path.resolve())
    assert (task.sources.files, task.differentiate.head) == (("m.f90",), "top(y)/(x)")
    assert (task.differentiate.options, task.differentiate.output) == (("-reverse",), "ad")
    assert (task.run.repetitions, task.run.memory, task.search.trials, task.search.limit) == (3, None, None, None)
    assert task.binomial == ()
    assert task.left_out == (".*",)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("run__limit", "5", 5.0),
        ("run__limit", "0", 0.0),
        ("run__memory", '"2 kB"', 2000),
        ("run__memory", "4096", 4096),
        ("run__repetitions", "1", 1),
        ("run__environment", "{ A = 1, B = 'b' }", {"A": "1", "B": "b"}),
        ("build__reuse", "false", False),
        ("search__trials", "0", 0),
        ("search__limit", "2", 2.0),
        ("search__strategy", '"exhaustive"', "exhaustive"),
        ("budget__peak", '"3x"', "3x"),
        ("budget__resident", '"1 GB"', "1 GB"),
        ("sites__free", '["a", "b"]', ("a", "b")),
        ("compare__how", '"digits"', "digits"),
        ("sources__leave_out", '["*.nc"]', ("*.nc",)),
    ],
)
def test_a_value_is_taken_as_its_kind(key: str, text: str, value: Any, tmp_path: Path) -> None:
    section, _, name = key.partition("__")
    found = getattr(getattr(minimal(tmp_path, **{key: text}), section), name)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("key", "text", "why"),
    [
        ("run__repetitions", "2.0", "repetitions must be a whole number, not 2.0"),
        ("run__repetitions", "true", "repetitions must be a whole number, not True"),
        ("run__limit", "true", "limit must be a number, not True"),
        ("run__limit", "-1", "limit must be at least 0 and finite, not -1"),
        ("run__limit", "nan", "limit must be at least 0 and finite, not nan"),
        ("run__command", "7", "command must be a string, not 7"),
        ("run__must", '"text"', "must must be a list of strings, not 'text'"),
        ("run__must", "[1]", r"must must be a list of strings, not \[1\]"),
        ("run__environment", '"A=1"', "environment must be a table, not 'A=1'"),
        ("run__memory", '"much"', "'much' is not a size"),
        ("run__time", '"cup"', r"time must be one of wall, cpu, output, not 'cup'; did you mean cpu\?"),
        ("build__reuse", "1", "reuse must be true or false, not 1"),
        ("budget__resident", '"1 iB"', "'1 iB' is not a size"),
        ("search__trials", "-1", "trials must be at least 0 and finite, not -1"),
        ("search__limit", "-1", "limit must be at least 0 and finite, not -1"),
        ("compare__digits", "0", "digits must be at least 1 and finite, not 0"),
        ("compare__relative", "-1.0", "relative must be at least 0 and finite, not -1"),
        ("compare__form", '"txt"', r"form must be one of text, .* not 'txt'; did you mean text\?"),
        ("compare__how", '"xyz"', "how must be one of bitwise, digits, relative, not 'xyz'$"),
        ("compare__output", "['(']", r"'\(' is not a regular expression: "),
        ("compare__output", "[]", r"\[compare\] needs output or files"),
        ("differentiate__head", '""', r"\[differentiate\] needs head, or a command that runs Tapenade"),
        ("differentiate__command", '"\'"', "command is not a command line: No closing quotation"),
        ("sources__cpp", '"\'"', "cpp is not a command line: No closing quotation"),
        ("sources__root", '"gone"', r"/gone: no such directory"),
    ],
)
def test_each_check_tells_the_line(key: str, text: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=rf"tune\.toml:\d+: .*{why}|tune\.toml:\d+: {why}") as told:
        minimal(tmp_path, **{key: text})
    line = int(re.findall(r"tune\.toml:(\d+)", str(told.value))[0])
    assert (tmp_path / "tune.toml").read_text().splitlines()[line - 1].startswith(f"{key.partition('__')[2]} = ")


def test_seconds_that_are_printed_need_a_group(tmp_path: Path) -> None:
    assert minimal(tmp_path, run__seconds='"took"').run.seconds == "took", "it is for another clock"
    with pytest.raises(UsageError, match=r"tune\.toml:9: 'took' needs a group in parentheses around what is meant$"):
        minimal(tmp_path, run__seconds='"took"', run__time='"output"')
    assert minimal(tmp_path, run__seconds='"took (.*)"', run__time='"output"').run.time == "output"


@pytest.mark.parametrize(
    ("text", "why"),
    [("run = 3", r"run must be a section, \[run\]"), ("run = []", r"run must be a section, \[run\]")],
)
def test_a_section_is_a_table(text: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "tune.toml").write_text(f"{text}\n[sources]\nfiles = []\n[build]\ncommand = 'x'\n")
    with pytest.raises(UsageError, match=rf"tune\.toml:1: {why}$"):
        load(tmp_path / "tune.toml")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"tune\.toml"):
        load(tmp_path / "tune.toml")
