"""All-or-nothing commits: killed at every step, out of room, two at once, and on files that are not what they were."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.errors import Refused, ToolFailed
from rewriter.text.commit import Rewrite, commit, locked, pending
from rewriter.text.journal import INTENT, JOURNAL

SOURCES = ("tree/a.f", "tree/b.f", "outside/c.f")
Snapshot = dict[str, tuple[int, bytes | str]]


def snapshot(folder: Path) -> Snapshot:
    """All that lies below a folder: the mode of each, and the content of files and links."""
    found: Snapshot = {}
    for path in sorted(folder.rglob("*")):
        content: bytes | str = ""
        if path.is_symlink():
            content = str(path.readlink())
        elif path.is_file():
            content = path.read_bytes()
        found[str(path.relative_to(folder))] = (path.lstat().st_mode, content)
    return found


def run(script: str, *arguments: Path | str) -> str:
    """What a Python script prints."""
    done = subprocess.run([sys.executable, "-c", dedent(script), *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def kill_at_every_step(work: str, start: Path, cases: Path) -> list[Path]:
    cases.mkdir()
    script = Path(__file__).with_name("kill_at_every_step.py")
    subprocess.run([sys.executable, script, work, start, cases], check=True)
    return sorted(cases.iterdir(), key=lambda case: int(case.name))


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sources of different modes and a link to a third, before the command that is killed."""
    folder = tmp_path_factory.mktemp("commit") / "start"
    for name in SOURCES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"      call %s\n" % path.stem.encode() * 100)
        os.utime(path, (1e9, 1e9))
    (folder / "tree" / "a.f").chmod(0o755)
    (folder / "tree" / "b.f").chmod(0o640)
    (folder / "tree" / "c.f").symlink_to("../outside/c.f")
    return folder


@pytest.fixture(scope="module")
def cases(start: Path) -> list[Path]:
    """What is left when the command is killed at each of its steps; the last case is complete."""
    return kill_at_every_step("commit", start, start.with_name("cases"))


@pytest.fixture(scope="module")
def before(start: Path) -> Snapshot:
    return snapshot(start)


