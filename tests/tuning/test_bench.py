"""What a journal holds is not tried again; what no longer holds is. Scripts stand for Tapenade and the program."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from rewriter.errors import UsageError
from rewriter.search.choice import BASELINE
from rewriter.search.trial import Verdict
from rewriter.tuning.bench import RememberingBench
from rewriter.tuning.journal import Journal, read
from rewriter.tuning.task_file import load
from rewriter.tuning.workers import Alone
from rewriter.tuning.workshop import Workshop
from tests.support.scripted import BOTH, ONE, TASK, TWO, take_runs, write_model


@pytest.fixture
def begin(tmp_path: Path) -> Callable[..., RememberingBench]:
    """Begins, or goes on with, a search of a scripted model."""
    tapenade = write_model(tmp_path / "code")

    def begun(*, overlap: bool = False) -> RememberingBench:
        workshop = Workshop(load(tmp_path / "code" / "tune.toml"), tapenade, tmp_path / "work")
        return RememberingBench(workshop, Journal(tmp_path / "tune.jsonl"), Alone(), overlap=overlap)

    return begun


def runs(folder: Path) -> int:
    """How many runs there were since the last time."""
    return take_runs(folder / "code")


def test_a_trial_is_remembered(begin: Callable[..., RememberingBench], tmp_path: Path) -> None:
    bench = begin()
    base, one = bench.trial(BASELINE, BASELINE), bench.trial(ONE, BASELINE)
    assert base.failure is one.failure is None
    assert base.measured is not None
    assert (base.measured.seconds, base.measured.peak) == ((5.0,), 100)
    assert one.measured is not None
    assert one.measured.seconds == (4.0,)
    assert one.reference == (5.0,)
    assert runs(tmp_path) == 2 + 3, "each with callbacks and timed, the second in turn with the first"
    for again in (bench, begin()):
        assert (again.trial(BASELINE, BASELINE), again.trial(ONE, BASELINE)) == (base, one)
        assert again.changed == []
    assert runs(tmp_path) == 0
    bench.trial(ONE, ONE)
    assert runs(tmp_path) > 0, "against another it is another trial"


def test_a_profile_is_remembered(begin: Callable[..., RememberingBench], tmp_path: Path) -> None:
    profile = begin().profile(BASELINE)
    assert profile.peak == 100
    assert runs(tmp_path) == 1
    assert begin().profile(BASELINE) == profile
    assert begin().knowledge(BASELINE).estimates == {}
    assert runs(tmp_path) == 0


def test_what_was_built_from_nothing_is_remembered_apart(
    begin: Callable[..., RememberingBench], tmp_path: Path
) -> None:
    bench = begin()
    bench.trial(ONE, BASELINE)
    runs(tmp_path)
    assert bench.afresh(ONE, BASELINE).failure is None
    assert runs(tmp_path) == 3
    begin().afresh(ONE, BASELINE)
    assert runs(tmp_path) == 0


@pytest.mark.parametrize("name", ["m.f90", "run.sh"])
def test_nothing_is_taken_over_where_the_code_has_changed_until_it_is_as_before(
    name: str, begin: Callable[..., RememberingBench], tmp_path: Path
) -> None:
    begin().trial(BASELINE, BASELINE)
    before = (tmp_path / "code" / name).read_text()
    (tmp_path / "code" / name).write_text(f"{before}\n")
    runs(tmp_path)
    bench = begin()
    assert bench.changed == [name]
    bench.trial(BASELINE, BASELINE)
    assert runs(tmp_path) == 2
    (tmp_path / "code" / name).write_text(before)
    bench = begin()
    assert bench.changed == []
    bench.trial(BASELINE, BASELINE)
    assert runs(tmp_path) == 0
    assert sum("code" in record for record in read(tmp_path / "tune.jsonl")) == 2


def test_a_task_with_other_commands_is_another(begin: Callable[..., RememberingBench], tmp_path: Path) -> None:
    begin().trial(BASELINE, BASELINE)
    runs(tmp_path)
    task = tmp_path / "code" / "tune.toml"
    task.write_text(f"{TASK}[search]\ntrials = 3\n")
    begin().trial(BASELINE, BASELINE)
    assert runs(tmp_path) == 0, "how far a search goes changes no trial"
    task.write_text(TASK.replace("true {extra}", "true -O3 {extra}"))
    begin().trial(BASELINE, BASELINE)
    assert runs(tmp_path) == 2


def test_a_baseline_that_fails_is_tried_again_and_others_are_not(
    begin: Callable[..., RememberingBench], tmp_path: Path
) -> None:
    run = tmp_path / "code" / "run.sh"
    good = run.read_text()
    run.write_text(f"{good}exit $(grep -c NOCHECKPOINT m.f90)\n")
    assert begin().trial(ONE, BASELINE).failure is Verdict.NOT_RUN
    runs(tmp_path)
    assert begin().trial(ONE, BASELINE).failure is Verdict.NOT_RUN
    assert runs(tmp_path) == 0
    run.write_text(f"{good}exit 2\n")
    for _ in range(2):
        assert begin().trial(BASELINE, BASELINE).failure is Verdict.NOT_RUN
        assert runs(tmp_path) > 0


@pytest.mark.parametrize(("overlap", "left"), [(False, 2), (True, 0)])
def test_what_is_prepared_is_only_timed_or_not_even_that(
    overlap: bool, left: int, begin: Callable[..., RememberingBench], tmp_path: Path
) -> None:
    bench = begin(overlap=overlap)
    bench.trial(BASELINE, BASELINE)
    runs(tmp_path)
    bench.prepare([ONE, TWO, BOTH], BASELINE)
    assert runs(tmp_path) == (9 if overlap else 3)
    for choice in (ONE, TWO, BOTH):
        bench.prepare([choice, BOTH], BASELINE)
        assert runs(tmp_path) == 0, "it is done already"
        assert bench.trial(choice, BASELINE).measured is not None
        assert runs(tmp_path) == left
    bench.prepare([ONE, TWO, BOTH], BASELINE)
    assert runs(tmp_path) == 0, "the journal knows them"


def test_a_single_trial_is_not_prepared(begin: Callable[..., RememberingBench], tmp_path: Path) -> None:
    begin().prepare([ONE], BASELINE)
    assert runs(tmp_path) == 0


@pytest.mark.parametrize("what", ["trial", "afresh", "profile"])
def test_a_damaged_record_is_told(what: str, begin: Callable[..., RememberingBench], tmp_path: Path) -> None:
    def tried() -> object:
        bench = begin()
        return bench.profile(ONE) if what == "profile" else getattr(bench, what)(ONE, BASELINE)

    tried()
    records = [json.loads(line) for line in (tmp_path / "tune.jsonl").read_text().splitlines()]
    damaged = [{"key": one["key"]} if what in one else one for one in records]
    (tmp_path / "tune.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in damaged))
    key = damaged[-1]["key"]
    with pytest.raises(UsageError, match=rf"tune\.jsonl: the record with the key {key} is damaged; delete that line"):
        tried()
