"""A procedure that is in another file now takes its entries along, if it can be no copy that was there before."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.configuration import commands
from rewriter.configuration.model import Configuration, difference
from rewriter.configuration.toml import dumps, loads
from rewriter.errors import Refused

LOOP = "  do i = 1, 9\n    call relax(x)\n  end do\n"
STEP = f"subroutine step(x)\n  real x\n{LOOP}  call last(x)\n  x = 2\nend subroutine step\n"
RELAX = "subroutine relax(x)\n  real x\n  x = x*2\nend subroutine relax\n"
SITE = "a.f90::step>relax#1"
MARK = "!$AD NOCHECKPOINT rewriter"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, a=STEP + RELAX, b="! nothing\n")
    return tmp_path


def write(root: Path, **texts: str) -> None:
    for name, text in texts.items():
        (root / f"{name}.f90").write_text(text)


def saved(root: Path, *names: str) -> Configuration:
    """The configuration of the one site, as it is read back from its file."""
    paths = [root / name for name in names] or [root]
    made = commands.save(paths, root=root, nocheckpoint=[SITE]).configuration
    assert loads(dumps(made)) == made
    return made


def refused(config: Configuration, root: Path) -> Refused:
    with pytest.raises(Refused) as refusal:
        commands.apply(config, root=root)
    return refusal.value


@pytest.mark.parametrize("around", ["{}", "module m\ncontains\n{}end module\n"])
def test_a_procedure_is_followed_into_another_file_and_back(root: Path, around: str) -> None:
    config = saved(root)
    write(root, a=RELAX, b=around.format(STEP))
    assert [change.path for change in commands.apply(config, root=root)] == ["b.f90"]
    assert (root / "b.f90").read_text() == around.format(STEP.replace("    call relax", f"    {MARK}\n    call relax"))
    (finding,) = commands.check(config, root=root)
    assert (finding.path, finding.holds) == ("b.f90", True)
    assert (root / "b.f90").read_text().split("\n")[finding.line - 2].strip() == MARK
    commands.revert(config, root=root)
    assert (root / "b.f90").read_text() == around.format(STEP)


def test_what_was_placed_is_taken_back_where_the_procedure_went_with_it(root: Path) -> None:
    config = saved(root)
    commands.apply(config, root=root)
    marked = (root / "a.f90").read_text()
    for rest in (RELAX, None):
        write(root, b=marked.replace(RELAX, ""))
        write(root, a=rest) if rest else (root / "a.f90").unlink()
        commands.revert(config, root=root)
        assert (root / "b.f90").read_text() == STEP


def test_a_mark_in_the_old_file_is_not_taken_for_that_of_a_procedure_that_was_moved_and_changed(root: Path) -> None:
    config = saved(root)
    write(root, a=STEP.replace("step", "other").replace("    call", f"    x = 1\n    {MARK}\n    call"))
    write(root, b=STEP.replace("i = 1, 9", "i = 1, 8"))
    before = (root / "a.f90").read_text()
    with pytest.raises(Refused, match="there is no procedure step"):
        commands.revert(config, root=root)
    assert (root / "a.f90").read_text() == before


def test_loops_and_fragments_go_along(root: Path) -> None:
    config = commands.save(
        [root], root=root, binomial={"a.f90::step>do#1": "n 2 1"}, fragments=[("a.f90::step>last#1",) * 2]
    ).configuration
    write(root, a=RELAX, b=STEP)
    commands.apply(config, root=root)
    assert (root / "b.f90").read_text().count("rewriter\n") == 3
    assert all(finding.path == "b.f90" for finding in commands.check(config, root=root))


@pytest.mark.parametrize("names", [(), ("a.f90",)])
@pytest.mark.parametrize("copy", [STEP, STEP.upper().replace("ELAX", "elax"), f"module m\ncontains\n{STEP}end\n"])
def test_a_copy_that_was_there_before_does_not_take_its_place(root: Path, names: tuple[str, ...], copy: str) -> None:
    write(root, b=copy)
    config = saved(root, *names)
    assert config.copied == ("step",)
    write(root, a=RELAX)
    assert refused(config, root).candidates[0].startswith("b.f90::")


def test_a_call_in_another_file_is_no_copy(root: Path) -> None:
    write(root, b="subroutine top(x)\n  call step(x)\nend subroutine top\n")
    assert saved(root, "a.f90").copied == ()


def test_a_procedure_that_is_not_the_same_is_not_followed(root: Path) -> None:
    config = saved(root)
    write(root, a=RELAX, b=STEP.replace("i = 1, 9", "i = 1, 8"))
    refusal = refused(config, root)
    assert str(refusal) == f"a.f90: there is no procedure step; the configuration has {SITE} in it"
    assert refusal.candidates == ("b.f90::step>relax#1 (line 4)",)


def test_of_two_places_none_is_followed(root: Path) -> None:
    config = saved(root)
    write(root, a=RELAX, b=STEP, c=STEP)
    assert len(refused(config, root).candidates) == 2


def test_a_procedure_that_was_renamed_here_or_moved_there_is_not_followed(root: Path) -> None:
    config = saved(root)
    write(root, a=RELAX + STEP.replace("step", "other"))
    assert [change.path for change in commands.apply(config, root=root)] == ["a.f90"]
    write(root, a=RELAX + STEP.replace("step", "other"), b=STEP)
    assert refused(config, root).candidates == ("b.f90::step>relax#1 (line 4)",)


def test_what_tapenade_wrote_is_not_followed(root: Path) -> None:
    config = saved(root)
    write(root, a=RELAX, b=f"!        Generated by TAPENADE     (INRIA, Ecuador team)\n{STEP}")
    assert refused(config, root).candidates == (), "nor is it read"


def test_a_file_outside_of_the_root_is_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    write(root, a=STEP + RELAX)
    config = saved(root)
    write(tmp_path, out=STEP)
    write(root, a=RELAX)
    (root / "b.f90").symlink_to(tmp_path / "out.f90")
    assert refused(config, root).candidates
    assert (tmp_path / "out.f90").read_text() == STEP


def test_a_procedure_of_c_is_followed_and_copies_of_it_are_not(tmp_path: Path) -> None:
    relax, step = "void relax(double *x) {}\n", "static void step(double *x) {\n  *x = 1;\n  relax(x);\n}\n"
    (tmp_path / "a.c").write_text(relax + step)
    config = commands.save([tmp_path / "a.c"], root=tmp_path, nocheckpoint=["relax"]).configuration
    (tmp_path / "a.c").write_text(relax)
    (tmp_path / "b.c").write_text(step)
    assert [change.path for change in commands.apply(config, root=tmp_path)] == ["b.c"]
    commands.revert(config, root=tmp_path)
    (tmp_path / "a.c").write_text(relax + step)
    assert commands.save([tmp_path / "a.c"], root=tmp_path, nocheckpoint=["relax"]).configuration.copied == ("step",)


def test_what_leads_from_one_configuration_to_another_knows_the_copies_of_both(root: Path) -> None:
    one = saved(root)
    write(root, b=STEP)
    assert difference(one, saved(root)).copied == difference(saved(root), one).copied == ("step",)
