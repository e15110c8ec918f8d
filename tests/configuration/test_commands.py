"""Save, apply, revert, check, diff and export over whole trees."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rewriter.configuration import commands
from rewriter.configuration.model import Configuration, configuration, difference
from rewriter.configuration.toml import dumps, loads
from rewriter.errors import Refused, UsageError

FIXTURES = Path(__file__).parents[2] / "fixtures"
MODELS = ("basin", "river")


def state(root: Path) -> dict[str, tuple[str, int]]:
    """Digest and mode of every file."""
    return {
        str(path.relative_to(root)): (hashlib.sha256(path.read_bytes()).hexdigest(), stat.S_IMODE(path.stat().st_mode))
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(params=MODELS)
def model(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES / request.param, tmp_path / "model")
    for n, path in enumerate(sorted((tmp_path / "model").glob("*.*"))):
        path.chmod((0o644, 0o755, 0o600)[n % 3])
    return tmp_path / "model"


def switchable(root: Path) -> list[str]:
    return [site.id for site in commands.sites([root], root=root).sites if site.switchable]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_laws(model: Path, data: st.DataObject) -> None:
    """Apply then revert is the identity; twice is once; A then diff A B is B; save reads back what was applied."""
    pristine = state(model)
    ids = st.lists(st.sampled_from(switchable(model)), unique=True, max_size=12)
    first = commands.save([model], root=model, nocheckpoint=data.draw(ids)).configuration
    second = commands.save([model], root=model, nocheckpoint=data.draw(ids)).configuration
    commands.apply(first, root=model)
    applied = state(model)
    assert commands.apply(first, root=model) == []
    assert all(finding.holds for finding in commands.check(first, root=model))
    assert commands.save([model], root=model).configuration == first
    shuffled = configuration(reversed(first.entries), files=first.files, functions=first.functions, made=first.made)
    assert shuffled == first
    commands.apply(difference(first, second), root=model)
    led = state(model)
    commands.revert(second, root=model)
    assert state(model) == pristine
    commands.apply(second, root=model)
    assert state(model) == led
    assert commands.save([model], root=model).configuration == second
    commands.apply(difference(second, first), root=model)
    assert state(model) == applied
    commands.revert(first, root=model)
    assert state(model) == pristine
    assert loads(dumps(first)) == first


def test_what_is_written_by_hand_stays_unless_named(model: Path) -> None:
    site = next(s for s in commands.sites([model], root=model).sites if s.switchable and s.kinds == ("call",))
    path = model / site.path
    lines = path.read_text().split("\n")
    hand = "/* $AD NOCHECKPOINT by hand */" if path.suffix == ".c" else "!$AD NOCHECKPOINT by hand"
    lines.insert(site.first_line - 1, hand)
    path.write_text("\n".join(lines))
    pristine = state(model)
    held = commands.save([model], root=model).configuration
    assert [str(entry.id) for entry in held.entries] == [site.id]
    commands.apply(held, root=model)
    commands.revert(held, root=model)
    assert state(model) == pristine
    named = commands.save([model], root=model, checkpoint=[site.id]).configuration
    commands.apply(named, root=model)
    now = next(s for s in commands.sites([model], root=model).sites if s.id == site.id)
    assert now.state == "checkpointed"
    assert "by hand" in path.read_text()
    assert commands.save([model], root=model).configuration == named
    commands.revert(named, root=model)
    assert state(model) == pristine


def test_revert_after_edits_elsewhere(model: Path) -> None:
    ids = switchable(model)
    config = commands.save([model], root=model, nocheckpoint=ids[: len(ids) // 2]).configuration
    originals = {path: path.read_text() for path in model.glob("*.*") if path.suffix in (".f", ".f90", ".c")}
    commands.apply(config, root=model)

    def edit(path: Path, text: str) -> str:
        comment = "// new\n" if path.suffix == ".c" else "! new\n"
        return comment + text + comment

    for path in originals:
        path.write_text(edit(path, path.read_text()))
    commands.revert(config, root=model)
    for path, text in originals.items():
        assert path.read_text() == edit(path, text)


def test_fragments_and_binomial_loops(tmp_path: Path) -> None:
    root = tmp_path / "basin"
    shutil.copytree(FIXTURES / "basin", root)
    pristine = state(root)
    config = commands.save(
        [root],
        root=root,
        nocheckpoint=["step.f90::step>force#1"],
        fragments=[("step.f90::step>tendency#1", "step.f90::step>accelerate#1")],
        binomial={"basin.f90::basin>do#1": "steps+1 10 1"},
    ).configuration
    assert [entry.kind for entry in config.entries] == ["binomial", "fragment", "site"]
    commands.apply(config, root=root)
    sites = {site.id: site for site in commands.sites([root], root=root).sites}
    assert sites["step.f90::step>force#1"].state == "not checkpointed"
    assert sites["step.f90::step>force#1"].fragment
    assert sites["basin.f90::basin>step#1"].binomial == "steps+1 10 1"
    assert commands.save([root], root=root).configuration == config
    other = commands.save([root], root=root, binomial={"basin.f90::basin>do#1": "steps+1 4 1"}).configuration
    commands.apply(other, root=root)
    assert (root / "basin.f90").read_text().count("BINOMIAL-CKP") == 1
    commands.revert(other, root=root)
    assert state(root) == pristine


def test_copies_leave_the_originals_alone(model: Path, tmp_path: Path) -> None:
    pristine = state(model)
    ids = switchable(model)
    for chosen in (ids[:3], ids[1:5]):
        config = commands.save([model], root=model, nocheckpoint=chosen).configuration
        changed = commands.apply(config, root=model, to=tmp_path / "copies")
        assert state(model) == pristine
        assert set(state(tmp_path / "copies")) >= {change.path for change in changed}
    foreign = tmp_path / "copies" / changed[0].path
    foreign.write_text("mine\n")
    with pytest.raises(Refused, match="move it away"):
        commands.apply(config, root=model, to=tmp_path / "copies")
    assert foreign.read_text() == "mine\n"


def test_nothing_is_written_when_one_site_is_gone(model: Path) -> None:
    ids = switchable(model)
    config = commands.save([model], root=model, nocheckpoint=ids).configuration
    victim = next(s for s in commands.sites([model], root=model).sites if s.id == ids[-1])
    path = model / victim.path
    path.write_text(path.read_text().replace(victim.callee + "(", victim.callee + "_x("))
    pristine = state(model)
    with pytest.raises(Refused):
        commands.apply(config, root=model)
    assert state(model) == pristine
    assert any(finding.unresolved for finding in commands.check(config, root=model))


def test_a_missing_file_is_refused_with_candidates(model: Path) -> None:
    site = next(s for s in commands.sites([model], root=model).sites if s.switchable)
    config = commands.save([model], root=model, nocheckpoint=[site.id]).configuration
    moved = model / f"moved_{site.path}"
    (model / site.path).rename(moved)
    moved.write_text("\n".join(line.replace("=", "= 1 +") for line in moved.read_text().split("\n")))
    with pytest.raises(Refused, match="No such file") as refusal:
        commands.apply(config, root=model)
    assert refusal.value.candidates[0].startswith(f"moved_{site.path}::{site.procedure}>{site.callee}#")


def test_export_names_only_what_the_option_can_say(tmp_path: Path) -> None:
    root = tmp_path / "basin"
    shutil.copytree(FIXTURES / "basin", root)
    config = commands.save(
        [root], root=root, nocheckpoint=["relax", "filter.f::filtr>pass#1", "transport.f90::transport.faces>carried#1"]
    ).configuration
    exported = commands.export(config, root=root)
    assert commands.tapenade_options(exported) == '-nocheckpoint "relax"'
    assert set(exported.left_out) == {"pass", "carried"}
    (root / "ad").mkdir()
    (root / "ad" / "other_b.f90").write_text("subroutine other_b(x)\n  call relax(x)\nend subroutine other_b\n")
    assert "relax" in commands.export(config, root=root).left_out
    assert commands.export(config, root=root, exclude=["ad/*"]).names == ("relax",)


def test_order_hash_seed_and_locale_do_not_matter(model: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from rewriter.configuration import commands; from rewriter.configuration.toml import dumps\n"
        "root = Path(sys.argv[1])\n"
        "files = [*root.glob('*.f*'), *root.glob('*.c')]\n"
        "files.sort(reverse=bool(int(sys.argv[2])))\n"
        "ids = [s.id for s in commands.sites(files, root=root).sites if s.switchable]\n"
        "sys.stdout.write(dumps(commands.save(files, root=root, nocheckpoint=ids[::int(sys.argv[3])]).configuration))"
    )
    outputs = set()
    for seed, reverse, step, locale in ((0, 0, 1, "C"), (1, 1, -1, "C.UTF-8"), (2, 0, -1, "POSIX")):
        environment = {**os.environ, "PYTHONHASHSEED": str(seed), "LC_ALL": locale}
        command = [sys.executable, "-c", script, str(model), str(reverse), str(step)]
        outputs.add(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    assert len(outputs) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("schema = 2\n", "schema is 2"),
        ("schema = 1\nroots = '.'\n", "unknown key 'roots'; did you mean 'root'"),
        ("schema = 1\n[[site]]\nid = 'a::b>c#1'\n", "number 1: checkpointed is missing"),
        ("schema = 1\n[[site]]\nid = 'a'\ncheckpointed = false\n", "'a' is not the id of a site"),
        ("schema = 1\n[[site]]\nid = 'a::b>c#1'\ncheckpointed = 3\n", "not a valid value"),
        ("schema = 1\n[[binomial]]\nloop = 'a::b>do#1'\narguments = '3'\n", "steps \\+ 1"),
        ("schema = 1\n" + "[[site]]\nid = 'a::b>c#1'\ncheckpointed = false\n" * 2, "named twice"),
        ("schema", "not TOML"),
    ],
)
def test_what_is_no_configuration(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        loads(text)


def test_a_configuration_by_hand_needs_no_fingerprint(tmp_path: Path) -> None:
    root = tmp_path / "basin"
    shutil.copytree(FIXTURES / "basin", root)
    text = "schema = 1\n[[site]]\nid = 'step.f90::step>surface#1'\ncheckpointed = false\n"
    assert [change.path for change in commands.apply(loads(text), root=root)] == ["step.f90"]
    with pytest.raises(Refused, match="no site step>surface#2"):
        commands.apply(loads(text.replace("#1", "#2")), root=root)


def test_an_empty_configuration_changes_nothing(model: Path) -> None:
    assert commands.apply(Configuration(), root=model) == []


TIGHT = """      subroutine top(x, n)
      integer n
      real*8 x(n)
      if (n .gt. 1)
