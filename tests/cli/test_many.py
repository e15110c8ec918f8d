"""``--primal`` takes all words up to the next option."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from rewriter.cli.many import ManySources


@click.command(cls=ManySources)
@click.argument("files", nargs=-1)
@click.option("--primal", multiple=True)
@click.option("--to")
@click.option("--quiet", is_flag=True)
def command(files: tuple[str, ...], primal: tuple[str, ...], to: str | None, quiet: bool) -> None:
    """Print what was given."""
    click.echo(f"{' '.join(files)}; {' '.join(primal)}; {to} {quiet}")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("a b", "a b; ; None False"),
        ("a --primal b c d", "a; b c d; None False"),
        ("a --primal b c --to d", "a; b c; d False"),
        ("--primal b c --quiet a", "a; b c; None True"),
        ("a --primal b --primal c d", "a; b c d; None False"),
        ("--primal b c -- a", "a; b c; None False"),
        ("--primal=b a", "a; b; None False"),
        ("--to d --primal", "; ; d False"),
    ],
)
def test_words_after_the_option(words: str, shown: str) -> None:
    done = CliRunner().invoke(command, words.split())
    assert (done.output, done.exit_code) == (f"{shown}\n", 0)
