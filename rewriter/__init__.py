"""Checkpoint directives for codes differentiated with Tapenade: sites, configurations, apply, revert, check."""

from rewriter.commands import apply, check, export, revert, save, tapenade_options
from rewriter.configuration import Configuration, difference, dumps, load, loads
from rewriter.errors import Refused, RewriterError, ToolFailed, UsageError
from rewriter.reading import Listing, sites
from rewriter.sites import CallSite

diff = difference

__all__ = [
    "CallSite",
    "Configuration",
    "Listing",
    "Refused",
    "RewriterError",
    "ToolFailed",
    "UsageError",
    "apply",
    "check",
    "diff",
    "dumps",
    "export",
    "load",
    "loads",
    "revert",
    "save",
    "sites",
    "tapenade_options",
]