#ifdef WIDE
     &  call leaf(x, n)
#else
     &  call leaf(x, n)
#endif
      if (n .gt. 2                                                   )
     &  call leaf(x, n)
      if (n .gt. 3                                                  ) c
     &all leaf(x, n)
      n = 1
! why
     & ; call leaf(x, n)
      call leaf(x, n)
      end subroutine top

      subroutine leaf(x, n)
      integer n
      real*8 x(n)
      x(1) = x(1)*x(2)
      end subroutine leaf
"""


PUT = """\
subroutine go(s, x, y)
  use m
  type(t) :: s
  call s%put(f(x))
  call put(s, f(x))
  y = f(x)
  !$AD CHECKPOINT
  call put(s, y)
  contains
  real function f(x)
  f = x
  end function
end subroutine
subroutine put(s, y)
end subroutine
"""


def test_a_site_that_cannot_be_placed_does_not_block_the_others(tmp_path: Path) -> None:
    path = tmp_path / "go.f90"
    path.write_text(PUT)
    told = {s.id[8:]: s.switchable for s in commands.sites([path]).sites}
    assert told == {
        "go>s%put#1": False,
        "go>f#1": False,
        "go>put#1": False,
        "go>f#2": True,
        "go>f#3": True,
        "go>put#2": True,
    }
    saved = commands.save([path], nocheckpoint=[f"go.f90::{name}" for name in told])
    assert [str(entry.id) for entry in saved.configuration.entries] == ["go.f90::go>f#2", "go.f90::go>f#3"]
    assert [site.id[8:] for site in saved.left_out] == ["go>s%put#1", "go>f#1", "go>put#1", "go>put#2"]
    assert len(commands.apply(saved.configuration, root=tmp_path)) == 1
    for name, reason in {"f#1": "type-bound", "put#2": "kept checkpointed by the CHECKPOINT"}.items():
        with pytest.raises(Refused, match=reason):
            commands.save([path], nocheckpoint=[f"go.f90::go>{name}"])


def test_what_cannot_be_rewritten_is_told_when_listed_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "tight.F"
    path.write_text(TIGHT)
    told = {site.first_line: str(site.obstacle or "") for site in commands.sites([path]).sites}
    assert "cpp lines between the condition" in told[6]
    assert told[11] == ""
    assert "no room for THEN" in told[12]
    assert "comments or cpp lines" in told[16]
    assert told[17] == ""
    with pytest.raises(Refused, match=r":6: .* cannot be switched: cpp lines between"):
        commands.save([path], nocheckpoint=["leaf@6"])
    saved = commands.save([path], nocheckpoint=["leaf"], checkpoint=["leaf@17"])
    assert [entry.line for entry in saved.configuration.entries] == [11, 17]
    assert any("cpp lines between" in warning for warning in saved.warnings)
