"""From a choice of a search to the configuration that is applied and saved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rewriter.commands import save
from rewriter.configuration import Configuration
from rewriter.search import knobs
from rewriter.search.situation import Choice


def configured(files: Sequence[Path], root: Path, choice: Choice) -> Configuration:
    """The configuration that the files hold, with the sites of a choice not checkpointed and its loops set.

    Raises as :func:`rewriter.commands.save` does.
    """
    loops = {setting.loop: setting.arguments for setting in knobs.settings(choice)}
    return save(files, root=root, nocheckpoint=sorted(knobs.sites(choice)), binomial=loops).configuration
