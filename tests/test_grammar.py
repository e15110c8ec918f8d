"""Every grammar in the folder can be loaded, once."""

from __future__ import annotations

import pytest

from rewriter.grammar import grammar, grammar_path

NAMES = sorted(path.stem for path in grammar_path("tapenade_command").parent.glob("*.lark"))


@pytest.mark.parametrize("name", NAMES)
def test_a_grammar_is_lalr_and_loaded_once(name: str) -> None:
    assert grammar(name).options.parser == "lalr"
    assert grammar(name) is grammar(name)
