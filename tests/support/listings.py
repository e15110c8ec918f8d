"""Listings of small sources for tests."""

from __future__ import annotations

from pathlib import Path

from rewriter.callsites.listing import Listing, sites


def listed(folder: Path, text: str, name: str = "m.f90") -> Listing:
    """The call sites of a source, written into a folder."""
    (folder / name).write_text(text)
    return sites([folder / name], root=folder)


def procedure(name: str, *calls: str) -> str:
    """A subroutine of calls."""
    return "\n".join(
        [f"subroutine {name}(x)", "real x", *(f"call {callee}(x)" for callee in calls), f"end subroutine {name}\n"]
    )
