"""Every grammar in the folder can be loaded, once."""

from __future__ import annotations

import pytest
from lark import Token

from rewriter.grammar import grammar, grammar_path

NAMES = sorted(path.stem for path in grammar_path("tapenade_command").parent.glob("*.lark"))


@pytest.mark.parametrize("name", NAMES)
def test_a_grammar_is_lalr_and_loaded_once(name: str) -> None:
    assert grammar(name).options.parser == "lalr"
    assert grammar(name) is grammar(name)


def test_tokens_know_where_they_are_and_trees_where_asked() -> None:
    with_positions, without = (
        grammar("candidate_fortran", positions=positions).parse("callf(g(x))") for positions in (True, False)
    )
    for tree in (with_positions, without):
        assert next(tree.scan_values(lambda value: isinstance(value, Token))).start_pos == 0
    assert with_positions.meta.start_pos == 0
    assert without.meta.empty


def test_a_grammar_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError):
        grammar("unheard-of")
