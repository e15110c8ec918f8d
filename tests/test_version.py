"""The version, which is written in two places."""

from __future__ import annotations

import tomllib
from pathlib import Path

from click.testing import CliRunner

from rewriter.cli.main import cli
from rewriter.version import VERSION

PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def test_it_is_that_of_the_package() -> None:
    assert tomllib.loads(PROJECT.read_text())["project"]["version"] == VERSION


def test_the_command_tells_it() -> None:
    told = CliRunner().invoke(cli, ["--version"])
    assert told.output == f"rewriter, version {VERSION}\n"
