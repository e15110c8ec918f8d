"""The configuration that sources hold, changed by what is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from rewriter.configuration.model import Configuration, LoopEntry, Setting, SiteEntry
from rewriter.configuration.save import save, save_to
from rewriter.configuration.toml import load
from rewriter.errors import Refused, UsageError
from rewriter.version import VERSION
from tests.support.listings import procedure

MODEL = """\
subroutine top(x)
  call a(x)
  !$AD NOCHECKPOINT
  call a(x)
  do i = 1, n
    call b(x)
  end do
end subroutine top
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "m.f90").write_text(MODEL)
    (tmp_path / "n.f90").write_text(procedure("a") + procedure("b"))
    return tmp_path


def told(config: Configuration) -> list[tuple[str, str, int]]:
    """Of each entry its id in the file, its setting and its line."""
    return [(entry.id.in_file, str(entry.setting), entry.line) for entry in config.entries]


A1, A2, B = "m.f90::top>a#1", "m.f90::top>a#2", "m.f90::top>b#1"


def test_what_is_written_is_held(root: Path) -> None:
    config = save([root], root=root).configuration
    assert told(config) == [("top>a#2", "nocheckpoint", 4)]
    assert list(config.files) == ["m.f90"]
    assert config.made == {"by": f"rewriter {VERSION}"}


def test_what_is_asked_for_is_added_or_takes_the_place_of_what_is_held(root: Path) -> None:
    config = save([root], root=root, nocheckpoint=[A1, "b"], checkpoint=["a@4"]).configuration
    assert told(config) == [
        ("top>a#1", "nocheckpoint", 2),
        ("top>a#2", "checkpoint", 4),
        ("top>b#1", "nocheckpoint", 6),
    ]


def test_loops_and_fragments(root: Path) -> None:
    asked = save([root], root=root, binomial={"m.f90:5": "  n+1  4 1"}, fragments=[(A1, A2)]).configuration
    loop, fragment, _ = asked.entries
    assert isinstance(loop, LoopEntry) and loop.arguments == "n+1 4 1"
    assert fragment.key[1:] == (fragment.id, asked.entries[2].id)
    assert fragment.setting is Setting.PLACED


def test_arguments_of_a_loop_that_make_no_sense_are_told_with_its_name(root: Path) -> None:
    with pytest.raises(UsageError, match=r"^m\.f90:5: "):
        save([root], root=root, binomial={"m.f90:5": "4"})


def test_a_fragment_is_in_one_file(root: Path) -> None:
    (root / "k.f90").write_text(procedure("low", "a"))
    with pytest.raises(Refused, match=r"m\.f90:2: a fragment cannot begin here at .* and end in another file"):
        save([root], root=root, fragments=[(A1, "k.f90::low>a#1")])


METHODS = """\
subroutine top(x)
  call x%f(1)
  call x%f(2)
  call x%f(3)
  call x%f(4)
end subroutine top
"""


def test_what_cannot_be_switched_is_refused_alone_and_left_out_of_many_with_a_warning(root: Path) -> None:
    (root / "m.f90").write_text(METHODS)
    site = "m.f90::top>x%f#1"
    with pytest.raises(Refused, match=rf"^m\.f90:2: {site} cannot be switched: "):
        save([root], root=root, nocheckpoint=[site])
    saved = save([root], root=root, nocheckpoint=["x%f"])
    assert saved.configuration.entries == ()
    (warning,) = saved.warnings
    assert warning.startswith("m.f90:2, m.f90:3, m.f90:4, 1 more: call of x%f: left out (")


def test_a_procedure_that_no_file_defines_is_warned_of_and_taken(root: Path) -> None:
    (root / "n.f90").unlink()
    saved = save([root], root=root, nocheckpoint=[B])
    assert ("top>b#1", "nocheckpoint", 6) in told(saved.configuration)
    (warning,) = saved.warnings
    assert warning.startswith("m.f90:6: call of b: ")


COMPUTED = """\
subroutine top(x)
  call a(x + 1)
  call a(x)
  y = f(x) + f(x)
end subroutine top
real function f(x)
  f = x
end function f
"""


