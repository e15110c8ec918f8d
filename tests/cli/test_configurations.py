"""``rewriter save``, ``apply``, ``revert``, ``check``, ``diff`` and ``export``: options, output and exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rewriter.configuration.toml import load, loads
from rewriter.text.lock import held
from tests.support.listings import procedure
from tests.support.running import contents, ran

Captured = pytest.CaptureFixture[str]
MODEL = procedure("top", "a", "b", "b") + "subroutine loop(x)\ndo i = 1, n\nx = i\nend do\nend subroutine loop\n"
A, B1 = "m.f90::top>a#1", "m.f90::top>b#1"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With ``m.f90``, and ``n.f90`` that defines what it calls."""
    (tmp_path / "m.f90").write_text(MODEL)
    (tmp_path / "n.f90").write_text(procedure("a") + procedure("b"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def saved(name: str, *options: str) -> None:
    assert ran("save", ".", *options, "-o", name, "-q") == 0


def test_without_a_file_a_configuration_is_printed_as_one(folder: Path, capsys: Captured) -> None:
    assert ran("save", ".", "--nocheckpoint", "a", "--root", folder) == 0
    config = loads(capsys.readouterr().out)
    assert [str(entry.id) for entry in config.entries] == [A] and config.root == "."


def test_entries_as_records(capsys: Captured) -> None:
    words = ("--checkpoint", "a", "--binomial", "m.f90::loop>do#1", "n+1 4  1", "--fragment", A, B1)
    assert ran("save", ".", *words, "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [(one["kind"], one["id"], one["last"], one["setting"]) for one in found] == [
        ("binomial", "m.f90::loop>do#1", "", "n+1 4 1"),
        ("fragment", A, B1, "placed"),
        ("site", A, "", "checkpoint"),
    ]


def test_names_from_lists_are_added_to_those_of_options(folder: Path, capsys: Captured) -> None:
    (folder / "one.txt").write_text("b@4\n")
    (folder / "two.txt").write_text('tapenade -nocheckpoint "a" m.f90\n')
    lists = ("--from-list", "one.txt", "--from-list", "two.txt")
    assert ran("save", ".", *lists, "--nocheckpoint", "b@5", "--format", "json", "-q") == 0
    assert [one["id"] for one in json.loads(capsys.readouterr().out)] == [A, B1, "m.f90::top>b#2"]


def test_what_is_done_is_told_with_its_number(capsys: Captured) -> None:
    for words, told in (
        ("save . --nocheckpoint a -o t.toml", "wrote t.toml: 1 entry\n"),
        ("apply t.toml --diff", "would change 1 file\n"),
        ("check t.toml", "1 of 1 entry does not hold\n"),
        ("apply t.toml --to copies", "changed 1 file below copies\n"),
        ("apply t.toml", "changed 1 file\n"),
        ("apply t.toml", "changed 0 files\n"),
        ("check t.toml", "holds: 1 entry\n"),
        ("revert t.toml", "changed 1 file\n"),
    ):
        ran(*words.split())
        assert capsys.readouterr().err == told, words


def test_a_diff_writes_nothing_and_shows_both_ways(folder: Path, capsys: Captured) -> None:
    saved("t.toml", "--nocheckpoint", "a")
    before = contents(folder)
    ran("apply", "t.toml", "--diff", "-q")
    assert "\n+!$AD NOCHECKPOINT rewriter\n" in capsys.readouterr().out
    assert contents(folder) == before
    ran("apply", "t.toml", "-q")
    capsys.readouterr()
    ran("revert", "t.toml", "--diff", "-q")
    assert "\n-!$AD NOCHECKPOINT rewriter\n" in capsys.readouterr().out


def test_a_diff_may_be_made_while_others_read(folder: Path) -> None:
    saved("t.toml", "--nocheckpoint", "a")
    with held(folder, shared=True):
        assert ran("apply", "t.toml", "--diff", "-q") == 0


def test_changed_files_are_named(capsys: Captured) -> None:
    saved("t.toml", "--nocheckpoint", "a")
    ran("apply", "t.toml", "--format", "json", "-q")
    assert json.loads(capsys.readouterr().out) == [{"path": "m.f90"}]
    ran("revert", "t.toml", "-q")
    assert capsys.readouterr().out == "m.f90\n"


def test_the_status_of_a_check_tells_the_uncertain_from_the_wrong(folder: Path) -> None:
    saved("t.toml", "--nocheckpoint", "a", "--nocheckpoint", "b")
    assert ran("check", "t.toml") == 1
    ran("apply", "t.toml")
    assert ran("check", "t.toml") == 0
    (folder / "m.f90").write_text((folder / "m.f90").read_text().replace("call a", "call c"))
    assert ran("check", "t.toml") == 3


def test_from_one_configuration_to_another(folder: Path, capsys: Captured) -> None:
    saved("a.toml", "--nocheckpoint", "a")
    saved("b.toml", "--nocheckpoint", "b")
    ran("apply", "b.toml", "-q")
    goal = (folder / "m.f90").read_text()
    ran("revert", "b.toml", "-q")
    ran("apply", "a.toml", "-q")
    (folder / "conf").mkdir()
    capsys.readouterr()
    assert ran("diff", "a.toml", "b.toml", "-o", "conf/ab.toml") == 0
    assert capsys.readouterr().err == "wrote conf/ab.toml: 3 entries\n"
    assert load(Path("conf/ab.toml")).root == ".."
    assert ran("apply", "conf/ab.toml") == 0
    assert (folder / "m.f90").read_text() == goal


def test_configurations_of_two_trees_have_no_difference(folder: Path, capsys: Captured) -> None:
    saved("a.toml", "--nocheckpoint", "a")
    (folder / "other").mkdir()
    (folder / "other" / "b.toml").write_text((folder / "a.toml").read_text())
    assert ran("diff", "a.toml", "other/b.toml") == 2
    assert "a.toml and other/b.toml have different roots" in capsys.readouterr().err


def test_an_export_is_an_option_or_names_and_tells_what_it_cannot_say(capsys: Captured) -> None:
    saved("t.toml", "--nocheckpoint", "a", "--nocheckpoint", B1)
    ran("export", "t.toml")
    told = capsys.readouterr()
    assert told.out == '-nocheckpoint "a"\n'
    assert told.err.startswith("rewriter: left out b: 1 of its 2 sites stay checkpointed")
    ran("export", "t.toml", "--as", "names", "--format", "json")
    assert json.loads(capsys.readouterr().out) == [{"name": "a"}]
    ran("export", "t.toml", "--exclude", "m.*", "--as", "names")
    assert capsys.readouterr().out == "a\nb\n"


def test_nothing_to_export_is_no_line(capsys: Captured) -> None:
    saved("t.toml")
    assert ran("export", "t.toml") == 0
    assert capsys.readouterr().out == ""


def test_what_the_option_must_say_is_told_by_each_command(folder: Path, capsys: Captured) -> None:
    (folder / "m.f90").write_text(procedure("top", "a", "b", "b").replace("call b(x)", "call b(x + 1)", 1))
    told = 'Tapenade needs -nocheckpoint "b": no directive reaches 1 site\n'
    for words in ("save . --nocheckpoint a --nocheckpoint b -o t.toml", "apply t.toml", "check t.toml"):
        assert ran(*words.split()) == 0
        assert capsys.readouterr().err.endswith(told)
    assert (folder / "m.f90").read_text().count("NOCHECKPOINT") == 2
    assert ran("export", "t.toml", "--beside-directives") == 0
    assert capsys.readouterr().out == '-nocheckpoint "b"\n'
    assert ran("revert", "t.toml") == 0
    assert told not in capsys.readouterr().err