@pytest.fixture(scope="module")
def after(before: Snapshot) -> Snapshot:
    folder = (stat.S_IFDIR | 0o755, "")
    new = (stat.S_IFREG | 0o644, b"NEW\n")
    created: Snapshot = {"tree/made": folder, "tree/made/deep": folder, "tree/made/deep/new.f": new}
    sources = {name: (mode, text.upper()) for name, (mode, text) in before.items() if name in SOURCES}
    return before | sources | created


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Where a test puts its copy of one of the cases."""
    return tmp_path / "case"


def copied(source: Path, target: Path) -> Path:
    shutil.copytree(source, target, symlinks=True)
    return target / "tree"


def changed(case: Path, before: Snapshot) -> int:
    return sum((case / name).read_bytes() != before[name][1] for name in SOURCES)


def half_done(cases: list[Path], before: Snapshot) -> Path:
    """A case killed when one of its files was replaced."""
    return next(case for case in cases if changed(case, before) == 1)


def decided(cases: list[Path]) -> Path:
    """A case killed after the decision, when nothing was replaced."""
    return next(case for case in cases if (case / "tree" / JOURNAL).exists())


def staged(cases: list[Path]) -> Path:
    """A case killed just before the decision."""
    return [case for case in cases if (case / "tree" / INTENT).exists()][-1]


# Killed


def test_killed_at_any_step_the_next_command_finds_all_or_none(
    cases: list[Path], before: Snapshot, after: Snapshot, tmp_path: Path
) -> None:
    ends: set[str] = set()
    halves = 0
    for killed in cases:
        for name in SOURCES:
            assert (killed / name).read_bytes() in (before[name][1], after[name][1]), f"{name} is torn in {killed}"
        halves += 0 < changed(killed, before) < len(SOURCES)
        tree = copied(killed, tmp_path / killed.name)
        left = pending(tree)
        with locked(tree) as news:
            assert bool(news) == left
        now = snapshot(tree.parent)
        assert now in (before, after), killed
        ends.add("none" if now == before else "all")
        assert not pending(tree)
    assert snapshot(cases[-1]) == after
    assert ends == {"none", "all"}
    assert halves


@pytest.mark.parametrize("moment", ["staged", "half done"])
def test_recovery_may_be_killed_at_any_step_too(
    moment: str, cases: list[Path], before: Snapshot, after: Snapshot, tmp_path: Path
) -> None:
    first, end = (staged(cases), before) if moment == "staged" else (half_done(cases, before), after)
    for killed in kill_at_every_step("recover", first, tmp_path / "recoveries"):
        with locked(killed / "tree"):
            assert snapshot(killed) == end, killed


def test_recovery_tells_which_files_it_completed(cases: list[Path], before: Snapshot, case: Path) -> None:
    tree = copied(half_done(cases, before), case)
    with locked(tree) as news:
        assert sum("completed the change of" in line for line in news) == 3
        assert sum("changed already" in line for line in news) == 1
    assert "b.f" in " ".join(news)


def test_recovery_tells_which_files_it_left_unchanged(cases: list[Path], case: Path) -> None:
    tree = copied(staged(cases), case)
    with locked(tree) as news:
        assert sum("rolled back" in line and line.endswith(".f is unchanged") for line in news) == 4


def test_a_recovered_file_is_newer_than_what_was_built_since(cases: list[Path], case: Path) -> None:
    tree = copied(decided(cases), case)
    for content in tree.glob(".rewriter-*-*"):
        os.utime(content, (1e9, 1e9))
    with locked(tree):
        assert (tree / "a.f").stat().st_mtime > 1e9


@pytest.mark.parametrize("take", [True, False])
def test_a_file_edited_after_the_kill_is_left_alone_until_the_user_decides(
    take: bool, cases: list[Path], before: Snapshot, after: Snapshot, case: Path
) -> None:
    tree = copied(decided(cases), case)
    (tree / "a.f").write_bytes(b"edited by hand\n")
    for _ in range(2):
        with pytest.raises(Refused, match=r"a\.f: changed by someone else(?s:.*)run again") as refusal, locked(tree):
            pass
        assert (tree / "a.f").read_bytes() == b"edited by hand\n"
        assert (tree / "b.f").read_bytes() == after["tree/b.f"][1]
    (content,) = tree.glob(".rewriter-*-*")
    assert str(content) in str(refusal.value)
    assert content.read_bytes() == after["tree/a.f"][1]
    if take:
        content.replace(tree / "a.f")
    else:
        content.unlink()
    with locked(tree) as news:
        assert any(("changed already" if take else "left") in line and "a.f" in line for line in news)
    expected = after if take else after | {"tree/a.f": (before["tree/a.f"][0], b"edited by hand\n")}
    assert snapshot(case) == expected
    assert not pending(tree)


def test_new_content_that_was_damaged_replaces_nothing(cases: list[Path], before: Snapshot, case: Path) -> None:
    tree = copied(decided(cases), case)
    for content in tree.glob(".rewriter-*-*"):
        content.write_bytes(content.read_bytes()[:-1])
    with pytest.raises(Refused, match=r"a\.f: (?s:.*)b\.f: "), locked(tree):
        pass
    assert snapshot(tree)["a.f"] == before["tree/a.f"]
    assert snapshot(tree)["b.f"] == before["tree/b.f"]


@pytest.mark.parametrize("text", ["{", '{"format": 0, "folders": [], "files": []}', "[]"])
def test_a_journal_that_cannot_be_read_is_refused_and_kept(text: str, tmp_path: Path) -> None:
    (tmp_path / JOURNAL).write_text(text)
    with pytest.raises(Refused, match="journal"), locked(tmp_path):
        pass
    assert (tmp_path / JOURNAL).read_text() == text


def test_a_journal_that_came_with_a_tree_brings_nothing_in(tmp_path: Path) -> None:
    tree, home = tmp_path / "tree", tmp_path / "home"
    tree.mkdir()
    home.mkdir()
    (tree / "payload").write_text("payload")
    entry = {"path": str(home / "profile"), "staged": str(tree / "payload"), "before": None, "after": ""}
    (tree / JOURNAL).write_text(json.dumps({"format": 1, "folders": [], "files": [entry]}))
    with pytest.raises(Refused, match="journal"), locked(tree):
        pass
    assert snapshot(home) == {}


def test_a_commit_does_not_bury_an_unfinished_one(cases: list[Path], case: Path) -> None:
    tree = copied(decided(cases), case)
    found = snapshot(case)
    with pytest.raises(Refused, match="run again"):
        commit(tree, [Rewrite(tree / "new.f", None, b"")])
    assert snapshot(case) == found


# Out of room


TRIES = """
    import json, os, resource, sys
    from pathlib import Path
    from rewriter.errors import RewriterError
    from rewriter.text.commit import Rewrite, commit, locked

    def fill(tree):
        for name in ("a.f", "b.f", "c.f"):
            (tree / name).write_bytes(b"old")
        return [Rewrite(tree / name, b"old", name.encode() * 3000) for name in ("a.f", "b.f", "c.f")]

    def attempt(tree, rewrites):
        try:
            with locked(tree):
                commit(tree, rewrites)
            message, status = "", 0
        except RewriterError as error:
            message, status = str(error), error.exit_status
        names = sorted(path.name for path in tree.iterdir())
        return {"message": message, "status": status, "names": names,
                "old": [r.path.read_bytes() == b"old" for r in rewrites],
                "new": [r.path.read_bytes() == r.after for r in rewrites]}
