"""Checkpoint directives for codes differentiated with Tapenade: place them, profile what they cost, choose them."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rewriter.callbacks.files import instrument_files as instrument
    from rewriter.callbacks.files import uninstrument_files as uninstrument
    from rewriter.callsites.listing import Listing, sites
    from rewriter.callsites.site import CallSite
    from rewriter.configuration.commands import adopt, apply, check, export, revert, save, tapenade_options
    from rewriter.configuration.model import Configuration
    from rewriter.configuration.model import difference as diff
    from rewriter.configuration.toml import dumps, load, loads
    from rewriter.errors import Refused, RewriterError, ToolFailed, UsageError
    from rewriter.profile.profiled import Profiled
    from rewriter.profile.profiled import read as read_profile
    from rewriter.reports.landscape.draw import draw as report
    from rewriter.tuning.tune import tune

__all__ = [
    "CallSite",
    "Configuration",
    "Listing",
    "Profiled",
    "Refused",
    "RewriterError",
    "ToolFailed",
    "UsageError",
    "adopt",
    "apply",
    "check",
    "diff",
    "dumps",
    "export",
    "instrument",
    "load",
    "loads",
    "read_profile",
    "report",
    "revert",
    "save",
    "sites",
    "tapenade_options",
    "tune",
    "uninstrument",
]

_LATE = {
    "CallSite": "rewriter.callsites.site:CallSite",
    "Configuration": "rewriter.configuration.model:Configuration",
    "Listing": "rewriter.callsites.listing:Listing",
    "Profiled": "rewriter.profile.profiled:Profiled",
    "Refused": "rewriter.errors:Refused",
    "RewriterError": "rewriter.errors:RewriterError",
    "ToolFailed": "rewriter.errors:ToolFailed",
    "UsageError": "rewriter.errors:UsageError",
    "adopt": "rewriter.configuration.commands:adopt",
    "apply": "rewriter.configuration.commands:apply",
    "check": "rewriter.configuration.commands:check",
    "diff": "rewriter.configuration.model:difference",
    "dumps": "rewriter.configuration.toml:dumps",
    "export": "rewriter.configuration.commands:export",
    "instrument": "rewriter.callbacks.files:instrument_files",
    "load": "rewriter.configuration.toml:load",
    "loads": "rewriter.configuration.toml:loads",
    "read_profile": "rewriter.profile.profiled:read",
    "report": "rewriter.reports.landscape.draw:draw",
    "revert": "rewriter.configuration.commands:revert",
    "save": "rewriter.configuration.commands:save",
    "sites": "rewriter.callsites.listing:sites",
    "tapenade_options": "rewriter.configuration.commands:tapenade_options",
    "tune": "rewriter.tuning.tune:tune",
    "uninstrument": "rewriter.callbacks.files:uninstrument_files",
}
"""What is imported when it is first asked for: no command should wait for what it does not need."""


def __getattr__(name: str) -> object:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = _LATE[name].partition(":")
    value: object = getattr(importlib.import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
