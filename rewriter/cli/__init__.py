"""The command line: options in, values through :mod:`rewriter.configuration.commands`, text out."""

from rewriter.cli.main import main

__all__ = ["main"]