"""


def assert_refused_untouched(attempt: dict[str, object], reason: str, status: int) -> None:
    assert attempt["status"] == status
    assert reason in str(attempt["message"])
    assert "nothing was changed" in str(attempt["message"])
    assert attempt["names"] == ["a.f", "b.f", "c.f"]
    assert attempt["old"] == [True, True, True]


def test_a_file_that_may_not_grow_so_large_is_refused_and_nothing_is_changed(tmp_path: Path) -> None:
    script = """
    tree = Path(sys.argv[1])
    rewrites = fill(tree)
    attempts = []
    for limit in (0, 100, 5000, resource.RLIM_INFINITY):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        attempts.append(attempt(tree, rewrites))
    print(json.dumps(attempts))
    """
    *refused, done = json.loads(run(dedent(TRIES) + dedent(script), tmp_path))
    for each in refused:
        assert_refused_untouched(each, "File too large", Refused.exit_status)
    assert done["new"] == [True, True, True]


def test_on_a_full_disk_nothing_is_changed(may_mount: list[str], tmp_path: Path) -> None:
    script = """
    tree, ballast = Path(sys.argv[1]) / "tree", Path(sys.argv[1]) / "ballast"
    tree.mkdir()
    attempts = []
    for free in range(16):
        rewrites = fill(tree)
        try:
            with ballast.open("wb", buffering=0) as file:
                while file.write(bytes(4096)):
                    pass
        except OSError:
            pass
        os.truncate(ballast, ballast.stat().st_size - free * 4096)
        attempts.append(attempt(tree, rewrites))
    print(json.dumps(attempts))
    """
    shell = 'mount -t tmpfs -o size=128k none "$1" && exec "$2" -c "$3" "$1"'
    command = [*may_mount, "sh", "-c", shell, "sh", str(tmp_path), sys.executable, dedent(TRIES) + dedent(script)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    attempts = json.loads(done.stdout)
    refused = [each for each in attempts if each["message"]]
    for each in refused:
        assert_refused_untouched(each, "No space left on device", ToolFailed.exit_status)
    assert len({each["message"] for each in refused}) >= 3, "the disk should fill up in different files"
    assert attempts[-1]["new"] == [True, True, True]


def test_a_file_the_system_forbids_to_replace_keeps_its_new_content_beside_it(
    may_mount: list[str], tmp_path: Path
) -> None:
    script = """
    tree = Path(sys.argv[1])
    rewrites = fill(tree)
    os.system(f"mount --bind {tree}/b.f {tree}/b.f")  # a mount point cannot be renamed over
    first = attempt(tree, rewrites)
    (content,) = tree.glob(".rewriter-*-*")
    print(json.dumps([first, content.read_bytes() == rewrites[1].after, attempt(tree, [])]))
    content.unlink()
    with locked(tree) as news:
        print(json.dumps(news))
    """
    command = [*may_mount, sys.executable, "-c", dedent(TRIES) + dedent(script), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (first, kept, again), news = map(json.loads, done.stdout.splitlines())
    assert first["new"] == [True, False, True]
    assert "b.f: cannot be replaced" in first["message"]
    assert kept
    assert again["message"] == first["message"]
    assert any("left" in line and "b.f" in line for line in news)


# Two at once


HOLD = """
    import sys
    from pathlib import Path
    from rewriter.text.commit import locked
    with locked(Path(sys.argv[1])):
        print("held", flush=True)
        sys.stdin.read()
