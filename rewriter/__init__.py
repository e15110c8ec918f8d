"""Checkpoint directives for codes differentiated with Tapenade: place them, profile what they cost, choose them."""

from rewriter.callbacks.files import instrumented_files, uninstrumented_files
from rewriter.commands import apply, check, export, revert, save, tapenade_options
from rewriter.configuration import Configuration, difference, dumps, load, loads
from rewriter.errors import Refused, RewriterError, ToolFailed, UsageError
from rewriter.profile.profiled import Profiled
from rewriter.profile.profiled import read as read_profile
from rewriter.reading import Listing, sites
from rewriter.sites import CallSite

diff = difference

__all__ = [
    "CallSite",
    "Configuration",
    "Listing",
    "Profiled",
    "Refused",
    "RewriterError",
    "ToolFailed",
    "UsageError",
    "apply",
    "check",
    "diff",
    "dumps",
    "export",
    "instrumented_files",
    "load",
    "loads",
    "read_profile",
    "revert",
    "save",
    "sites",
    "tapenade_options",
    "uninstrumented_files",
]
