"""What a task says where it says nothing, and what follows from what it says."""

from __future__ import annotations

from pathlib import Path

from rewriter.search.choice import LoopSetting
from rewriter.search.registry import STRATEGIES
from rewriter.tuning.task import CLOCKS, COMPARED_AS, HOWS, Binomial, Build, Compare, Run, Search, Sources, Task


def task(file: Path, **sources: object) -> Task:
    return Task(file, Sources(("m.f90",), **sources), Build("make"), Run("./run"))  # type: ignore[arg-type]


def test_the_root_is_seen_from_the_file_and_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "link").symlink_to("code")
    assert task(tmp_path / "tune" / "tune.toml", root="../code").root == (tmp_path / "code").resolve()
    assert task(tmp_path / "tune.toml", root="link").root == (tmp_path / "code").resolve()
    assert task(tmp_path / "tune.toml").root == tmp_path.resolve()
    assert task(tmp_path / "tune.toml").folder == tmp_path


def test_hidden_names_are_left_out_besides_those_named() -> None:
    assert task(Path("tune.toml")).left_out == (".*",)
    assert task(Path("tune.toml"), leave_out=("*.nc", "out")).left_out == ("*.nc", "out", ".*")


def test_a_loop_has_a_setting_for_each_number_once_in_the_order_given() -> None:
    loop = Binomial("m.f90::s>do#1", "n + 1", (8, 4, 8), 0)
    assert loop.settings == (LoopSetting(loop.loop, "n+1", 8, "0"), LoopSetting(loop.loop, "n+1", 4, "0"))
    assert Binomial("m.f90::s>do#1", 12, (3,)).settings == (LoopSetting(loop.loop, "12", 3, "1"),)


def test_defaults_are_among_what_may_be_said() -> None:
    assert Compare().form in COMPARED_AS
    assert Compare().how in HOWS
    assert Run("./run").time in CLOCKS
    assert Search().strategy in STRATEGIES


def test_without_a_word_results_are_compared_to_the_last_bit() -> None:
    assert Compare().how == "bitwise"
