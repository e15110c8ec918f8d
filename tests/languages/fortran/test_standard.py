"""The intrinsic functions of the standard."""

from __future__ import annotations

import subprocess
from pathlib import Path

from rewriter.languages.fortran.standard import STANDARD


def test_gfortran_knows_them(tmp_path: Path) -> None:
    """It refuses ``intrinsic`` for any name that is none of an intrinsic; some are in modules or in later standards."""
    later = {"reduce", "get_team", "coshape"}
    modules = {name for name in STANDARD if name.startswith("ieee_")}
    names = sorted(STANDARD - later - modules)
    source = tmp_path / "s.f90"
    lines = [f"subroutine s{n}\nintrinsic {name}\nend subroutine" for n, name in enumerate(names)]
    source.write_text("\n".join(lines) + "\n")
    said = subprocess.run(
        ["gfortran", "-fsyntax-only", source], capture_output=True, text=True, check=False, cwd=tmp_path
    ).stderr
    assert said == ""


def test_what_only_compilers_add_is_none() -> None:
    assert STANDARD.isdisjoint({"etime", "rand", "besj0", "isnan", "dfloat"})
    assert {"sin", "dsin", "sum", "erf", "findloc"} <= STANDARD
