"""What Tapenade needs for a configuration besides its directives, told in one line."""

from __future__ import annotations

from rewriter.cli.output import Output
from rewriter.configuration.commands import needed, needs_option, nocheckpoint
from rewriter.configuration.model import Configuration
from rewriter.reports.units import counted


def tell_options(config: Configuration, out: Output) -> None:
    """Tell the option that switches what no directive reaches; nothing where there is no such site."""
    if sites := sum(map(needs_option, config.entries)):
        options = nocheckpoint(needed(config))
        out.tell(f"Tapenade needs {options}: no directive reaches {counted(sites, 'site', 'sites')}")
