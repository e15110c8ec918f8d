"""What the values of a call tree say of themselves."""

from __future__ import annotations

from tests.support.call_trees import site


def test_checkpointing_takes_writing_the_second_primal_run_and_reading() -> None:
    measured = site("f", write=1.0, advance=2.0, read=4.0, reverse=8.0, forward=16.0, backward=32.0)
    assert measured.checkpointing == 7.0
