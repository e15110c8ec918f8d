"""An option that takes all words up to the next one."""

from __future__ import annotations

import click


class ManySources(click.Command):
    """Takes all words after ``--primal``, up to the next option, as its values."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        spread: list[str] = []
        inside = False
        for word in args:
            if word.startswith("-"):
                inside = word == "--primal"
                spread += [] if inside else [word]
            else:
                spread += ["--primal", word] if inside else [word]
        return super().parse_args(ctx, spread)
