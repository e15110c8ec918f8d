"""Shared fixtures: the real Tapenade(s) that tests run."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from rewriter.errors import ToolFailed
from rewriter.tools.tapenade import Tapenade, find

settings.register_profile(  # however slow and busy the machine is
    "rewriter", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("rewriter")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a shell does that to what it puts in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what the tests start is to hear Ctrl-C


@pytest.fixture(scope="session")
def tapenade() -> Tapenade:
    """The Tapenade that the package itself would use."""
    try:
        return find()
    except ToolFailed as error:
        pytest.fail(f"{error}; run `rewriter tapenade install` (make setup does)", pytrace=False)


@pytest.fixture(scope="session")
def tapenade_releases(tapenade: Tapenade) -> list[Tapenade]:
    """All at hand: the found one, then those that REWRITER_TAPENADES names (folders, separated by colons)."""
    others = filter(None, os.environ.get("REWRITER_TAPENADES", "").split(os.pathsep))
    return [tapenade, *(find(Path(folder)) for folder in others)]


@pytest.fixture(scope="session")
def may_mount(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that runs another one where it may mount; a kernel can deny that to the user."""
    command = ["unshare", "--map-root-user", "--mount"]
    mount = [*command, "mount", "-t", "tmpfs", "none", str(tmp_path_factory.mktemp("mounted"))]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.fail("needs a user who may mount in a namespace of their own: unshare --map-root-user --mount")
    return command
