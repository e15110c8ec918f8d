"""Configurations tried in a work folder, with a model whose tools are shell scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rewriter.errors import ToolFailed
from rewriter.search.choice import BASELINE
from rewriter.search.trial import Verdict
from rewriter.tools.tapenade import Tapenade
from rewriter.tuning.store import PLAIN, Failure
from rewriter.tuning.task_file import load
from rewriter.tuning.workshop import SNAPSHOT, Workshop
from tests.support.running import contents
from tests.support.scripted import BOTH, ONE, SOURCE, TASK, TWO, VERSION, take_runs, write_model

Opened = Callable[..., Workshop]


@pytest.fixture
def tapenade_script(tmp_path: Path) -> Tapenade:
    return write_model(tmp_path / "model")


@pytest.fixture
def opened(tmp_path: Path, tapenade_script: Tapenade) -> Opened:
    """Opens the workshop of the model; what is given takes the place of words in the task."""

    def make(*edits: tuple[str, str], apart: tuple[Path, ...] = ()) -> Workshop:
        text = TASK
        for old, new in edits:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "model" / "tune.toml").write_text(text)
        return Workshop(load(tmp_path / "model" / "tune.toml"), tapenade_script, tmp_path / "work", apart)

    return make


def test_a_trial_is_timed_in_turn_with_what_it_is_tried_against(opened: Opened) -> None:
    bench = opened(("repetitions = 1", "repetitions = 2"))
    tried = bench.trial(ONE, BASELINE)
    assert tried.measured is not None, tried.reason
    assert (tried.measured.seconds, tried.reference) == ((4.0, 4.0), (5.0, 5.0))
    assert tried.measured.peak == 100
    assert bench.trial(BASELINE, BASELINE).reference == ()


def test_what_was_made_is_not_made_again(opened: Opened, tmp_path: Path) -> None:
    bench = opened()
    bench.make(BASELINE)
    assert take_runs(tmp_path / "model") == 1
    bench.make(BASELINE)
    assert take_runs(tmp_path / "model") == 0
    assert opened().profile(BASELINE) == bench.profile(BASELINE)
    assert take_runs(tmp_path / "model") == 0


def test_the_folder_of_the_user_is_only_read(opened: Opened, tmp_path: Path) -> None:
    bench = opened()
    before = contents(tmp_path / "model")
    bench.trial(BOTH, BASELINE)
    assert contents(tmp_path / "model") == before
    assert bench.folder.joinpath(SNAPSHOT).is_dir()


def test_files_apart_may_change_and_others_are_told(opened: Opened, tmp_path: Path) -> None:
    journal = tmp_path / "model" / "j.jsonl"
    journal.write_text("")
    bench = opened(apart=(journal,))
    journal.write_text("more")
    assert bench.changed() == []
    (tmp_path / "model" / "m.f90").write_text(f"! edited\n{SOURCE}")
    assert bench.changed() == ["m.f90"]


def test_sites_that_are_listed_with_a_choice_have_the_lines_of_its_profile(opened: Opened) -> None:
    bench = opened()
    assert [site.id for site in bench.listing.sites] == sorted(BOTH.sites)
    plain, annotated = ({site.id: site for site in bench.annotated(c).sites} for c in (BASELINE, TWO))
    (two,) = TWO.sites
    assert annotated[two].first_line == plain[two].first_line + 1
    assert annotated[two].state == "not checkpointed"


def test_the_configuration_of_a_choice_is_about_the_snapshot(opened: Opened, tmp_path: Path) -> None:
    bench = opened()
    (tmp_path / "model" / "m.f90").unlink()
    assert [str(entry.id) for entry in bench.configuration(BOTH).entries] == sorted(BOTH.sites)


def test_what_goes_wrong_is_the_failure_of_the_trial_with_its_log(opened: Opened) -> None:
    fails = ('"true {extra}"', "\"sh -c 'if grep -q NOCHECKPOINT m.f90; then echo oh no {extra}; exit 3; fi'\"")
    tried = opened(fails).trial(ONE, BASELINE)
    assert (tried.measured, tried.failure) == (None, Verdict.NOT_BUILT)
    log = Path(tried.log).read_text()
    assert log.count("\noh no") == 2 and "built again, from nothing:" in log


def test_a_failure_that_is_not_due_to_reuse_is_not_built_twice(opened: Opened) -> None:
    fails = ('"true {extra}"', "\"sh -c 'if grep -q NOCHECKPOINT m.f90; then echo oh no {extra}; exit 3; fi'\"")
    bench = opened(fails, ("[build]", "[build]\nreuse = false"))
    tried = bench.trial(ONE, BASELINE)
    assert tried.failure is Verdict.NOT_BUILT
    assert Path(tried.log).read_text().count("\noh no\n") == 1


def test_results_that_differ_from_the_baselines_are_a_failure(opened: Opened, tmp_path: Path) -> None:
    script = tmp_path / "model" / "run.sh"
    script.write_text(script.read_text().replace("norm 1", "norm $(grep -c NOCHECKPOINT m.f90)"))
    bench = opened()
    assert bench.trial(BASELINE, BASELINE).failure is None
    bench.make(ONE)
    outcome = bench.store.outcome(ONE)
    assert isinstance(outcome, Failure) and outcome.verdict is Verdict.GRADIENT_DIFFERS
    assert bench.trial(ONE, BASELINE).failure is Verdict.GRADIENT_DIFFERS


def test_a_baseline_that_cannot_be_made_is_an_error_for_others_and_a_failure_for_itself(opened: Opened) -> None:
    bench = opened(('"true {extra}"', '"false {extra}"'))
    assert bench.trial(BASELINE, BASELINE).failure is Verdict.NOT_BUILT
    with pytest.raises(ToolFailed, match="what was built before cannot be built again"):
        bench.trial(ONE, BASELINE)


def test_afresh_is_built_from_nothing_once(opened: Opened, tmp_path: Path) -> None:
    bench = opened(('"true {extra}"', "\"sh -c 'echo found *.o; touch made.o; echo {extra}'\""))
    bench.trial(ONE, BASELINE)
    outcome = bench.store.outcome(ONE)
    assert outcome is not None and outcome.reused
    bench.trial(ONE, BASELINE, afresh=True)
    outcome = bench.store.outcome(ONE)
    assert outcome is not None and not outcome.reused
    take_runs(tmp_path / "model")
    bench.trial(ONE, BASELINE, afresh=True)
    assert take_runs(tmp_path / "model") == 2, "what was built from nothing is only timed"


def test_what_building_made_for_the_baseline_is_where_a_trial_begins(opened: Opened) -> None:
    bench = opened(('"true {extra}"', "\"sh -c 'echo found *.o; touch made.o; echo {extra}'\""))
    bench.make(BASELINE)
    bench.make(ONE)
    assert "\nfound made.o\n" in bench.store.log(ONE).read_text()
    assert (bench.store.tree(ONE, PLAIN) / "made.o").exists()


def test_a_disk_that_does_not_take_it_is_no_verdict(opened: Opened) -> None:
    bench = opened()
    bench.make(BASELINE)
    (bench.folder / "logs").rename(bench.folder / "moved")
    (bench.folder / "logs").write_text("in the way")
    with pytest.raises(ToolFailed):
        bench.make(ONE)
    assert bench.store.outcome(ONE) is None


def test_tapenade_is_asked_for_its_version_once(opened: Opened, tapenade_script: Tapenade) -> None:
    bench = opened()
    assert bench.tapenade_info.text == VERSION
    tapenade_script.launcher.unlink()
    assert bench.tapenade_info.text == VERSION
