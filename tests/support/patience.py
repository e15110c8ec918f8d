"""How long tests wait: limits are there against hangs alone, ten times what a slow and busy machine takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 1200.0
"""Seconds."""


def until(holds: Callable[[], T]) -> T:
    """What ``holds`` gives once it is true."""
    ends = time.monotonic() + PATIENCE
    while not (value := holds()):
        assert time.monotonic() < ends, "it never came to hold"
        time.sleep(0.01)
    return value
