"""Lines of a file that cpp made, back to those of its source, with the real cpp."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewriter.callbacks.preprocessed import Origin, origins
from rewriter.cli import main
from rewriter.tools.process import run
from tests.support.patience import PATIENCE

SOURCE = """#include "options.h"
C     A model that goes through cpp.
      SUBROUTINE TOP(x)
#include "common.h"

#ifdef ALLOW_EXTRA
      CALL EXTRA(x)
#endif
      _CALL_INNER(x)
      CALL INNER(x)
      END
"""
ADJOINT = """      SUBROUTINE TOP_B(x, xb)
      REAL*8 x, xb
      CALL PUSHREAL8(x)
      CALL INNER(x)
      CALL INNER_B(x, xb)
      CALL POPREAL8(x)
      CALL INNER_B(x, xb)
      END
"""


def made(folder: Path, *options: str) -> str:
    finished = run(["cpp", "-traditional", *options, f"-I{folder}", folder / "model.F"], limit=PATIENCE)
    assert finished.status == 0, finished.output
    return finished.output


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "model.F").write_text(SOURCE)
    (tmp_path / "options.h").write_text("#undef ALLOW_EXTRA\n#define _CALL_INNER(a) CALL INNER(a)\n")
    (tmp_path / "common.h").write_text("      REAL*8 x\n")
    (tmp_path / "model.f").write_text(made(tmp_path, "-P"))
    return tmp_path


def test_every_line_that_is_left_has_its_origin(model: Path) -> None:
    text = (model / "model.f").read_text()
    found = origins(text, made(model))
    of_line = {line.strip(): found[n] for n, line in enumerate(text.splitlines(), 1) if line.strip()}
    assert of_line["SUBROUTINE TOP(x)"] == Origin("model.F", 3)
    assert of_line["REAL*8 x"] == Origin("common.h", 1)
    assert {found[n].line for n, line in enumerate(text.splitlines(), 1) if "INNER" in line} == {9, 10}


def test_other_options_pair_nothing(model: Path) -> None:
    (model / "options.h").write_text("#define ALLOW_EXTRA\n#define _CALL_INNER(a) CALL INNER(a)\n")
    assert origins((model / "model.f").read_text(), made(model)) == {}


@given(st.lists(st.sampled_from(["", "  call a", "x = 1", "   "])))
def test_a_file_without_directives_is_its_own_origin(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = origins(text, f'# 1 "m.F"\n{text}')
    assert found == {n: Origin("m.F", n) for n, line in enumerate(text.splitlines(), 1) if line.strip()}


def test_callbacks_name_the_source_before_cpp(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (model / "ad").mkdir()
    (model / "ad" / "model_b.f").write_text(ADJOINT)
    words = ["instrument", str(model / "ad"), "--format", "json", "--cpp", f"cpp -traditional -I{model}", "--primal"]
    with pytest.raises(SystemExit) as ended:
        main([*words, str(model / "model.f"), str(model / "model.F")])
    assert ended.value.code == 0
    (record,) = json.loads(capsys.readouterr().out)
    before = [(site["before_cpp"]["file"], site["before_cpp"]["line"]) for site in record["sites"]]
    assert sorted(before) == [("model.F", 9), ("model.F", 10)]
    text = (model / "model.f").read_text().splitlines()
    assert {(site["file"], text[site["line"] - 1].strip()) for site in record["sites"]} == {
        ("model.f", "CALL INNER(x)")
    }
    written = re.findall(r"'([\w.]+)'//CHAR\(0\)(?:, (\d+))?\)", (model / "ad" / "model_b.f").read_text())
    assert set(written) == {("model.F", "9"), ("model.F", "10"), ("model.F", "")}
