"""``rewriter tune run`` among programs that crash, hang, devour memory; on full disks, without tools, interrupted."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rewriter import check
from rewriter.tools.tapenade import Tapenade
from rewriter.tuning.journal import read
from tests.support.patience import PATIENCE, until

FAULTY = Path(__file__).parents[1] / "faulty"
SITES = ("works", "crashes", "hangs", "devours", "bend", "warp")


def command(folder: Path, *words: object) -> list[str]:
    return ["rewriter", "tune", "run", str(folder / "tune.toml"), *map(str, words), "--format", "json"]


def tuned(folder: Path, *words: object, **how: Any) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command(folder, *words), capture_output=True, text=True, timeout=PATIENCE, **how)
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    return done


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory, tapenade: Tapenade) -> tuple[Path, dict[str, dict[str, Any]]]:
    """Where the faulty model was tuned, and the steps by the call that was switched."""
    folder = tmp_path_factory.mktemp("faulty") / "model"
    shutil.copytree(FAULTY, folder)
    done = tuned(folder, "--trials", 6, "--tapenade", tapenade.home)
    assert done.returncode == 0, done.stderr
    steps = json.loads(done.stdout)
    kept = set(steps[1]["not_checkpointed"])
    switched = ["", "works", *(name for step in steps[2:] for name in set(step["not_checkpointed"]) - kept)]
    return folder, {
        name.partition(">")[2].partition("#")[0] or name: step for name, step in zip(switched, steps, strict=True)
    }


@pytest.fixture
def begun(searched: tuple[Path, dict[str, dict[str, Any]]], tmp_path: Path) -> Callable[..., Path]:
    """Makes a folder whose journal holds the code and the baseline, and where only the given calls are tried."""

    def make(*names: str) -> Path:
        folder = tmp_path / "model"
        shutil.copytree(FAULTY, folder)
        lines = (searched[0] / "tune.jsonl").read_bytes().splitlines(keepends=True)
        (folder / "tune.jsonl").write_bytes(b"".join(lines[:3]))
        others = ", ".join(f'"*>{name}#*"' for name in SITES if name not in names)
        with (folder / "tune.toml").open("a") as file:
            file.write(f"untouchable = [{others}]\n")
        return folder

    return make


def living(folder: Path) -> list[str]:
    """The processes that run in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink().is_relative_to(folder):
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def trials(folder: Path) -> list[dict[str, Any]]:
    """What the journal in a folder remembers of trials."""
    return [record for record in read(folder / "tune.jsonl") if "trial" in record]


# Configurations that go wrong


@pytest.mark.parametrize(
    ("name", "verdict", "reason"),
    [
        ("works", "kept", ""),
        ("crashes", "run failed", r"ended by SIGABRT: Program aborted\."),
        ("hangs", "timed out", "the run was stopped after 15 seconds"),
        ("devours", "run failed", "Cannot allocate memory"),
        ("bend", "build failed", r"ad/model_b\.f90:15:\d+: Error: Symbol .bend_fwd"),
        ("warp", "gradient differs", r"output 'gradient \+\(\.\*\)' is not the same: '"),
    ],
)
def test_what_goes_wrong_is_told_left_alone_and_the_search_goes_on(
    name: str, verdict: str, reason: str, searched: tuple[Path, dict[str, dict[str, Any]]]
) -> None:
    folder, steps = searched
    assert list(steps) == ["", *SITES]
    step = steps[name]
    assert step["verdict"] == verdict
    assert re.search(reason, step["reason"])
    assert (
        {f"model.f90::model>{name}#1"}
        <= set(step["not_checkpointed"])
        <= {
            f"model.f90::model>{name}#1",
            "model.f90::model>works#1",
        }
    ), "what failed before is not tried again"
    assert Path(step["log"]).is_file()
    assert "model>works#1" in (folder / "tuned.toml").read_text()
    assert not living(folder)


