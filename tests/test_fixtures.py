"""The fixture models are sound: their adjoints are right, and stay so when calls are not checkpointed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rewriter.tools.tapenade import Tapenade
from tests.support.models import BASIN, GLACIER, RIVER, Model, Outcome, adjoint, build_and_run


def annotated_fortran(lines: list[str], lead: str) -> Iterator[str]:
    """A directive before every CALL; one-line IFs opened up, and one call a line."""
    for line in lines:
        one_line_if = re.fullmatch(r"( *if \(.*\)) (call .*)", line)
        parts = (
            [f"{one_line_if[1]} then", one_line_if[2], "end if"]
            if one_line_if
            else re.split(r"; *(?i:(?=call ))", line)
        )
        for number, part in enumerate(parts):
            statement = part if number == 0 else " " * 6 + part
            if re.match(r"(?i) *(\d+ )? *call ", statement):
                yield f"{lead}$AD NOCHECKPOINT"
            yield statement


def annotated_c(lines: list[str]) -> Iterator[str]:
    """A directive directly before every call whose value is not used."""
    for line in lines:
        yield re.sub(
            r"(?<=[;{)] | {2})(?=(?:step|compare|runoff|evaporate|route|seep)\(.*;)", "/*$AD NOCHECKPOINT*/ ", line
        )


def annotated(model: Model, folder: Path) -> Path:
    """A copy of a model with every call that can be switched off switched off."""
    folder.mkdir()
    for path in model.folder.iterdir():
        if path.is_file():
            lines = path.read_text().splitlines()
            if path.suffix == ".f90":
                lines = list(annotated_fortran(lines, "!"))
            elif path.suffix == ".f":
                lines = list(annotated_fortran(lines, "C"))
            elif path.suffix == ".c":
                lines = list(annotated_c(lines))
            (folder / path.name).write_text("\n".join(lines) + "\n")
    return folder


def split_calls(files: tuple[Path, ...]) -> int:
    """How many calls of a forward sweep there are."""
    return sum(len(re.findall(r"(?im)^[ \d]+(?:call )?\w+_fwd\(", path.read_text("latin-1"))) for path in files)


def check(outcome: Outcome) -> None:
    assert outcome.cost > 0
    assert outcome.adjoint == pytest.approx(outcome.differences, rel=1e-7)


@pytest.mark.parametrize(
    ("model", "switchable"), [(BASIN, 32), (GLACIER, 10), (RIVER, 7)], ids=["basin", "glacier", "river"]
)
def test_the_gradient_is_right_joint_and_split(
    model: Model, switchable: int, tapenade_releases: list[Tapenade], tmp_path: Path
) -> None:
    split_sources = annotated(model, tmp_path / "annotated")
    for number, tapenade in enumerate(tapenade_releases):
        folder = tmp_path / str(number)
        joint = adjoint(model, tapenade, folder / "joint")
        assert not joint.failed, joint.failure
        assert split_calls(joint.files) == 0
        reference = build_and_run(model, tapenade, folder / "joint", folder / "joint-run")
        check(reference)

        split = adjoint(model, tapenade, folder / "split", sources=split_sources)
        assert split_calls(split.files) == switchable
        outcome = build_and_run(model, tapenade, folder / "split", folder / "split-run", split_sources)
        check(outcome)
        assert outcome.hash == reference.hash
