"""The diffs that are printed: GNU patch and git take them, both ways, to the very bytes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from rewriter.callsites.source import Source
from rewriter.reports.diff import unified
from tests.support import golden_cases

BODY = "".join(f"      x({n}) = {n}\n" for n in range(9))
FREE = f"subroutine s\n{BODY}call f(x)\n{BODY}end\nsubroutine f\nend\n"
OLD = f"      subroutine s\n{BODY}      if (x(1) .gt. 0) call f(x)\n{BODY}      end\n"
FORTRAN: dict[str, bytes] = {
    "plain.f90": FREE.encode(),
    "crlf.f90": FREE.replace("\n", "\r\n").encode(),
    "mark.f90": b"\xef\xbb\xbf" + FREE.encode(),
    "first.f90": b"call f(x)\nend\nsubroutine f\nend\n",
    "short.f90": b"subroutine s\ncall f(x)\nend\nsubroutine f\nend",
    "no newline.f90": FREE.replace("subroutine f\nend\n", "contains\nsubroutine f\ncall s\nend").encode(),
    "latin.f90": FREE.replace("x(3)", "x(3) ! caf\xe9").encode("latin-1"),
    "tab\tname.f90": FREE.encode(),
    'quo"te.f90': FREE.encode(),
    "back\\slash.f90": FREE.encode(),
    "two\nlines.f90": FREE.encode(),
    "feed.f90": FREE.replace("call f", "\f\n\x85\n\x1c\ncall f").encode("latin-1"),
    "returns.f": OLD.replace("x(7) = 7", "x(7) = 7 ! a\rb").encode(),
    "opened.f": OLD.encode(),
    "last.f90": b"subroutine f\nend\nprogram p\nx = 1\ncall f",
    "several.f90": FREE.replace("call f(x)\n", "call f(x); call f(x)\ncall f(x)\n\nif (a) call f(x)\n").encode(),
}


def changed(name: str, data: bytes) -> tuple[bytes, bytes, str]:
    source = Source(name, data)
    after = source.with_changes(golden_cases.switchable(source))
    assert after != data
    return data, after, "".join(unified(name, data, after, source.scan.procedures))


CASES = {
    **{name: changed(name, data) for name, data in FORTRAN.items()},
    **{path.name: changed(path.name, path.read_bytes()) for path, _ in golden_cases.cases()},
}


@pytest.mark.parametrize("tool", [("patch", "-p1", "--fuzz=0", "--no-backup-if-mismatch"), ("git", "apply")])
@pytest.mark.parametrize("name", CASES)
def test_applied_and_taken_off_by_others(name: str, tool: tuple[str, ...], tmp_path: Path) -> None:
    before, after, diff = CASES[name]
    file = tmp_path / name
    for given, way, wanted in ((before, (), after), (after, ("-R",), before)):
        file.write_bytes(given)
        printed = diff.encode("utf-8", "surrogateescape")
        done = subprocess.run([*tool, *way], cwd=tmp_path, input=printed, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert file.read_bytes() == wanted
        assert b"offset" not in done.stdout and b"fuzz" not in done.stdout


def test_as_many_lines_before_a_change_as_behind_it_and_the_procedure_in_the_heading() -> None:
    lines = CASES["plain.f90"][2].splitlines()
    assert lines[2:] == [
        "@@ -8,6 +8,7 @@ subroutine s",
        "       x(6) = 6",
        "       x(7) = 7",
        "       x(8) = 8",
        "+!$AD NOCHECKPOINT rewriter",
        " call f(x)",
        "       x(0) = 0",
        "       x(1) = 1",
    ]


def test_patch_places_it_where_lines_were_added_in_front(tmp_path: Path) -> None:
    before, after, diff = CASES["plain.f90"]
    ahead = b"! a remark\n" * 40
    (tmp_path / "plain.f90").write_bytes(ahead + before + b"! more\n")
    subprocess.run(["patch", "-p1", "--fuzz=0"], cwd=tmp_path, input=diff.encode(), check=True, capture_output=True)
    assert (tmp_path / "plain.f90").read_bytes() == ahead + after + b"! more\n"


class Counted(bytes):
    """A line that counts how often it is compared."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return super().__eq__(other)

    __hash__ = bytes.__hash__


@pytest.mark.parametrize("count", [100, 800])
def test_alike_procedures_take_time_in_proportion_to_their_number(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = b"subroutine s\n" + b"x = 1\n" * 12 + b"call f\nend\n"
    before, after = unit * count, unit.replace(b"call", b"!$AD NOCHECKPOINT rewriter\ncall") * count
    monkeypatch.setattr(
        "rewriter.reports.diff.BytesIO", lambda data: [Counted(line + b"\n") for line in data.split(b"\n")]
    )
    Counted.compared = 0
    diff = list(unified("a.f90", before, after, []))
    assert sum(line.startswith("+!$AD") for line in diff) == count
    assert Counted.compared < 60 * count
