"""From a choice of a search to the configuration that is applied and saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rewriter.configuration.commands import save
from rewriter.configuration.model import Configuration
from rewriter.errors import Refused
from rewriter.search.choice import Choice


def configured(
    files: Sequence[Path], root: Path, choice: Choice, languages: Mapping[str, str] | None = None
) -> Configuration:
    """The configuration that the files hold, with the sites of a choice not checkpointed and its loops set.

    Raises as :func:`rewriter.configuration.commands.save` does, and :class:`Refused` where a site would be left out.
    """
    loops = {setting.loop: setting.arguments for setting in choice.loops}
    wanted = sorted(choice.sites)
    saved = save(files, root=root, nocheckpoint=wanted, binomial=loops, languages=languages)
    if saved.left_out:
        raise Refused("; ".join(saved.warnings))
    return saved.configuration
