"""What the commands do, as functions: values in, values out, files where they must be."""

from __future__ import annotations

from rewriter.callsites.listing import sites
from rewriter.configuration.adopt import Adopted, adopt, adopted
from rewriter.configuration.apply import apply, revert, write_changes
from rewriter.configuration.check import Finding, check, findings, idle
from rewriter.configuration.export import Exported, export, exported, tapenade_options
from rewriter.configuration.options import needed, needs_option, nocheckpoint
from rewriter.configuration.save import Saved, save, save_to
from rewriter.configuration.tree import FileChange, Tree, opened

__all__ = [
    "Adopted",
    "Exported",
    "FileChange",
    "Finding",
    "Saved",
    "Tree",
    "adopt",
    "adopted",
    "apply",
    "check",
    "export",
    "exported",
    "findings",
    "idle",
    "needed",
    "needs_option",
    "nocheckpoint",
    "opened",
    "revert",
    "save",
    "save_to",
    "sites",
    "tapenade_options",
    "write_changes",
]
