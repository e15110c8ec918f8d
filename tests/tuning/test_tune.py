"""A whole search of a scripted model: what it finds, what it tells, and why it may find nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from rewriter.configuration.commands import apply, needed
from rewriter.errors import ToolFailed, UsageError
from rewriter.profile.calltree import Profile
from rewriter.search.choice import BASELINE
from rewriter.search.trial import Verdict
from rewriter.tuning.journal import read
from rewriter.tuning.loop import Step
from rewriter.tuning.tune import Plan, Result, tune
from tests.support.listings import procedure
from tests.support.scripted import BOTH, ONE, TASK, TWO, VERSION, take_runs, write_model

IDS = ("m.f90::top>one#1", "m.f90::top>two#1")


@pytest.fixture
def searched(tmp_path: Path) -> Callable[..., Result]:
    """Searches with more in the task; ``change`` makes another program of the script."""
    tapenade = write_model(tmp_path / "code")

    def search(more: str, change: tuple[str, str] = ("", ""), **how: object) -> Result:
        (tmp_path / "code" / "tune.toml").write_text(f"{TASK}{more}")
        run = tmp_path / "code" / "run.sh"
        run.write_text(run.read_text().replace(*change, 1))
        return tune(tmp_path / "code" / "tune.toml", tapenade=tapenade, **how)  # type: ignore[arg-type]

    return search


EXHAUSTIVE = '[search]\nstrategy = "exhaustive"\n'


def test_the_best_is_found_saved_and_remembered(searched: Callable[..., Result], tmp_path: Path) -> None:
    result = searched(EXHAUSTIVE)
    assert [step.tried.choice for step in result.steps] == [BASELINE, ONE, TWO, BOTH]
    assert [step.verdict for step in result.steps] == [
        Verdict.BASELINE,
        Verdict.KEPT,
        Verdict.NOT_BETTER,
        Verdict.KEPT,
    ]
    assert result.best is result.steps[3]
    assert result.relative == pytest.approx((1.0, 0.8, 0.8, 0.6))
    assert (result.nothing_tried, result.budget, result.changed) == ("", None, ())
    assert result.plan == Plan("exhaustive", IDS, {}, (BASELINE,), 3, result.plan.tapenade, ())
    assert result.plan.tapenade == VERSION
    assert result.baseline.peak == 100

    config = result.configuration
    assert config is not None
    assert config.made["strategy"] == "exhaustive"
    assert config.figures["baseline"]["seconds"] == 5.0
    assert config.figures["measured"]["seconds"] == 3.0
    assert "NOCHECKPOINT" not in (tmp_path / "code" / "m.f90").read_text()
    apply(config, root=tmp_path / "code")
    assert (tmp_path / "code" / "m.f90").read_text().count("NOCHECKPOINT") == 2

    (record,) = [one for one in read(tmp_path / "code" / "tune.jsonl") if "steps" in one]
    assert record["strategy"] == "exhaustive"
    assert [step["relative"] for step in record["steps"]] == list(result.relative)


def test_the_same_search_again_runs_nothing(searched: Callable[..., Result], tmp_path: Path) -> None:
    first = searched(EXHAUSTIVE)
    assert take_runs(tmp_path / "code") > 8
    assert searched(EXHAUSTIVE) == first
    assert take_runs(tmp_path / "code") == 0


def test_where_nothing_is_better_nothing_is_saved(searched: Callable[..., Result]) -> None:
    result = searched(EXHAUSTIVE, ("$((5 - $(grep -c NOCHECKPOINT m.f90)))", "5"))
    assert [step.verdict for step in result.steps[1:]] == [Verdict.NOT_BETTER] * 3
    assert result.best is result.steps[0]
    assert result.configuration is None
    assert result.nothing_tried == ""


class Noting:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[object] = []

    def begins(self, plan: Plan) -> None:
        self.told.append(plan.strategy)

    def baseline(self, profile: Profile, *, estimates: bool) -> None:
        self.told.append((profile.peak, estimates))

    def tried(self, steps: Sequence[Step]) -> None:
        self.told.append(len(steps))


@pytest.mark.parametrize(
    ("strategy", "told"), [("exhaustive", [1, (100, False), 2, 3, 4]), ("gain-first", [1, (100, True)])]
)
def test_who_watches_is_told_of_each_step(strategy: str, told: list[object], searched: Callable[..., Result]) -> None:
    watcher = Noting()
    searched(f'[search]\nstrategy = "{strategy}"\n', watcher=watcher)
    assert watcher.told == [strategy, *told]


@pytest.mark.parametrize(
    ("more", "trials", "why"),
    [
        (f"{EXHAUSTIVE}trials = 0\n", 0, "no trials are allowed"),
        (f"{EXHAUSTIVE}limit = 0\n", 3, "the time limit of the search was reached"),
        ("", 3, "the run reaches none of the 2 sites that may be switched"),
        ('[sites]\nuntouchable = ["*two*"]\n', 2, "the run reaches none of the 1 sites that may be switched"),
    ],
)
def test_why_nothing_was_tried(more: str, trials: int, why: str, searched: Callable[..., Result]) -> None:
    result = searched(more)
    assert len(result.steps) == 1
    assert result.plan.trials == trials
    assert result.nothing_tried == why
    assert result.configuration is None


@pytest.mark.parametrize(
    ("more", "trials"), [('strategy = "random"', 3), ('strategy = "random"\ntrials = 2', 2), ("trials = 99", 3)]
)
def test_no_more_trials_than_there_are_configurations(more: str, trials: int, searched: Callable[..., Result]) -> None:
    assert searched(f"[search]\n{more}\n").plan.trials == trials


def test_a_budget_may_be_a_multiple_of_the_baseline(searched: Callable[..., Result]) -> None:
    assert searched(f'{EXHAUSTIVE}trials = 0\n[budget]\npeak = "3x"\n').budget == 300
    result = searched(f'{EXHAUSTIVE}[budget]\npeak = "99"\n')
    assert result.budget == 99
    assert {step.verdict for step in result.steps[1:]} == {Verdict.OVER_BUDGET}


def test_where_nothing_may_be_switched_nothing_is_begun(searched: Callable[..., Result], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"tune\.toml: none of 2 call sites can be switched$"):
        searched('[sites]\nuntouchable = ["*"]\n')
    assert take_runs(tmp_path / "code") == 0


def test_a_baseline_that_fails_ends_it(searched: Callable[..., Result]) -> None:
    with pytest.raises(ToolFailed, match=r"^the baseline: run failed: exit status 7, not 0: .*; see .*\.log$"):
        searched(EXHAUSTIVE, ("\n", "\nexit 7\n"))


def test_what_changes_meanwhile_is_told(searched: Callable[..., Result], tmp_path: Path) -> None:
    source = tmp_path / "code" / "m.f90"
    result = searched(EXHAUSTIVE, ("\n", f"\necho '! edited' >>{source}\n"))
    assert result.changed == ("m.f90",)
    assert len(result.steps) == 4, "the trials are of the code as it was"


REACHED, COMPUTED = "m.f90::top>one#2", "m.f90::top>one#1"


@pytest.mark.parametrize(
    ("options", "tried"), [(" {options}", [{COMPUTED, REACHED}, {REACHED}]), ("", [{REACHED}])], ids=["given", "none"]
)
def test_what_no_directive_reaches_is_tried_with_the_others_of_its_callee(
    options: str, tried: list[set[str]], tmp_path: Path
) -> None:
    tapenade = write_model(tmp_path / "code")
    text = procedure("top", "one", "one").replace("one(x)", "one(x + 1.)", 1) + procedure("one")
    (tmp_path / "code" / "m.f90").write_text(text)
    run = tmp_path / "code" / "run.sh"
    run.write_text(run.read_text().replace("grep -c NOCHECKPOINT m.f90", "cat m.f90 given | grep -ci nocheckpoint"))
    with (tmp_path / "code" / "adjoint.sh").open("a") as file:
        file.write('echo "$@" >given\n')
    task = TASK.replace("adjoint.sh", f"adjoint.sh{options}")
    (tmp_path / "code" / "tune.toml").write_text(task + EXHAUSTIVE)
    result = tune(tmp_path / "code" / "tune.toml", tapenade=tapenade)
    assert [step.tried.choice.sites for step in result.steps[1:]] == tried
    assert result.best is result.steps[1], "each directive and each option saves a second"
    assert result.configuration is not None
    assert needed(result.configuration) == (("one",) if options else ())
