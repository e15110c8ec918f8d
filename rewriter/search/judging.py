"""Whether a measured configuration is better than the one kept last, beyond the noise of the machine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Measured:
    """What runs of one configuration took."""

    seconds: tuple[float, ...]
    """Of each run."""
    peak: int
    """Peak stack in bytes."""
    resident: int
    """Peak resident memory in bytes."""

    @property
    def median(self) -> float:
        """Of the runs, in seconds."""
        return median(self.seconds)


@dataclass(frozen=True, slots=True)
class Budget:
    """What a configuration may take, in bytes; ``None`` where anything goes."""

    peak: int | None = None
    resident: int | None = None

    def exceeded(self, measured: Measured) -> str:
        """Why a measured configuration is over the budget; empty where it is not."""
        if self.peak is not None and measured.peak > self.peak:
            return f"peak stack {measured.peak:,} bytes, allowed {self.peak:,}"
        if self.resident is not None and measured.resident > self.resident:
            return f"resident memory {measured.resident:,} bytes, allowed {self.resident:,}"
        return ""


def spread(values: Sequence[float]) -> float:
    """How far single values scatter: the standard deviation that their quartiles suggest; 0 for fewer than two."""
    if len(values) < 2:
        return 0.0
    low, _, high = quantiles(values, n=4, method="inclusive")
    return (high - low) / 1.349


@dataclass(frozen=True, slots=True)
class Gain:
    """What one configuration gains over another, both run in turn."""

    seconds: float
    """By medians."""
    noise: float
    """Below which a difference means nothing, in seconds."""

    @classmethod
    def of(cls, before: Sequence[float], after: Sequence[float]) -> Gain:
        """From the seconds of the runs of both."""
        return cls(median(before) - median(after), math.hypot(spread(before), spread(after)))

    @property
    def real(self) -> bool:
        """Whether it is one."""
        return self.seconds > self.noise

    @property
    def told(self) -> str:
        """In words."""
        return f"gains {self.seconds:.3g} s, noise {self.noise:.3g} s"

    @property
    def loss(self) -> bool:
        """Whether time was lost beyond the noise."""
        return self.seconds < -self.noise


def better(gain: Gain, peak_before: int, peak_after: int) -> bool:
    """Whether to keep a configuration: it gains time, or it lowers the peak stack and loses none."""
    return gain.real or (peak_after < peak_before and not gain.loss)
