"""The headers of the runtime: each compiles alone, and twice in one file."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from rewriter.runtime import FOLDER, files

HEADERS = [path for path in files() if path.suffix == ".h"]
STRICT = ("-Wall", "-Wextra", "-pedantic", "-Werror")
UNUSED = ("-Wno-unused-function", "-Wno-unused-variable")
"""A header alone uses few of its own functions and variables."""


def test_headers_are_found() -> None:
    assert {"adProfile.h", "adProfileSystem.h", "adProfileWrite.h"} <= {path.name for path in HEADERS}


@pytest.mark.parametrize("standard", ["c99", "c11", "gnu17"])
@pytest.mark.parametrize("header", HEADERS, ids=lambda path: path.name)
def test_a_header_compiles_alone_and_twice(header: Path, standard: str, tmp_path: Path) -> None:
    source = tmp_path / "twice.c"
    source.write_text(f'#include "{header.name}"\n' * 2 + "int main(void) { return 0; }\n")
    command = ["gcc", f"-std={standard}", *STRICT, *UNUSED, f"-I{FOLDER}", "-fsyntax-only", str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
