"""Which call of the primal each call of the adjoint stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from rewriter.callbacks.alignment import assigned
from rewriter.callbacks.branch_twins import Twins
from rewriter.callbacks.call_order import CallRun
from rewriter.callbacks.primal import PrimalCall
from rewriter.callbacks.sweeps import Token
from rewriter.languages.tree import loops_around

Test = Callable[[Token, CallRun], bool]
_COUNTER = re.compile(r"(?:do\d*,?|for\((?:\w+ )*)(\w+)=")
_NUMBER = re.compile(r"[-+]?[\d.]+(?:[dDeE][-+]?\d+)?(?:_\w+)?")


class Comparison:
    """Compares the calls of an adjoint procedure with those of its primal."""

    def __init__(
        self, calls: Sequence[PrimalCall], words: Collection[str], twins: Twins, generics: Mapping[str, Collection[str]]
    ) -> None:
        """``words``: the names that the primal uses; ``generics``: the specific procedures of each generic name."""
        self.generics = generics
        self.calls = calls
        self.words = words
        self.twins = twins

    def found(
        self, tokens: Sequence[Token], entries: Sequence[CallRun], fits: Test | None = None, hints: Sequence[Test] = ()
    ) -> list[list[CallRun]]:
        """The entries that each token can stand for: one where all is well.

        All keep their order; callees must be the same, and arguments and loops as far as all can be. ``fits``
        excludes entries. Where several remain, the conditions around them decide, then the loops, then ``hints``.
        """

        usable = [token for token in tokens if any(self.callee(token, entry) for entry in entries)]

        def level(test: Test) -> Callable[[int, int], bool]:
            return lambda token, entry: (
                self.callee(usable[token], entries[entry])
                and (fits is None or fits(usable[token], entries[entry]))
                and test(usable[token], entries[entry])
            )

        def strict(token: Token, entry: CallRun) -> bool:
            return self.constants(token, entry) and self.loops(token, entry)

        levels = [level(test) for test in (strict, self.constants, self.arguments, self.names, self.callee)]
        result: list[list[CallRun]] = []
        placed = iter(assigned(len(usable), len(entries), levels))
        for token in tokens:
            candidates = [entries[place] for place in next(placed)] if token in usable else []
            for hint in (self.constants, self.conditions, self.loops, *hints):
                if len(candidates) > 1:
                    candidates = [entry for entry in candidates if hint(token, entry)] or candidates
            result.append(candidates)
        return result

    def callee(self, token: Token, entry: CallRun) -> bool:
        """Whether the procedure is the same."""
        name = self.calls[entry.call].callee.lower()
        return token.callee == name or token.callee in self.generics.get(name, ())

    def names(self, token: Token, entry: CallRun) -> bool:
        """Whether the variables are the same, whatever their subscripts."""
        wanted = [_name(argument) for argument in self.calls[entry.call].arguments if not _computed(argument)]
        return _subsequence(wanted, [_name(argument) for argument in token.arguments])

    def arguments(self, token: Token, entry: CallRun) -> bool:
        """Whether the arguments are the same; those that are computed may be anything."""
        call = self.calls[entry.call]
        wanted = ["" if _computed(argument) else argument.lower() for argument in call.arguments]
        return _subsequence(wanted, [argument.lower() for argument in token.arguments])

    def constants(self, token: Token, entry: CallRun) -> bool:
        """Whether the arguments are the same, numbers included."""
        call = self.calls[entry.call]
        wanted = [
            "" if _computed(argument) and not _NUMBER.fullmatch(argument) else argument.lower()
            for argument in call.arguments
        ]
        return _subsequence(wanted, [argument.lower() for argument in token.arguments])

    def loops(self, token: Token, entry: CallRun) -> bool:
        """Whether it is in loops of the same counters."""
        here = [counter for counter in _counters(loops_around(token.node)) if counter in self.words]
        return here == _counters(self.calls[entry.call].loops)

    def conditions(self, token: Token, entry: CallRun) -> bool:
        """Whether it is under the same conditions."""
        return self.twins.conditions(token.node) == self.calls[entry.call].conditions


def _subsequence(wanted: Iterable[str], given: Sequence[str]) -> bool:
    """Whether all wanted words stand in order among the given ones; an empty word fits any."""
    remaining = iter(given)
    return all(any(not word or word == other for other in remaining) for word in wanted)


def _counters(loops: Iterable[str]) -> list[str]:
    """The variables of counting loops."""
    return [match[1] for match in map(_COUNTER.match, loops) if match is not None]


def _name(argument: str) -> str:
    argument = argument.lower().lstrip("&*(")
    stop = next((n for n, c in enumerate(argument) if not (c.isalnum() or c == "_")), len(argument))
    return argument[:stop]


def _computed(argument: str) -> bool:
    """Whether it is an expression, which the adjoint computes elsewhere, or a constant, which it writes otherwise."""
    depth = 0
    for position, character in enumerate(argument):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif not depth and character in "+-*/<>=?:'\"" and not (position == 0 and character in "&*"):
            return True
    return not argument[:1].isalpha() and argument[:1] not in "_&*("
