"""A configuration brought up to the sources: what is found again, what the user says, and what stays as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rewriter.callsites.site_id import SiteId
from rewriter.configuration import commands
from rewriter.configuration.model import Configuration
from rewriter.configuration.toml import dumps
from rewriter.errors import Refused, UsageError

STEP = """subroutine step(x)
  real x
  x = 1
  call relax(x)
  x = 2
  call last(x)
end subroutine
"""
RELAX = "a.f90::step>relax#1"
LAST = "a.f90::step>last#1"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "a.f90").write_text(STEP)
    return tmp_path


def saved(root: Path, *sites: str) -> Configuration:
    return commands.save([root], root=root, nocheckpoint=sites).configuration


def change(root: Path, old: str, new: str) -> None:
    text = (root / "a.f90").read_text()
    assert old in text
    (root / "a.f90").write_text(text.replace(old, new))


def adopted(config: Configuration, root: Path, **moved: str) -> commands.Adopted:
    """With RELAX or LAST said to be another site."""
    ids = {"relax": RELAX, "last": LAST}
    pairs = {SiteId.parse(ids[name]): SiteId.parse(new) for name, new in moved.items()}
    return commands.adopt(config, pairs, root=root)


def test_what_is_found_again_is_remembered_as_it_is_now(root: Path) -> None:
    config = saved(root, RELAX, LAST)
    assert commands.adopt(config, root=root).configuration == config
    change(root, "x = 1", "call relax(1, 2)")
    made = adopted(saved_before(config), root)
    assert [str(entry.id) for entry in made.configuration.entries] == [LAST]
    assert made.configuration == saved(root, LAST), "as if saved now"
    assert not made.left


def saved_before(config: Configuration) -> Configuration:
    """Its first entry alone."""
    return replace(config, entries=config.entries[:1])


def test_what_the_user_says_is_taken(root: Path) -> None:
    config = saved(root, RELAX)
    change(root, "call relax(x)", "call relaxed(x)")
    left = adopted(config, root)
    assert left.configuration == config and len(left.left) == 1
    with pytest.raises(Refused):
        commands.apply(left.configuration, root=root)
    made = adopted(config, root, relax="a.f90::step>relaxed#1")
    assert made.configuration == saved(root, "relaxed") and not made.left
    assert commands.apply(made.configuration, root=root)


def test_also_of_the_ends_of_a_fragment_and_of_loops(root: Path) -> None:
    change(root, "  x = 2", "  do i = 1, 9\n    x = 3\n  end do")
    config = commands.save(
        [root], root=root, fragments=[(RELAX, RELAX)], binomial={"a.f90::step>do#1": "n 2 1"}
    ).configuration
    change(root, "call relax(x)", "call relaxed(x)")
    made = adopted(config, root, relax="a.f90::step>relaxed#1").configuration
    fragments, loops = [("relaxed", "relaxed")], {"do": "n 2 1"}
    assert made == commands.save([root], root=root, fragments=fragments, binomial=loops).configuration


def test_entries_go_to_the_file_in_which_they_are_now(root: Path) -> None:
    config = saved(root, RELAX)
    (root / "a.f90").rename(root / "b.f90")
    assert adopted(config, root).configuration == saved(root, "relax")


def test_what_the_user_says_must_be_there(root: Path) -> None:
    config = saved(root, RELAX)
    with pytest.raises(UsageError, match="the configuration has no such site"):
        adopted(config, root, last=RELAX)
    with pytest.raises(Refused, match="no site step>relax#2"):
        adopted(config, root, relax="a.f90::step>relax#2")
    with pytest.raises(Refused, match="outside of the root"):
        adopted(config, root, relax="../a.f90::step>relax#1")
    with pytest.raises(UsageError, match="named twice"):
        adopted(saved(root, RELAX, LAST), root, relax=LAST)


def test_a_refusal_names_the_command_that_takes_the_best_candidate(root: Path) -> None:
    config = saved(root, RELAX)
    file = root / "my tuned.toml"
    commands.save_to(file, config, root)
    assert file.read_text() == dumps(config)
    far = "\n".join(f"  x = {n}" for n in range(20, 60))
    change(root, "  x = 1\n  call relax(x)\n  x = 2", f"  call relax(9)\n{far}\n  x = 7\n  call relax(x)\n  x = 2")
    change(root, "x = 2", "x = 8\n  call relax(x)")
    with pytest.raises(Refused) as refusal:
        commands.apply(file)
    assert refusal.value.candidates[0].startswith("a.f90::step>relax#2 ")
    pair = "'a.f90::step>relax#1=a.f90::step>relax#2'"
    assert refusal.value.accepting == f"rewriter adopt '{file}' -o '{file}' --moved {pair}"
    assert commands.check(file)[0].accepting == refusal.value.accepting
    with pytest.raises(Refused) as other:
        commands.apply(file, root=root)
    assert other.value.accepting.startswith(f"rewriter adopt '{file}' --root {root} -o")
    with pytest.raises(Refused) as unnamed:
        commands.apply(config, root=root)
    assert unnamed.value.accepting == ""


def test_where_nothing_calls_the_callee_no_command_is_named(root: Path) -> None:
    commands.save_to(root / "c.toml", saved(root, RELAX), root)
    change(root, "relax", "other")
    with pytest.raises(Refused) as refusal:
        commands.apply(root / "c.toml")
    assert refusal.value.candidates and not refusal.value.accepting
