"""``rewriter sites``: which sites are shown, and what is said of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.listings import procedure
from tests.support.running import ran

MODEL = """\
module m
contains
subroutine top(x)
  call a(x)
  !$AD NOCHECKPOINT
  call a(x)
  call unknown(x)
  !$AD CHECKPOINT-START
  call flux(x)
  !$AD CHECKPOINT-END
  !$AD BINOMIAL-CKP n+1 4 1
  do i = 1, n
    call flow(x)
  end do
end subroutine top
end module m
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With ``m.f90``, and ``n.f90`` that defines all it calls but one."""
    (tmp_path / "m.f90").write_text(MODEL)
    (tmp_path / "n.f90").write_text("".join(map(procedure, ("a", "flux", "flow"))))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ("", "a#1 a#2 unknown#1 flux#1 flow#1"),
        ("--callee FL*", "flux#1 flow#1"),
        ("--callee a --callee flux", "a#1 a#2 flux#1"),
        ("--procedure top", "a#1 a#2 unknown#1 flux#1 flow#1"),
        ("--procedure M.*", "a#1 a#2 unknown#1 flux#1 flow#1"),
        ("--procedure m", ""),
        ("--state nocheckpoint", "a#2"),
        ("--state fragment --state binomial", "flux#1 flow#1"),
        ("--state checkpointed --callee a", "a#1"),
        ("--switchable", "a#1 a#2 flux#1 flow#1"),
        ("--loops", "do#1"),
        ("--exclude m.*", ""),
        ("--include n.*", ""),
    ],
)
def test_which_are_shown(options: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("sites", ".", "--format", "json", *options.split()) == 0
    sites = json.loads(capsys.readouterr().out)
    assert " ".join(f"{site['callee']}#{site['ordinal']}" for site in sites) == shown


def test_what_is_counted_is_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    ran("sites", ".", "--callee", "a")
    assert capsys.readouterr().err == "2 call sites in 2 files: 2 can be switched, 1 not checkpointed\n"
    ran("sites", ".", "--loops")
    assert capsys.readouterr().err == "1 loop in 2 files\n"
    ran("sites", ".", "-q")
    assert capsys.readouterr().err == ""


def test_ids_are_relative_to_the_root(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("sites", "m.f90", "--root", folder.parent, "--callee", "flow", "-q") == 0
    assert capsys.readouterr().out.splitlines()[0] == f"{folder.name}/m.f90::m.top>"


def test_the_form_is_named_as_users_name_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "k.f").write_text(f"{'      call y(v)'.ljust(72)}; call z(v)\n      end\n")
    for form, count in (("fixed", 1), ("fixed-132", 2)):
        ran("sites", "k.f", "--form", form, "--format", "json")
        assert len(json.loads(capsys.readouterr().out)) == count
    assert ran("sites", "k.f", "--form", "wide") == 2


def test_a_file_that_cannot_be_understood_is_told_even_if_quiet(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.f90").write_bytes(b"call a\0\n")
    assert ran("sites", ".", "-q") == 1
    told = capsys.readouterr()
    assert told.err.startswith("rewriter: bad.f90:1: a NUL character")
    assert "m.f90::m.top>" in told.out


def test_links_that_lead_out_are_told(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path_factory.mktemp("out") / "o.f90"
    out.write_text(procedure("o"))
    (folder / "link.f90").symlink_to(out)
    assert ran("sites", ".") == 0
    assert "rewriter: 1 file is reached through links that lead out of" in capsys.readouterr().err
