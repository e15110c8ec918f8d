"""The values that languages give to the rest of the house."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import get_args

import pytest

from rewriter.languages.model import Form, Kind, Problem, ProblemKind, Scan
from rewriter.languages.registry import FORMS, LANGUAGES


def test_a_call_can_be_of_several_kinds() -> None:
    kind = Kind.FUNCTION | Kind.LABELLED
    assert Kind.LABELLED in kind and Kind.CALL not in kind
    assert len({one.value for one in Kind}) == len(Kind.__members__)


def test_problems_are_in_the_order_of_the_text() -> None:
    problems = [Problem(2, "a", ProblemKind.CPP), Problem(1, "b", ProblemKind.STATEMENT)]
    assert [one.offset for one in sorted(problems)] == [1, 2]


def test_a_scan_is_a_value() -> None:
    one, two = (Scan("c", "", [], []) for _ in range(2))
    assert one == two
    assert one.problems is not two.problems
    with pytest.raises(FrozenInstanceError):
        one.text = "x"  # type: ignore[misc]


def test_every_form_is_that_of_a_language() -> None:
    assert set(get_args(Form)) == {*FORMS.values(), "c"}
    assert {language.scan("", min(language.suffixes), None).form for language in LANGUAGES} <= set(get_args(Form))
