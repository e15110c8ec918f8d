"""The stages of a trial that need no Tapenade: where the code lies, building, running, and what came of it."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from rewriter.configuration.commands import save
from rewriter.errors import Killed
from rewriter.search.trial import Verdict
from rewriter.tools.measuring import Ran
from rewriter.tools.tapenade import Tapenade
from rewriter.tuning.fields import Field
from rewriter.tuning.stages import (
    Failed,
    adjoint,
    build,
    check_obeyed,
    compare,
    differentiate,
    place,
    profile,
    profiling,
    results_of,
    run,
    seconds,
    sources,
)
from rewriter.tuning.task import Build, Compare, Differentiate, Run, Sources, Task
from tests.support.listings import listed, procedure
from tests.support.patience import PATIENCE
from tests.support.scripted import PROFILE

TASK = Task(Path("tune.toml"), Sources(("m.f90",)), Build("make {extra}"), Run("./run", limit=PATIENCE))
TAPENADE = Tapenade(Path("/tapenade"), Path("/tapenade/bin/tapenade"), "PATH", Path("/java"))
"""Is named in commands, and not run."""


def printed(output: str = "", status: int = 0, *, expired: bool = False) -> Ran:
    return Ran(status, output, 2.5, 1.5, 1000, expired)


def program(tree: Path, script: str, **how: object) -> Task:
    """A task whose program is a script in the tree."""
    (tree / "run").write_text(f"#!/bin/sh\n{script}\n")
    (tree / "run").chmod(0o755)
    return replace(TASK, run=replace(TASK.run, **how))  # type: ignore[arg-type]


def test_directives_are_placed_or_cannot_be(tmp_path: Path) -> None:
    listed(tmp_path, procedure("top", "low") + procedure("low"))
    config = save([tmp_path / "m.f90"], root=tmp_path, nocheckpoint=["m.f90::top>low#1"]).configuration
    (tmp_path / "m.f90").write_text(procedure("top", "other") + procedure("other"))
    with pytest.raises(Failed) as told:
        place(config, tmp_path)
    assert told.value.verdict is Verdict.NOT_APPLIED
    listed(tmp_path, procedure("top", "low") + procedure("low"))
    place(config, tmp_path)
    assert "$AD NOCHECKPOINT" in (tmp_path / "m.f90").read_text()


@pytest.mark.parametrize(
    ("command", "limit", "verdict", "reason"),
    [
        ("sh -c 'exit 3'", PATIENCE, Verdict.NOT_DIFFERENTIATED, "exit status 3"),
        ("no-such-tool", PATIENCE, Verdict.NOT_DIFFERENTIATED, "cannot run no-such-tool: No such file or directory"),
        ("sleep 1000", 0.05, Verdict.TIMED_OUT, "sleep was still running after 0.05 seconds and was stopped"),
    ],
)
def test_a_command_that_does_not_differentiate(
    command: str, limit: float, verdict: Verdict, reason: str, tmp_path: Path
) -> None:
    task = replace(TASK, differentiate=Differentiate(command=command, limit=limit))
    with pytest.raises(Failed) as told:
        differentiate(task, TAPENADE, tmp_path, tmp_path / "x.log")
    assert (told.value.verdict, told.value.reason) == (verdict, reason)
    how = Build(command, limit=limit)
    with pytest.raises(Failed) as told:
        build(how, TAPENADE, tmp_path, "", tmp_path / "x.log")
    assert told.value.verdict is (Verdict.NOT_BUILT if verdict is Verdict.NOT_DIFFERENTIATED else verdict)
    assert told.value.reason == reason


def test_a_command_that_differentiates_knows_tapenade_and_java(tmp_path: Path) -> None:
    task = replace(TASK, differentiate=Differentiate(command="sh -c 'echo {tapenade} $JAVA_HOME'", limit=PATIENCE))
    differentiate(task, TAPENADE, tmp_path, tmp_path / "x.log")
    assert "\n/tapenade /java\n" in (tmp_path / "x.log").read_text()


@pytest.mark.parametrize("stage", ["differentiate", "build", "run"])
def test_what_somebody_else_kills_twice_is_no_verdict(stage: str, tmp_path: Path) -> None:
    command, log = "sh -c 'echo again; kill -9 $$'", tmp_path / "x.log"
    with pytest.raises(Killed, match="ended by SIGKILL, twice"):
        if stage == "differentiate":
            differentiate(replace(TASK, differentiate=Differentiate(command=command)), TAPENADE, tmp_path, log)
        elif stage == "build":
            build(Build(command), TAPENADE, tmp_path, "", log)
        else:
            run(program(tmp_path, "echo again; kill -9 $$"), tmp_path, {}, log)
    assert log.read_text().count("\nagain\n") == 2


def test_a_build_knows_the_kit_and_what_to_link(tmp_path: Path) -> None:
    how = Build("sh -c 'echo $*' sh {kit} {tapenade} {extra}", limit=PATIENCE)
    build(how, TAPENADE, tmp_path, "-Ia b.c", tmp_path / "x.log")
    assert f"\n{TAPENADE.kit} /tapenade -Ia b.c\n" in (tmp_path / "x.log").read_text()


def test_a_build_that_fails_is_told_by_its_most_informative_line(tmp_path: Path) -> None:
    with pytest.raises(Failed) as told:
        build(Build("sh -c 'echo a.c:1:2: error: no x; exit 2'"), TAPENADE, tmp_path, "", tmp_path / "x.log")
    assert (told.value.verdict, told.value.reason) == (Verdict.NOT_BUILT, "a.c:1:2: error: no x")


def test_where_the_sources_and_the_adjoint_code_lie(tmp_path: Path) -> None:
    task = replace(TASK, sources=Sources(("b.f90", "a.f90")))
    assert sources(task, tmp_path) == [tmp_path / "b.f90", tmp_path / "a.f90"]
    with pytest.raises(Failed, match=r"^no adjoint code was made: there is none in ad$"):
        adjoint(task, tmp_path)
    for name in ("ad/z_b.f90", "ad/sub/a_b.c", "ad/note.txt", "m_b.f", "m.f"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "ad" / "folder.f").mkdir()
    assert adjoint(task, tmp_path) == [tmp_path / "ad" / "sub" / "a_b.c", tmp_path / "ad" / "z_b.f90"]
    globbed = replace(task, differentiate=Differentiate(output="*_b.f"))
    assert adjoint(globbed, tmp_path) == [tmp_path / "m_b.f"]


def test_directives_that_were_ignored(tmp_path: Path) -> None:
    (site,) = listed(tmp_path, procedure("top", "low") + procedure("low")).sites
    (tmp_path / "ad").mkdir()
    (tmp_path / "ad" / "m_b.f90").write_text(procedure("top_b", "low", "low_b") + procedure("low_b"))
    loop = "m.f90::top>do#1"
    for switched, loops, blamed, reason in (
        ([site], [], site.id, "Tapenade still checkpoints "),
        ([], [loop], loop, "Tapenade makes no binomial loop of "),
    ):
        with pytest.raises(Failed) as told:
            check_obeyed(TASK, tmp_path, switched, loops)
        assert (told.value.verdict, told.value.sites) == (Verdict.IGNORED, (blamed,))
        assert told.value.reason == reason + blamed
    check_obeyed(TASK, tmp_path, [], [])


def test_a_run_sees_its_environment_and_no_results_of_another(tmp_path: Path) -> None:
    task = program(tmp_path, "cat out.dat; echo $A $B; echo new >out.dat", environment={"A": "a", "B": "a"})
    task = replace(task, compare=Compare(files=("out.dat",)))
    (tmp_path / "out.dat").write_text("old")
    ran = run(task, tmp_path, {"B": "b"}, tmp_path / "x.log")
    assert ran.output.endswith("\na b\n")
    assert "old" not in ran.output
    assert (tmp_path / "out.dat").read_text() == "new\n"
    assert "\n$ ./run\n" in (tmp_path / "x.log").read_text()


def test_a_run_removes_nothing_outside_its_tree(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "out.dat").touch()
    (tmp_path / "tree" / "way").symlink_to("..")
    task = replace(program(tmp_path / "tree", "true"), compare=Compare(files=("way/out.dat",)))
    with pytest.raises(Failed, match=r"^way/out\.dat: a link leads out of the trial's own copy$"):
        run(task, tmp_path / "tree", {}, tmp_path / "x.log")
    assert (tmp_path / "out.dat").exists()


@pytest.mark.parametrize(
    ("script", "how", "verdict", "reason"),
    [
        ("echo bad; exit 2", {}, Verdict.NOT_RUN, "exit status 2, not 0: bad"),
        ("exit 0", {"status": 3}, Verdict.NOT_RUN, "exit status 0, not 3: (it printed nothing)"),
        ("kill -SEGV $$", {}, Verdict.NOT_RUN, "ended by SIGSEGV: (it printed nothing)"),
        ("sleep 1000", {"limit": 0.05}, Verdict.TIMED_OUT, "the run was stopped after 0.05 seconds"),
        ("echo well", {"must": ("well", "done")}, Verdict.NOT_RUN, "the run did not print 'done'"),
        ("echo ABNORMAL", {"must_not": ("NORMAL",)}, Verdict.NOT_RUN, "the run printed 'NORMAL'"),
    ],
)
def test_a_run_that_ends_badly(
    script: str, how: dict[str, object], verdict: Verdict, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(Failed) as told:
        run(program(tmp_path, script, **how), tmp_path, {}, tmp_path / "x.log")
    assert (told.value.verdict, told.value.reason) == (verdict, reason)


def test_a_run_that_ends_well(tmp_path: Path) -> None:
    how = {"status": 3, "must": ("well",), "must_not": ("bad",)}
    assert run(program(tmp_path, "echo well; exit 3", **how), tmp_path, {}, tmp_path / "x.log").output == "well\n"


def test_the_profile_of_the_process_with_the_largest_peak(tmp_path: Path) -> None:
    with pytest.raises(
        Failed, match=r"^the instrumented run wrote no profile: does it run the adjoint code to its end\?$"
    ):
        profile(tmp_path)
    for rank, peak in enumerate((100, 3000, 200)):
        (tmp_path / f"rewriter.profile.{rank}.1").write_text(PROFILE.replace("peak 100", f"peak {peak}"))
    assert profile(tmp_path) == (3000, PROFILE.replace("peak 100", "peak 3000"))
    (tmp_path / "rewriter.profile.3.1").write_text(PROFILE.replace("end\n", ""))
    with pytest.raises(Failed, match=r"^no profile of the instrumented run: .*/rewriter\.profile\.3\.1") as told:
        profile(tmp_path)
    assert told.value.verdict is Verdict.NOT_RUN


def test_profiles_are_written_in_the_tree_and_those_of_another_run_removed(tmp_path: Path) -> None:
    tree = tmp_path / "100%p"
    tree.mkdir()
    for name in ("rewriter.profile.0.1", "rewriter.txt"):
        (tree / name).touch()
    assert profiling(tree) == {"REWRITER_PROFILE": f"{tmp_path}/100%%p/rewriter.profile.%r.%p"}
    assert [path.name for path in tree.iterdir()] == ["rewriter.txt"]


def test_the_seconds_of_a_run_on_each_clock() -> None:
    assert seconds(Run("x", time="wall"), printed()) == 2.5
    assert seconds(Run("x", time="cpu"), printed()) == 1.5
    how = Run("x", time="output", seconds=r"took +(\S*)")
    assert seconds(how, printed("took  0.25 s")) == 0.25
    assert seconds(how, printed("took 2.5D-01 s")) == 0.25


@pytest.mark.parametrize("output", ["", "took ", "took long", "took NaN", "took inf", "took -1.0"])
def test_what_is_no_number_of_seconds_is_told(output: str) -> None:
    with pytest.raises(Failed) as told:
        seconds(Run("x", time="output", seconds=r"took +(\S*)"), printed(output))
    assert told.value.verdict is Verdict.NOT_RUN


def test_a_group_that_matched_nothing_is_no_number_of_seconds() -> None:
    with pytest.raises(Failed):
        seconds(Run("x", time="output", seconds=r"done(?: in (\d+))?"), printed("done"))


def test_what_is_compared_of_a_run(tmp_path: Path) -> None:
    (tmp_path / "out.dat").write_bytes(b"1 2")
    how = Compare(output=(r"norm (\S+)",), files=("out.dat",))
    found = results_of(how, tmp_path, printed("norm 5"))
    assert [field.content for field in found.values()] == [b"5", b"1 2"]
    for bad, reason in (
        (replace(how, files=("missing",)), "missing: No such file or directory"),
        (replace(how, form="raw"), "out.dat: 3 bytes are not a whole number of values of 8 bytes"),
    ):
        with pytest.raises(Failed) as told:
            results_of(bad, tmp_path, printed("norm 5"))
        assert told.value.verdict is Verdict.NOT_RUN
        assert told.value.reason.endswith(reason)


def test_results_are_compared_with_those_of_the_baseline() -> None:
    how, one, other = Compare(output=("x",)), {"norm": Field(b"1.0")}, {"norm": Field(b"2.0")}
    compare(how, one, None)
    compare(how, one, one)
    with pytest.raises(Failed, match="norm") as told:
        compare(how, other, one)
    assert told.value.verdict is Verdict.GRADIENT_DIFFERS
    with pytest.raises(Failed, match=r"^nothing to compare: norm is empty, x holds no number but NaN$") as told:
        compare(how, {"norm": Field(b""), "x": Field(str(math.nan).encode()), "y": Field(b"1")}, None)
    assert told.value.verdict is Verdict.NOT_RUN
