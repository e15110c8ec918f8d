"""Tables as lines of text, by rich, never cut to the width of a terminal."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from rewriter.text.printable import printable


def table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], left: Collection[int], widths: Sequence[int] = ()
) -> Table:
    """A plain table; the columns in ``left`` are aligned to the left, each is at least ``widths`` wide."""
    result = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for index, column in enumerate(columns):
        result.add_column(
            Text(column),
            justify="left" if index in left else "right",
            no_wrap=True,
            min_width=widths[index] if widths else None,
        )
    for row in rows:
        result.add_row(*(Text(printable(cell)) for cell in row))
    return result


def lines_of(parts: Iterable[Table | Text], colour: bool) -> Iterator[str]:
    """The lines of tables and texts one below the other."""
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=10_000,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
    )
    for part in parts:
        console.print(part, highlight=False)
    for line in stream.getvalue().splitlines():
        yield line.rstrip()
