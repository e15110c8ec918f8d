"""The command ``rewriter``, also as ``python -m rewriter``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run one command; Ctrl-C ends it without a traceback from the first import on."""
    try:
        from rewriter.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