@pytest.mark.parametrize("times", [1, 2])
def test_a_program_that_somebody_else_kills_tells_nothing_of_its_configuration(
    times: int, begun: Callable[..., Path], tapenade: Tapenade
) -> None:
    folder = begun("hangs")
    before = trials(folder)
    search = subprocess.Popen(
        command(folder, "--tapenade", tapenade.home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    for _ in range(times):
        found = until(lambda: [p for p in folder.glob(".rewriter-tune/trees/*/*/pid") if p.read_text().strip()])
        number = int(found[0].read_text())
        found[0].unlink()
        os.kill(number, signal.SIGKILL)
    output, errors = search.communicate()
    if times == 1:
        assert search.returncode == 1, errors
        assert json.loads(output)[1]["verdict"] == "timed out", "tried once more"
    else:
        assert search.returncode == 4, errors
        assert "ended by SIGKILL, twice, and not by rewriter" in errors
        assert trials(folder) == before, "nothing is remembered of it"


def test_a_build_that_somebody_else_kills_is_begun_once_more(begun: Callable[..., Path], tapenade: Tapenade) -> None:
    folder = begun("works")
    mark = folder.parent / "killed"
    build = folder / "build.sh"
    kill = f"[ -e {mark} ] || {{ touch {mark}; kill -TERM $$; }}\n"
    build.write_text(build.read_text().replace("set -e\n", f"set -e\n{kill}"))
    done = tuned(folder, "--tapenade", tapenade.home)
    assert done.returncode == 0, done.stderr
    assert mark.exists()
    mark.unlink()
    build.write_text(build.read_text().replace(f"touch {mark};", ""))
    done = tuned(folder, "--tapenade", tapenade.home, "--journal", folder / "other.jsonl")
    assert done.returncode == 4
    assert "ended by SIGTERM, twice, and not by rewriter" in done.stderr
    assert [record for record in read(folder / "other.jsonl") if "trial" in record] == []


def test_a_source_edited_while_a_search_goes_on_is_not_tried_and_is_told(
    begun: Callable[..., Path], tapenade: Tapenade
) -> None:
    folder = begun("works")
    (folder / "tune.jsonl").unlink()
    source, build = folder / "model.f90", folder / "build.sh"
    build.write_text(f"{build.read_text()}echo 'of an editor' >>{source}\n")
    done = tuned(folder, "--tapenade", tapenade.home)
    assert done.returncode == 0, done.stderr
    assert "model.f90 changed during the search: the result is for the code as it was before" in done.stderr
    logs = "".join(path.read_text() for path in folder.glob(".rewriter-tune/logs/*.log"))
    assert "Differentiation failed" not in logs
    saved = (folder / "tuned.toml").read_text()
    assert 'root = "."' in saved
    source.write_bytes(source.read_bytes().replace(b"of an editor\n", b""))
    assert all(finding.line for finding in check(folder / "tuned.toml")), "saved for the sources as they were"

    source.write_text(source.read_text() + "! one more line\n")
    again = tuned(folder, "--tapenade", tapenade.home)
    assert "model.f90 changed since" in again.stderr
    assert "so none of its trials are reused" in again.stderr


def test_two_searches_in_one_folder(begun: Callable[..., Path], tapenade: Tapenade) -> None:
    folder = begun("works")
    (folder / "pause").touch()
    first = subprocess.Popen(command(folder, "--tapenade", tapenade.home), stdout=subprocess.DEVNULL)
    until(lambda: any("sleep" in words for words in living(folder)))
    second = tuned(folder, "--tapenade", tapenade.home)
    assert second.returncode == 3
    assert f"another search works here, process {first.pid} on " in second.stderr
    first.send_signal(signal.SIGINT)
    assert first.wait() == 130


def test_what_of_the_baseline_keeps_anything_from_being_tried(begun: Callable[..., Path], tapenade: Tapenade) -> None:
    folder = begun("works")
    (folder / "tune.jsonl").unlink()
    text = (folder / "tune.toml").read_text().replace('"exhaustive"', '"gain-first"')
    head = 'head = "model(cost)/(x)"'
    split = f'{head}\noptions = ["-reverse", "-nocheckpoint", "works"]'
    (folder / "tune.toml").write_text(text.replace(head, split))
    done = tuned(folder, "--tapenade", tapenade.home)
    assert done.returncode == 1, done.stderr
    assert "nothing was tried: no site that may be switched and that the run reaches is checkpointed" in done.stderr
    assert (
        "checkpoints 5 of 6 call sites that its run reaches: options or directives have split the others" in done.stderr
    )
    none = tuned(folder, "--trials", 0, "--tapenade", tapenade.home)
    assert "nothing was tried: no trials are allowed." in none.stderr


# Interrupted


@pytest.mark.parametrize(
    ("when", "how", "status"),
    [("Tapenade", signal.SIGINT, 130), ("build", signal.SIGINT, 130), ("run", signal.SIGTERM, 143)],
)
def test_interrupted_it_leaves_nothing_behind_and_goes_on(
    when: str, how: signal.Signals, status: int, begun: Callable[..., Path], tapenade: Tapenade
) -> None:
    folder = begun("hangs" if when == "run" else "works")
    if when == "build":
        (folder / "pause").touch()
    going = {
        "Tapenade": lambda: any("java" in words and "tapenade" in words for words in living(folder)),
        "build": lambda: any("sleep" in words for words in living(folder)),
        "run": lambda: any(folder.glob(".rewriter-tune/trees/*/*/pid")),
    }
    search = subprocess.Popen(
        command(folder, "--tapenade", tapenade.home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    until(going[when])
    search.send_signal(how)
    _, errors = search.communicate()
    assert search.returncode == status, errors
    assert "Traceback" not in errors
    until(lambda: not living(folder))
    assert (folder / "tune.jsonl").read_bytes().endswith(b"\n")
    _, baseline, *_ = read(folder / "tune.jsonl")

    (folder / "pause").unlink(missing_ok=True)
    done = tuned(folder, "--tapenade", tapenade.home)
    steps = json.loads(done.stdout)
    assert steps[0]["seconds"] == baseline["trial"]["measured"]["seconds"]
    assert steps[1]["verdict"] == ("timed out" if when == "run" else "kept")


# Full disks


def test_a_journal_without_room_ends_the_search(begun: Callable[..., Path], tapenade: Tapenade) -> None:
    folder = begun("works")
    done = tuned(folder, "--journal", "/dev/full", "--tapenade", tapenade.home)
    assert done.returncode == 4
    assert "/dev/full: the journal cannot be written: No space left on device" in done.stderr


def test_a_file_that_is_too_large_for_the_work_folder_ends_the_search(
    begun: Callable[..., Path], tapenade: Tapenade
) -> None:
    folder = begun("works")
    (folder / "input.bin").write_bytes(bytes(200_000))
    before = (folder / "tune.jsonl").read_bytes()

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))

    done = tuned(folder, "--tapenade", tapenade.home, preexec_fn=limited)
    assert done.returncode == 4
    assert "input.bin: cannot be copied" in done.stderr
    assert "File too large" in done.stderr
    assert (folder / "tune.jsonl").read_bytes() == before


def test_a_disk_that_is_full_during_a_build_is_not_blamed_on_a_site(
    begun: Callable[..., Path], tapenade: Tapenade, tmp_path: Path
) -> None:
    """On a small disk where mounting is allowed; else the compiler writes to a device that is always full."""
    folder, work = begun("works"), tmp_path / "work"
    work.mkdir()
    before = (folder / "tune.jsonl").read_bytes()
    words = command(folder, "--work", work, "--tapenade", tapenade.home)
    mounting = [
        "unshare",
        "--map-root-user",
        "--mount",
        "sh",
        "-c",
        'mount -t tmpfs -o size=256k none "$0" && exec "$@"',
    ]
    if subprocess.run([*mounting, work, "true"], capture_output=True).returncode == 0:
        words = [*mounting, str(work), *words]
    else:
        build = folder / "build.sh"
        build.write_text(build.read_text().replace("shift\n", "shift\ngfortran -S model.f90 -o /dev/full\n"))
    done = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 4, done.stderr
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / "tune.jsonl").read_bytes() == before


# Missing tools


def linked(folder: Path, *names: str) -> str:
    """A PATH with these programs alone."""
    folder.mkdir()
    for name in names:
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    return str(folder)


def test_without_a_compiler_the_baseline_fails_and_is_tried_again(tmp_path: Path, tapenade: Tapenade) -> None:
    folder = tmp_path / "model"
    shutil.copytree(FAULTY, folder)
    path = linked(tmp_path / "bin", "rewriter", "sh", "bash", "dirname", "readlink", "uname", "ls", "env")
    words = ["--trials", 0, "--tapenade", tapenade.home]
    done = tuned(folder, *words, env={**os.environ, "PATH": path, "JAVA_HOME": str(tapenade.java)})
    assert done.returncode == 4
    assert "rewriter: the baseline: build failed: " in done.stderr
    assert "gfortran: not found" in done.stderr or "gfortran: command not found" in done.stderr
    assert read(folder / "tune.jsonl") == [], "what is to be mended is not remembered"


def test_without_java_nothing_is_begun(tmp_path: Path, tapenade: Tapenade) -> None:
    folder = tmp_path / "model"
    shutil.copytree(FAULTY, folder)
    environ = {"PATH": linked(tmp_path / "bin", "rewriter", "sh"), "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    done = tuned(folder, "--tapenade", tapenade.home, env=environ)
    assert done.returncode == 4
    assert "no Java found" in done.stderr
    assert not (folder / "tune.jsonl").exists()
