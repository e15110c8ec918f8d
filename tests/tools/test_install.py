"""Installing Tapenade: what is downloaded must be what it should be, or nothing is left."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rewriter.errors import ToolFailed
from rewriter.tools.install import PROJECT, SDIST_VERSION, install
from rewriter.tools.tapenade import RELEASE, Tapenade


def test_a_forged_archive_is_refused(tmp_path: Path) -> None:
    links, cache = tmp_path / "links", tmp_path / "cache"
    links.mkdir()
    (links / f"{PROJECT.replace('-', '_')}-{SDIST_VERSION}.tar.gz").write_bytes(b"not what was asked for")
    environ = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(links)}
    with pytest.raises(ToolFailed, match="DO NOT MATCH THE HASHES"):
        install(cache, environ)
    assert list(cache.iterdir()) == []


def test_what_is_there_is_left_alone(tmp_path: Path, tapenade: Tapenade) -> None:
    (tmp_path / RELEASE).symlink_to(tapenade.home)
    environ = {"JAVA_HOME": str(tapenade.java), "PATH": "/nowhere"}
    assert install(tmp_path, environ) == tmp_path / RELEASE
    assert [path.name for path in tmp_path.iterdir()] == [RELEASE]