"""


def test_a_second_command_refuses_while_the_first_holds_the_tree(tmp_path: Path) -> None:
    command = [sys.executable, "-c", dedent(HOLD), str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout and holder.stdin
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Refused, match="another rewriter command"), locked(tmp_path, wait=0.1):
            pass
        (tmp_path / INTENT).touch()
        assert not pending(tmp_path), "the command at work is not a killed one"
        holder.stdin.close()
        with locked(tmp_path, wait=60) as news:
            assert "nothing below" in news[0]
    assert holder.returncode == 0


def test_commands_at_once_take_turns(tmp_path: Path) -> None:
    counter = tmp_path / "counter"
    counter.write_bytes(b"0")
    script = """
    import sys
    from pathlib import Path
    from rewriter.text.commit import Rewrite, commit, locked
    root = Path(sys.argv[1])
    for _ in range(10):
        with locked(root, wait=60):
            text = (root / "counter").read_bytes()
            commit(root, [Rewrite(root / "counter", text, b"%d" % (int(text) + 1))])
    """
    command = [sys.executable, "-c", dedent(script), str(tmp_path)]
    for process in [subprocess.Popen(command) for _ in range(3)]:
        assert process.wait() == 0
    assert counter.read_bytes() == b"30"


def test_what_cannot_be_locked_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"nowhere: cannot be locked: No such file"), locked(tmp_path / "nowhere"):
        pass


# Someone else at work on the same files


MEDDLE = """
    import sys
    from pathlib import Path
    from rewriter.errors import Refused
    from rewriter.text.commit import Rewrite, commit, locked

    root = Path(sys.argv[1])
    rewrites = [Rewrite(root / name, b"old", b"new") for name in ("a.f", "b.f")]
    for rewrite in rewrites:
        rewrite.path.write_bytes(rewrite.before)
    meddled = []

    def meddle(event, arguments):
        if event == sys.argv[2] and str(arguments[sys.argv[2] == "os.rename"]).endswith(sys.argv[3]) and not meddled:
            meddled.append(event)
            if event == "open":
                rewrites[0].path.write_bytes(b"edited")
            else:
                next(root.glob(".rewriter-*-0")).unlink()

    sys.addaudithook(meddle)
    with locked(root):
        try:
            commit(root, rewrites)
        except Refused as refusal:
            print(refusal)
    assert meddled
