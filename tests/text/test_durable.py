"""Commands on a disk that has no room left: exit status 4, and every file as it was."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tests.support.models import FIXTURES

SCRIPT = """
    import json, os, shutil, subprocess, sys
    from pathlib import Path

    disk = Path(sys.argv[1])
    command = [sys.executable, "-c", "from rewriter.cli import main; main()"]
    shutil.copytree(sys.argv[2], disk / "model")
    os.chdir(disk / "model")
    Path("mine.toml").write_text("# mine\\n")
    subprocess.run([*command, "save", ".", "--nocheckpoint", "relax", "-o", "t.toml", "-q"], check=True)

    def contents():
        return {str(path): path.read_bytes() for path in disk.rglob("*") if path.is_file() and path.name != "ballast"}

    before = contents()
    with (disk / "ballast").open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            pass
    done = subprocess.run([*command, *sys.argv[3:]], capture_output=True, text=True)
    left = {name: data for name, data in contents().items() if "copies" not in name}
    print(json.dumps([done.returncode, done.stderr, left == before]))
"""


@pytest.mark.parametrize(
    "words",
    [
        ("apply", "t.toml"),
        ("apply", "t.toml", "--to", "copies"),
        ("save", ".", "--nocheckpoint", "force", "-o", "mine.toml"),
        ("save", ".", "--nocheckpoint", "force", "-o", "new.toml"),
        ("diff", "t.toml", "t.toml", "-o", "mine.toml"),
    ],
    ids=" ".join,
)
def test_nothing_is_changed_and_the_exit_status_is_4(
    words: tuple[str, ...], may_mount: list[str], tmp_path: Path
) -> None:
    shell = 'mount -t tmpfs -o size=512k none "$1" && exec "$0" -c "$2" "$1" "${@:3}"'
    arguments = [sys.executable, str(tmp_path), dedent(SCRIPT), str(FIXTURES / "basin"), *words]
    done = subprocess.run([*may_mount, "bash", "-c", shell, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    status, told, untouched = json.loads(done.stdout)
    assert (status, untouched) == (4, True), told
    assert "No space left on device" in told
