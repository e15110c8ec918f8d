"""``rewriter tune`` and ``rewriter report`` on a real model, with real Tapenade and gfortran."""

from __future__ import annotations

import csv
import json
import re
import shutil
import signal
import subprocess
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from rewriter import check
from rewriter.errors import UsageError
from rewriter.search.choice import BASELINE, Choice
from rewriter.tools.tapenade import Tapenade
from rewriter.tuning.bench import surroundings
from rewriter.tuning.journal import read
from rewriter.tuning.task import Task
from rewriter.tuning.task_file import load
from rewriter.tuning.workshop import Workshop
from tests.support.patience import PATIENCE, until

GLACIER = Path(__file__).parents[2] / "fixtures" / "glacier"


def rewriter(*words: object, folder: Path) -> subprocess.CompletedProcess[str]:
    command = ["rewriter", *map(str, words)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE)


@pytest.fixture(scope="module")
def glacier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The glacier on a budget that only some configurations keep, timed once each."""
    folder = tmp_path_factory.mktemp("glacier")
    shutil.copytree(GLACIER, folder, dirs_exist_ok=True)
    text = (folder / "tune.toml").read_text().replace("repetitions = 5", "repetitions = 2")
    (folder / "tune.toml").write_text(text)
    return folder


def test_a_search_is_killed_goes_on_saves_and_is_drawn(glacier: Path, tapenade: Tapenade) -> None:
    before = (glacier / "glacier.f90").read_bytes()
    words = ["tune", "run", "tune.toml", "--trials", "1", "--tapenade", str(tapenade.home)]

    first = subprocess.Popen(["rewriter", *words], cwd=glacier, stderr=subprocess.PIPE, text=True)
    assert first.stderr is not None
    while "baseline" not in first.stderr.readline():
        pass
    until(lambda: len(list(glacier.glob(".rewriter-tune/trees/*/plain"))) > 1)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    known = [record for record in read(glacier / "tune.jsonl") if "trial" in record]
    assert len(known) == 1

    done = rewriter(*words, "--format", "json", folder=glacier)
    assert done.returncode in (0, 1), done.stderr
    steps = json.loads(done.stdout)
    assert steps[0]["seconds"] == known[0]["trial"]["measured"]["seconds"], "the baseline is not run again"
    assert steps[0]["verdict"] == "baseline"
    assert steps[1]["verdict"] in ("kept", "not better beyond noise")
    assert steps[1]["peak"] > steps[0]["peak"]
    assert len(steps[1]["not_checkpointed"]) == 1
    assert (glacier / "glacier.f90").read_bytes() == before

    again = rewriter(*words, "--format", "json", folder=glacier)
    assert json.loads(again.stdout) == steps, "all of it is remembered"
    told = (glacier / "tune.jsonl").read_text()
    (glacier / "waited.jsonl").write_text(re.sub(r"(\\nwall )(\d+)", r"\g<1>9\2", told))
    waited = rewriter(*words, "--journal", "waited.jsonl", folder=glacier)
    assert "of processor time in 9" in waited.stderr
    assert "the machine was busy" in waited.stderr
    if done.returncode == 0:
        assert not all(finding.holds for finding in check(glacier / "tuned.toml"))

    for kind in ("png", "svg", "html", "csv", "json"):
        drawn = rewriter("report", "tune.jsonl", "-o", f"out.{kind}", folder=glacier)
        assert drawn.returncode == 0, drawn.stderr
    assert (glacier / "out.png").read_bytes().startswith(b"\x89PNG")
    page = (glacier / "out.html").read_text()
    assert "http" not in page.replace("http://www.w3.org", "").replace("http://purl.org", "").replace(
        "http://creativecommons.org", ""
    ).replace("https://matplotlib.org", "")
    assert steps[1]["not_checkpointed"][0].replace(">", "&gt;") in page
    rows = list(csv.DictReader((glacier / "out.csv").read_text().splitlines()))
    assert [row["peak"] for row in rows[:2]] == [str(step["peak"]) for step in steps]


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (("-ffp-contract=off", "--no-such-flag"), "build failed"),
        (('command = "build/run"', "command = 'build/run'\nmust_not = ['norm']"), "run failed"),
        (('head = "glacier', 'head = "no'), "differentiation failed"),
        (("limit = 60", "limit = 0.01"), "timed out"),
    ],
)
def test_a_baseline_that_fails_is_told(
    change: tuple[str, str], verdict: str, tmp_path: Path, tapenade: Tapenade
) -> None:
    shutil.copytree(GLACIER, tmp_path, dirs_exist_ok=True)
    for name in ("tune.toml", "Makefile"):
        (tmp_path / name).write_text((tmp_path / name).read_text().replace(*change))
    done = rewriter("tune", "run", "tune.toml", "--tapenade", tapenade.home, folder=tmp_path)
    assert done.returncode == 4, done.stderr
    assert f"rewriter: the baseline: {verdict}" in done.stderr
    assert "Traceback" not in done.stderr


LOOP = "glacier.f90::glacier>do#1"


def test_the_years_of_the_glacier_under_binomial_checkpointing_keep_a_budget_that_nothing_else_keeps(
    tmp_path: Path, tapenade: Tapenade
) -> None:
    shutil.copytree(GLACIER, tmp_path, dirs_exist_ok=True)
    text = (tmp_path / "tune-binomial.toml").read_text().replace("[4, 8]", "[4]").replace("= 5", "= 2")
    (tmp_path / "tune.toml").write_text(f'{text}\n[sites]\nuntouchable = ["*season*", "*misfit*", "*step>[!c]*"]\n')
    words = ("tune", "run", "--trials", "2", "--tapenade", tapenade.home, "--format", "json")
    done = rewriter(*words, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    steps = json.loads(done.stdout)
    base, start, site = steps[:3]
    assert (base["verdict"], base["reason"]) == ("baseline", f"peak stack {base['peak']:,} bytes, allowed 91,958")
    assert (start["verdict"], start["binomial"], start["not_checkpointed"]) == ("start", {LOOP: "years+1 4 1"}, [])
    assert start["peak"] < 91_958 < base["peak"]
    assert site["binomial"] == start["binomial"]
    assert len(site["not_checkpointed"]) == 1
    assert site["verdict"] in ("kept", "not better beyond noise"), "to the last bit as without, within the budget"
    assert (steps[3]["verdict"], steps[3]["reason"]) == ("best so far", "the first to keep the budget")

    saved = (tmp_path / "tuned.toml").read_text()
    assert f'[[binomial]]\nloop = "{LOOP}"\narguments = "years+1 4 1"' in saved
    before = (tmp_path / "glacier.f90").read_bytes()
    assert rewriter("apply", "tuned.toml", folder=tmp_path).returncode == 0
    assert b"!$AD BINOMIAL-CKP years+1 4 1 rewriter\n  do year = 1, years\n" in (tmp_path / "glacier.f90").read_bytes()
    assert rewriter("revert", "tuned.toml", folder=tmp_path).returncode == 0
    assert (tmp_path / "glacier.f90").read_bytes() == before

    assert json.loads(rewriter(*words, folder=tmp_path).stdout) == steps, "all of it is remembered"
    assert rewriter("report", "tune.jsonl", "-o", "out.html", folder=tmp_path).returncode == 0
    assert "glacier.f90::glacier&gt;do#1: 4 snapshots" in (tmp_path / "out.html").read_text()


def test_init_writes_what_load_reads_once_the_gaps_are_filled(tmp_path: Path) -> None:
    shutil.copytree(GLACIER, tmp_path, dirs_exist_ok=True)
    (tmp_path / "tune.toml").unlink()
    assert rewriter("tune", "init", folder=tmp_path).returncode == 0
    assert rewriter("tune", "init", folder=tmp_path).returncode == 2, "what is there is not overwritten"
    text = (tmp_path / "tune.toml").read_text()
    assert 'files = ["glacier.f90"]' in text
    assert 'head = "glacier(FIXME)/(FIXME)"' in text
    with pytest.raises(UsageError, match=r"tune\.toml:\d+: command still contains FIXME"):
        load(tmp_path / "tune.toml")
    filled = text.replace("FIXME", "x")
    (tmp_path / "tune.toml").write_text(filled)
    plain = load(tmp_path / "tune.toml")

    shown = re.sub(r"(?m)^# (?=\w+ = )", "", filled)
    (tmp_path / "tune.toml").write_text(shown)
    assert load(tmp_path / "tune.toml") == plain, "what is shown is what is used if nothing is said"
    said = {f"{section}.{key}" for section, keys in tomllib.loads(shown).items() for key in keys}
    without = {"run.memory", "search.trials", "search.limit"}
    assert said | without == {
        f"{section.name}.{key.name}"
        for section in fields(Task)
        if is_dataclass(kind := get_type_hints(Task)[section.name])
        for key in fields(kind)
    }, "every key is shown, but for those that have no value if nothing is said"
    assert (plain.run.memory, plain.search.trials, plain.search.limit) == (None, None, None)

    for example in re.findall(r"(?m)^# e\.g\. (\w+ = .*)$", filled.partition("# e.g. [[")[0]):
        tomllib.loads(example)
    whole, knob = filled.split("# e.g. [[binomial]]")
    (tmp_path / "tune.toml").write_text(f"{whole}[[binomial]]" + re.sub(r"(?m)^# e\.g\. ", "", knob))
    (loop,) = load(tmp_path / "tune.toml").binomial
    assert (loop.loop, loop.steps, loop.first) == (LOOP, "years+1", "1"), "the loop over the years is found"


def test_a_model_in_c_is_tuned_to_its_end(tmp_path: Path, tapenade: Tapenade) -> None:
    folder = tmp_path / "steps"
    shutil.copytree(Path(__file__).parents[1] / "steps", folder)
    done = rewriter("tune", "run", "--tapenade", tapenade.home, "--format", "json", folder=folder)
    assert done.returncode == 0, done.stderr
    steps = json.loads(done.stdout)
    assert [step["verdict"] for step in steps] == ["baseline", "kept", "kept", "not better beyond noise"]
    assert [step["median"] for step in steps] == [0.12, 0.09, 0.06, 0.06], "each primal run is a hundredth"
    assert steps[2]["not_checkpointed"] == ["model.c::model>mix#1", "model.c::model>warm#1"]
    printed = "".join(Path(step["log"]).read_text() for step in steps)
    slopes = re.findall(r"^slope (\S+) (\S+)$", printed, re.MULTILINE)
    assert len(slopes) >= 8
    for adjoint, differences in slopes:
        assert float(adjoint) == pytest.approx(float(differences), rel=1e-5)
    applied = rewriter("apply", "tuned.toml", folder=folder)
    assert applied.returncode == 0, applied.stderr
    assert (folder / "model.c").read_text().count("$AD NOCHECKPOINT") == 2
    assert all(finding.holds for finding in check(folder / "tuned.toml"))


STEPS = Path(__file__).parents[1] / "steps"


def steps_in(folder: Path, tapenade: Tapenade, *words: str) -> list[dict[str, Any]]:
    """A search of two random configurations of the C model that lies in the folder; its steps."""
    command = ["tune", "run", "--strategy", "random", "--trials", "2", "--tapenade", tapenade.home, *words]
    done = rewriter(*command, "--format", "json", folder=folder)
    assert done.returncode in (0, 1), done.stderr
    steps: list[dict[str, Any]] = json.loads(done.stdout)
    return steps


def test_other_flags_are_another_trial(tmp_path: Path, tapenade: Tapenade) -> None:
    shutil.copytree(STEPS, tmp_path, dirs_exist_ok=True)

    def keys() -> list[str]:
        workshop = Workshop(load(tmp_path / "tune.toml"), tapenade, tmp_path / "work")
        return [surroundings(workshop, workshop.snapshot.digest) for _ in range(2)]

    before = keys()
    assert before[0] == before[1]
    (tmp_path / "work" / "trees").mkdir(parents=True)
    (tmp_path / "work" / "trees" / "build.sh").write_text("of a trial")
    assert keys() == before
    (tmp_path / "build.sh").write_text((tmp_path / "build.sh").read_text().replace("-std=gnu17", "-std=gnu17 -O3"))
    flags = keys()
    assert flags != before
    (tmp_path / "driver" / "main.c").write_text((tmp_path / "driver" / "main.c").read_text() + "/* changed */\n")
    assert keys() != flags


def test_several_at_once_here_and_as_jobs_write_the_same(tmp_path: Path, tapenade: Tapenade) -> None:
    ways = {"here": ["--jobs", "2"], "jobs": ["--jobs", "2", "--executor", "local", "--overlap"]}
    searches: dict[str, list[dict[str, Any]]] = {}
    for name, words in ways.items():
        shutil.copytree(STEPS, tmp_path / name)
        searches[name] = steps_in(tmp_path / name, tapenade, *words)
    for name, steps in searches.items():
        assert len(steps) == 3
        journal = read(tmp_path / name / "tune.jsonl")
        assert [entry["trial"]["choice"]["sites"] for entry in journal if "trial" in entry][:3] == [
            step["not_checkpointed"] for step in steps
        ], "in the order of the search, whichever came first"
    here, jobs = (
        [{name: step[name] for name in ("not_checkpointed", "peak", "sites")} for step in steps]
        for steps in searches.values()
    )
    assert here == jobs


MAKEFILE = """\
CFLAGS = -std=gnu17 -w -I. -Iad -I$(KIT)
OBJECTS = model.o model_b.o main.o adStack.o
run: $(OBJECTS) $(wildcard $(KIT)/adBuffer.c)
\tgcc $(CFLAGS) $^ $(EXTRA) -lm -o $@
model_b.o: ad/model_b.c
main.o: driver/main.c
model.o: model.c
adStack.o: $(KIT)/adStack.c
$(OBJECTS):
\techo $@ >>"$(LOG)"
\tgcc $(CFLAGS) -c $(or $(firstword $(filter %.c,$^)),ad/$(@:.o=.c)) $(filter -I%,$(EXTRA)) -o $@
"""


def with_makefile(folder: Path, makefile: str) -> None:
    """The C model, built by make, which notes what it compiles."""
    shutil.copytree(STEPS, folder)
    (folder / "Makefile").write_text(makefile.replace("$(LOG)", str(folder / "compiled.txt")))
    text = (folder / "tune.toml").read_text()
    changed = text.replace('"sh build.sh {kit} {extra}"', """'make -s KIT={kit} "EXTRA={extra}"'""")
    assert changed != text
    (folder / "tune.toml").write_text(changed)


def compiled(folder: Path, makefile: str, tapenade: Tapenade) -> tuple[list[str], list[dict[str, Any]]]:
    """What was compiled in a search, and its steps."""
    with_makefile(folder, makefile)
    steps = steps_in(folder, tapenade)
    return (folder / "compiled.txt").read_text().split(), steps


def test_what_is_to_be_relied_on_is_built_from_nothing(tmp_path: Path, tapenade: Tapenade) -> None:
    folder = tmp_path / "model"
    with_makefile(folder, MAKEFILE)
    workshop = Workshop(load(folder / "tune.toml"), tapenade, tmp_path / "work")
    mix, none = Choice(frozenset(["model.c::model>mix#1"])), BASELINE

    def stacks_compiled() -> int:
        return (folder / "compiled.txt").read_text().split().count("adStack.o")

    assert workshop.trial(none, none).failure is None
    assert stacks_compiled() == 2
    assert workshop.trial(mix, none, afresh=True).failure is None, "never made before, as when a search is resumed"
    assert stacks_compiled() == 4
    workshop.store.keep_only([none])
    assert workshop.trial(mix, none).failure is None
    assert stacks_compiled() == 4
    assert workshop.trial(mix, none, afresh=True).failure is None
    assert stacks_compiled() == 6
    assert workshop.trial(mix, none, afresh=True).failure is None
    assert stacks_compiled() == 6, "it is built from nothing already"


def test_a_trial_compiles_what_has_changed(tmp_path: Path, tapenade: Tapenade) -> None:
    objects, steps = compiled(tmp_path / "good", MAKEFILE, tapenade)
    made = {tuple(step["not_checkpointed"]) for step in steps}
    afresh = int(any(step["verdict"] == "kept" for step in steps))
    assert objects.count("model_b.o") == 2 * (len(made) + afresh)
    assert objects.count("adStack.o") == 2 * (1 + afresh), "for the baseline, and for what is kept in the end"


def test_a_makefile_that_forgets_what_an_object_is_made_of_misleads_nobody(tmp_path: Path, tapenade: Tapenade) -> None:
    objects, steps = compiled(tmp_path / "bad", MAKEFILE.replace("model_b.o: ad/model_b.c\n", ""), tapenade)
    made = {tuple(step["not_checkpointed"]) for step in steps}
    assert objects.count("model_b.o") == 2 * len(made), "each was built from nothing when it was found out"
    assert all(step["peak"] is not None for step in steps)
    assert len({step["peak"] for step in steps}) > 1