"""


def test_an_edit_while_new_contents_are_staged_stops_the_commit(tmp_path: Path) -> None:
    assert "a.f: changed since it was read, so nothing was changed" in run(MEDDLE, tmp_path, "open", "-1")
    assert {name: content for name, (_, content) in snapshot(tmp_path).items()} == {"a.f": b"edited", "b.f": b"old"}


def test_new_content_removed_at_the_last_moment_is_told(tmp_path: Path) -> None:
    assert "a.f: not changed, as someone removed" in run(MEDDLE, tmp_path, "os.rename", JOURNAL)
    assert {name: content for name, (_, content) in snapshot(tmp_path).items()} == {"a.f": b"old", "b.f": b"new"}


# Files that are not as they should be


def write(root: Path, **texts: bytes) -> list[Rewrite]:
    """Files, and the rewrites that turn each into upper case."""
    for name, text in texts.items():
        (root / name).write_bytes(text)
    return [Rewrite(root / name, text, text.upper()) for name, text in texts.items()]


def assert_refuses(root: Path, rewrites: list[Rewrite], message: str) -> None:
    found = snapshot(root)
    with locked(root), pytest.raises(Refused, match=message):
        commit(root, rewrites)
    assert snapshot(root) == found


def test_a_read_only_file_is_refused(tmp_path: Path) -> None:
    rewrites = write(tmp_path, a=b"a", b=b"b")
    (tmp_path / "b").chmod(0o444)
    assert_refuses(tmp_path, rewrites, r"/b: read-only.*chmod")


def test_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    rewrites = write(tmp_path, a=b"a") + write(folder, b=b"b")
    folder.chmod(0o555)
    assert_refuses(tmp_path, rewrites, r"/b: its folder .*/folder is read-only")
    assert_refuses(tmp_path, [Rewrite(folder / "deep" / "new", None, b"")], r"/new: its folder .*/folder is read-only")
    folder.chmod(0o755)


def test_a_vanished_file_is_refused(tmp_path: Path) -> None:
    rewrites = write(tmp_path, a=b"a", b=b"b")
    (tmp_path / "b").unlink()
    assert_refuses(tmp_path, rewrites, r"/b: vanished since it was read.*run again")


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    rewrites = write(tmp_path, a=b"a", b=b"b")
    (tmp_path / "b").write_bytes(b"other")
    assert_refuses(tmp_path, rewrites, r"/b: changed since it was read.*run again")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").touch()
    for name in ("folder", "loop", "pipe"):
        assert_refuses(tmp_path, [Rewrite(tmp_path / name, b"a", b"b")], f"/{name}: not a file")
        assert_refuses(tmp_path, [Rewrite(tmp_path / name, None, b"b")], f"/{name}: not a file")
    assert_refuses(tmp_path, [Rewrite(tmp_path / "file" / "below", None, b"b")], "file.*nothing was changed")


def test_one_file_under_two_names_is_written_once(tmp_path: Path) -> None:
    (rewrite,) = write(tmp_path, a=b"a")
    link = tmp_path / "link"
    link.symlink_to("a")
    for other in (b"else", b"a"):
        assert_refuses(tmp_path, [rewrite, Rewrite(link, b"a", other)], r"/link: the same file as .*/a")
    with locked(tmp_path):
        commit(tmp_path, [rewrite, Rewrite(link, b"a", b"A")])
    assert link.is_symlink()
    assert (tmp_path / "a").read_bytes() == b"A"


def test_a_name_cannot_be_a_file_and_a_folder(tmp_path: Path) -> None:
    rewrites = [Rewrite(tmp_path / "a", None, b""), Rewrite(tmp_path / "a" / "b", None, b"")]
    assert_refuses(tmp_path, rewrites, "both a file and a folder")


def test_a_new_file_never_replaces_another(tmp_path: Path) -> None:
    write(tmp_path, a=b"a")
    assert_refuses(tmp_path, [Rewrite(tmp_path / "a", None, b"new")], r"/a: exists with another content")
    with locked(tmp_path):
        commit(tmp_path, [Rewrite(tmp_path / "a", None, b"a")])
    assert (tmp_path / "a").read_bytes() == b"a"


# What is kept


def test_mode_owner_and_attributes_are_kept_and_the_time_is_new(tmp_path: Path) -> None:
    rewrites = write(tmp_path, a=b"a")
    path = tmp_path / "a"
    if os.geteuid() == 0:  # another user can only have files of their own
        os.chown(path, 1234, 4321)
    path.chmod(0o4751)
    try:
        os.setxattr(path, b"user.note", b"kept")
    except OSError:  # a file system without attributes
        assert not os.listxattr(path)
    os.utime(path, (1e9, 1e9))
    kept, attributes = path.stat(), {name: os.getxattr(path, name) for name in os.listxattr(path)}
    with locked(tmp_path):
        commit(tmp_path, rewrites)
    now = path.stat()
    assert path.read_bytes() == b"A"
    assert (now.st_mode, now.st_uid, now.st_gid) == (kept.st_mode, kept.st_uid, kept.st_gid)
    assert {name: os.getxattr(path, name) for name in os.listxattr(path)} == attributes
    assert now.st_mtime > kept.st_mtime


def test_what_would_not_change_is_not_touched(tmp_path: Path) -> None:
    rewrites = write(tmp_path, a=b"A", b=b"b")
    (tmp_path / "a").chmod(0o444)
    found = (tmp_path / "a").stat()
    with locked(tmp_path):
        commit(tmp_path, rewrites)
        commit(tmp_path, [])
    assert (tmp_path / "a").stat() == found
    assert (tmp_path / "b").read_bytes() == b"B"


def test_links_stay_links(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder, a=b"a")
    (tmp_path / "link").symlink_to("folder")
    (tmp_path / "other").symlink_to("link/a")
    with locked(tmp_path):
        commit(tmp_path, [Rewrite(tmp_path / "other", b"a", b"A")])
    assert str((tmp_path / "link").readlink()) == "folder"
    assert str((tmp_path / "other").readlink()) == "link/a"
    assert (folder / "a").read_bytes() == b"A"


def test_of_hard_links_only_the_name_given_changes(tmp_path: Path) -> None:
    rewrites = write(tmp_path, a=b"a")
    (tmp_path / "backup").hardlink_to(tmp_path / "a")
    with locked(tmp_path):
        commit(tmp_path, rewrites)
    assert ((tmp_path / "a").read_bytes(), (tmp_path / "backup").read_bytes()) == (b"A", b"a")


NAMES = st.binary(min_size=1, max_size=255).filter(
    lambda name: not {0, ord("/")} & set(name) and name not in (b".", b"..") and not name.startswith(b".rewriter-")
)


@given(before=st.dictionaries(NAMES, st.binary()), after=st.dictionaries(NAMES, st.binary()))
def test_after_a_commit_and_its_inverse_every_byte_is_back(
    before: dict[bytes, bytes], after: dict[bytes, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("law")

    def held() -> dict[bytes, bytes]:
        return {os.fsencode(path.name): path.read_bytes() for path in root.iterdir()}

    def path(name: bytes) -> Path:
        return root / os.fsdecode(name)

    full = before | after
    with locked(root):
        commit(root, [Rewrite(path(name), None, text) for name, text in before.items()])
        assert held() == before
        commit(root, [Rewrite(path(name), before.get(name), text) for name, text in after.items()])
        assert held() == full
        commit(root, [Rewrite(path(name), text, before.get(name, text)) for name, text in full.items()])
    assert held() == full | before
