"""However a program ends, its profile is written, and the program ends as it would have without."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from rewriter.profile.profile_file import read
from rewriter.tools.tapenade import Tapenade
from tests.support.playing import DRIVER, Played, build, play

VISIT = ("W 1", "+ 8", "A 1", "E 1", "T", "R 1", "- 8", "B 1", "T", "X 1")
TERM = f"K {signal.SIGTERM:d}"


@pytest.fixture(scope="module")
def program(tapenade: Tapenade, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("driver") / "driver", tapenade.support("c"))


@pytest.fixture(scope="module")
def fortran(tapenade: Tapenade, tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = DRIVER.with_name("ending.f90")
    output = tmp_path_factory.mktemp("ending") / "ending"
    return build(output, tapenade.support("fortran"), sources=[source], linker="gfortran")


def is_whole(played: Played) -> bool:
    profile = played.profile
    return sum(site.joint_visits for site in profile.sites) == 1 and not profile.notes


@pytest.mark.parametrize("ending, status", [((), 3), (("Q 3",), 3), (("Q 0",), 0), (("Q 255",), 255)])
def test_return_and_exit(program: Path, tmp_path: Path, ending: tuple[str, ...], status: int) -> None:
    played = play(program, [*VISIT, *ending], tmp_path / "run")
    assert (played.status, played.errors) == (status, "")
    assert is_whole(played)


@pytest.mark.parametrize(
    "ending, status",
    [("return", 0), ("stop", 0), ("stop 3", 3), ("stop words", 0), ("error stop", 1), ("error stop 4", 4)],
)
def test_fortran(fortran: Path, tmp_path: Path, ending: str, status: int) -> None:
    played = play(fortran, (), tmp_path / "run", words=[ending])
    assert played.status == status
    assert "rewriter" not in played.errors
    assert is_whole(played)


def test_nothing_can_be_written_by_a_program_that_does_not_exit(program: Path, tmp_path: Path) -> None:
    for number, ending in enumerate(["U 5", f"K {signal.SIGKILL:d}"]):
        played = play(program, [*VISIT, ending], tmp_path / "run")
        assert (played.status, played.errors) == ((5, "") if number == 0 else (-signal.SIGKILL, ""))
        assert played.profiles == []


# SIGTERM


@pytest.mark.parametrize("before", [(), ("+ 8", "W 1", "+ 8", "A 1")])
def test_sigterm(program: Path, tmp_path: Path, before: tuple[str, ...]) -> None:
    played = play(program, [*VISIT, *before, TERM, *VISIT], tmp_path / "run")
    assert (played.status, played.output, played.errors) == (-signal.SIGTERM, "", "")
    assert [site.joint_visits for site in played.profile.sites] == [1]


@pytest.mark.parametrize("when", ["before", "amid"])
@pytest.mark.parametrize(
    "handler, status, output, visits", [("H", 7, "handled\n", 1), ("h", 3, "noted\n", 2), ("I", 3, "", 2)]
)
def test_sigterm_that_the_program_handles(
    program: Path, tmp_path: Path, when: str, handler: str, status: int, output: str, visits: int
) -> None:
    begun = [handler, *VISIT] if when == "before" else [*VISIT, handler]
    played = play(program, [*begun, TERM, *VISIT], tmp_path / "run")
    assert (played.status, played.output, played.errors) == (status, output, "")
    assert [site.joint_visits for site in played.profile.sites] == [visits]


# several processes


def test_a_child_that_makes_no_callback_writes_nothing(program: Path, tmp_path: Path) -> None:
    assert is_whole(play(program, [*VISIT, "F"], tmp_path / "run"))
    assert is_whole(play(program, ["F", *VISIT], tmp_path / "run"))


@pytest.mark.parametrize("name", [None, "profile", "of.%p", "%r.%p"])
@pytest.mark.parametrize("begun", [True, False])
def test_a_child_writes_a_profile_of_its_own(program: Path, tmp_path: Path, name: str | None, begun: bool) -> None:
    environ = {} if name is None else {"REWRITER_PROFILE": name}
    played = play(program, [*VISIT * begun, "G", *VISIT, *VISIT], tmp_path / "run", environ)
    assert (played.status, played.errors) == (3, "")
    one, other = played.profiles
    visits = {profile.process: profile.sites[0].joint_visits for profile in (one, other)}
    assert sorted(visits.values()) == [2, 2 + begun]
    for path in played.folder.iterdir():
        process = read(path).process
        if name == "profile":
            assert path.name in ("profile", f"profile.{process}")
        else:
            assert path.name == (name or "rewriter-profile.%p").replace("%p", str(process)).replace("%r", "0")
    assert not one.notes and not other.notes
    if begun and name == "profile":
        assert read(played.folder / "profile").sites[0].joint_visits == 3


def test_sigterm_in_a_child(program: Path, tmp_path: Path) -> None:
    played = play(program, [*VISIT, "G", *VISIT, TERM], tmp_path / "run")
    assert played.status == -signal.SIGTERM
    assert sorted(profile.sites[0].joint_visits for profile in played.profiles) == [1, 2]


# where to


@pytest.mark.parametrize(
    "variable",
    [
        "OMPI_COMM_WORLD_RANK",
        "PMIX_RANK",
        "PMI_RANK",
        "MV2_COMM_WORLD_RANK",
        "MPI_RANKID",
        "PALS_RANKID",
        "ALPS_APP_PE",
        "SLURM_PROCID",
    ],
)
def test_the_rank(program: Path, tmp_path: Path, variable: str) -> None:
    played = play(program, VISIT, tmp_path / "run", {"REWRITER_PROFILE": "rank %r%%.%p%x%", variable: "17"})
    (path,) = played.folder.iterdir()
    assert path.name == f"rank 17%.{played.profile.process}%x%"
    assert played.profile.rank == 17


def test_the_launcher_in_a_batch_job_counts(program: Path, tmp_path: Path) -> None:
    environ = {"SLURM_PROCID": "0", "PMI_RANK": "5", "OMPI_COMM_WORLD_RANK": "no number"}
    assert play(program, VISIT, tmp_path / "run", environ).profile.rank == 5
    assert play(program, VISIT, tmp_path / "run").profile.rank is None


def test_the_folder_is_that_of_the_beginning(program: Path, tmp_path: Path) -> None:
    assert is_whole(play(program, ["C", *VISIT], tmp_path / "run"))
    assert is_whole(play(program, [*VISIT, "C"], tmp_path / "run"))
    absolute = {"REWRITER_PROFILE": str(tmp_path / "run" / "there")}
    assert is_whole(play(program, ["C", *VISIT], tmp_path / "run", absolute))


@pytest.mark.parametrize(
    "where, why",
    [
        ("missing/profile", "No such file or directory"),
        (".", "Is a directory"),
        ("x" * 300, "File name too long"),
        ("/" + "x/" * 3000, "File name too long"),
        ("/dev/full", "No space left on device"),
    ],
)
@pytest.mark.parametrize("ending, status", [((), 3), (("Q 0",), 0), ((TERM,), -signal.SIGTERM)])
def test_where_nothing_can_be_written(
    program: Path, tmp_path: Path, where: str, why: str, ending: tuple[str, ...], status: int
) -> None:
    played = play(program, [*VISIT, *ending], tmp_path / "run", {"REWRITER_PROFILE": where})
    assert played.status == status
    assert played.errors.startswith("rewriter: the profile cannot be written to /")
    assert played.errors.endswith(f": {why}\n")
    assert played.errors.count("\n") == 1
    assert played.profiles == []


def test_a_file_that_may_not_grow(program: Path, tmp_path: Path) -> None:
    limited = tmp_path / "limited"
    limited.write_text(f"#!/bin/sh\nulimit -f 0\nexec {program}\n")
    limited.chmod(0o755)
    played = play(limited, VISIT, tmp_path / "run")
    assert (played.status, played.profiles) == (3, [])
    assert played.errors.endswith(": File too large\n")


def test_what_is_no_file_is_written_to_and_stays(program: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert play(program, VISIT, run, {"REWRITER_PROFILE": "/dev/null"}).profiles == []
    assert Path("/dev/null").is_char_device()
    (tmp_path / "kept").write_text("something else, and longer than a profile is" * 100)
    (tmp_path / "link").symlink_to("kept")
    play(program, VISIT, run, {"REWRITER_PROFILE": str(tmp_path / "link")})
    assert (tmp_path / "link").is_symlink()
    assert len(read(tmp_path / "kept").sites) == 1


def test_a_pipe_that_nobody_reads(program: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    played = play(program, VISIT, tmp_path / "run", {"REWRITER_PROFILE": str(tmp_path / "pipe")})
    assert played.status == 3
    assert "cannot be written" in played.errors


def test_a_program_without_callbacks_writes_nothing(program: Path, tmp_path: Path) -> None:
    played = play(program, (), tmp_path / "run")
    assert (played.status, played.errors, played.profiles) == (3, "", [])