def by_option(config: Configuration) -> list[tuple[str, bool]]:
    return [(entry.id.in_file, isinstance(entry, SiteEntry) and entry.by_option) for entry in config.entries]


def test_where_no_site_of_a_callee_stays_checkpointed_the_option_switches_what_no_directive_reaches(root: Path) -> None:
    (root / "m.f90").write_text(COMPUTED)
    saved = save([root], root=root, nocheckpoint=["a", "f"])
    assert by_option(saved.configuration) == [
        ("top>a#1", True),
        ("top>a#2", False),
        ("top>f#1", False),
        ("top>f#2", True),
    ]
    assert (saved.warnings, saved.left_out) == ((), ())


def test_what_is_split_already_need_not_be_asked_for(root: Path) -> None:
    (root / "m.f90").write_text(COMPUTED.replace("  call a(x)\n", "  !$AD NOCHECKPOINT\n  call a(x)\n"))
    assert by_option(save([root], root=root, nocheckpoint=[A1]).configuration) == [
        ("top>a#1", True),
        ("top>a#2", False),
    ]


def test_where_one_stays_checkpointed_what_no_directive_reaches_is_left_out(root: Path) -> None:
    (root / "m.f90").write_text(COMPUTED)
    with pytest.raises(Refused, match=rf"^m\.f90:2: {A1} cannot be switched: an argument is an expression"):
        save([root], root=root, nocheckpoint=[A1])
    kept = save([root], root=root, nocheckpoint=["a"], checkpoint=[A2])
    assert told(kept.configuration) == [("top>a#2", "checkpoint", 3)]
    (root / "k.f90").write_text(procedure("other", "a"))
    saved = save([root], root=root, nocheckpoint=[A1, A2])
    assert by_option(saved.configuration) == [("top>a#2", False)]
    assert [site.id for site in saved.left_out] == [A1]
    assert saved.warnings[0].startswith("m.f90:2: call of a: left out (an argument is an expression: ")


def test_a_site_that_is_not_there_is_refused(root: Path) -> None:
    with pytest.raises(Refused):
        save([root], root=root, nocheckpoint=["m.f90::top>c#1"])


def test_names_that_other_files_define_are_remembered_where_they_are_called(root: Path) -> None:
    functions = "".join(f"real function {name}(x)\nf = x\nend function {name}\n" for name in "fg")
    (root / "n.f90").write_text(functions + "!$AD NOCHECKPOINT\n" + procedure("b"))
    (root / "m.f90").write_text(MODEL.replace("call a(x)", "y = f(x)"))
    config = save([root], root=root).configuration
    assert (config.functions, config.split) == (("f",), ("b",))


def test_a_file_that_cannot_be_understood_is_told_and_has_no_entries(root: Path) -> None:
    (root / "bad.f90").write_bytes(b"!$AD NOCHECKPOINT\ncall a(x)\0\n")
    saved = save([root], root=root)
    assert [problem.path for problem in saved.problems] == ["bad.f90"]
    assert list(saved.configuration.files) == ["m.f90"]


def test_globs_and_form(root: Path) -> None:
    (root / "k.f").write_text("C$AD NOCHECKPOINT\n      call a(x)\n      end\n")
    assert list(save([root], root=root).configuration.files) == ["k.f", "m.f90"]
    assert list(save([root], root=root, exclude=["*.f"]).configuration.files) == ["m.f90"]
    fixed = save([root], root=root, include=["*.f"], form="fixed-72").configuration
    assert (list(fixed.files), fixed.form) == (["k.f"], "fixed-72")


def test_many_names_give_what_few_give(root: Path) -> None:
    few = save([root], root=root, nocheckpoint=[A1])
    assert save([root], root=root, nocheckpoint=[A1] * 1001) == few


def test_the_root_is_written_as_seen_from_the_file(root: Path) -> None:
    saved = save([root], root=root).configuration
    (root / "conf" / "deep").mkdir(parents=True)
    for place, seen in (("t.toml", "."), ("conf/deep/t.toml", "../..")):
        save_to(root / place, saved, root)
        found = load(root / place)
        assert found.root == seen
        assert found.entries == saved.entries and found.files == saved.files
    with pytest.raises(UsageError, match="no such folder"):
        save_to(root / "none" / "t.toml", saved, root)
