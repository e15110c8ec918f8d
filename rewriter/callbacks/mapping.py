"""Which call of the primal each call of the adjoint stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from rewriter.callbacks.alignment import Fits, aligned, alone, assigned
from rewriter.callbacks.branch_twins import Twins
from rewriter.callbacks.call_order import CallRun
from rewriter.callbacks.jumps import Stretch, is_jumped_over, stretch
from rewriter.callbacks.primal import Primal, PrimalCall
from rewriter.callbacks.sweeps import Token
from rewriter.languages.fortran.arguments import has_computed
from rewriter.languages.tree import loops_around

Test = Callable[[Token, CallRun], bool]
_COUNTER = re.compile(r"(?:do\d*,?|for\((?:\w+ )*)(\w+)=")
_REFERENCE = re.compile(r"(\w+)\(")
_KEYWORD = re.compile(r"^\w+=(?!=)")
_CHOSEN = ("abs", "fabs", "max", "min")
_NUMBER = re.compile(r"[-+]?[\d.]+(?:[dDeE][-+]?\d+)?(?:_\w+)?")


class _Shape(NamedTuple):
    """What of a call is compared, as words that must stand in order among those of the other; an empty one fits any."""

    constants: tuple[str, ...]
    """The arguments, numbers included; empty for those that are computed."""
    arguments: tuple[str, ...]
    """Without the numbers."""
    names: tuple[str, ...]
    """Of the variables, but for the counters of loops, which the adjoint may call otherwise."""
    counters: tuple[str, ...]
    """Of the loops around it."""


class Comparison:
    """Compares the calls of an adjoint procedure with those of its primal."""

    def __init__(self, calls: Sequence[PrimalCall], words: Collection[str], twins: Twins, primal: Primal) -> None:
        """``words``: the names that the file of the primal procedure uses."""
        self.calls = calls
        self.words = words
        self.twins = twins
        self._functions = primal.functions
        self._shapes = [_wanted(call, primal.functions) for call in calls]
        self._given: dict[int, tuple[Token, _Shape]] = {}
        self._of: dict[str, list[int]] = {}
        for number, call in enumerate(calls):
            name = call.callee.lower()
            for callee in {name, *primal.generics.get(name, ())}:
                self._of.setdefault(callee, []).append(number)

    def of(self, callee: str) -> Sequence[int]:
        """The primal calls of a procedure, itself or by its generic name."""
        return self._of.get(callee, ())

    def found(
        self, tokens: Sequence[Token], entries: Sequence[CallRun], fits: Test | None = None, hints: Sequence[Test] = ()
    ) -> list[list[CallRun]]:
        """The entries that each token can stand for: one where all is well.

        All keep their order; callees and the names of arguments must be the same, and arguments and loops as far as
        all can be. ``fits`` excludes entries. Where several remain, the conditions around them decide, then the loops,
        then ``hints``; and then the order once more.
        """
        options = self._options(tokens, entries)

        def level(test: Test) -> Fits:
            def both(number: int, place: int) -> bool:
                token, entry = tokens[number], entries[place]
                return (fits is None or fits(token, entry)) and test(token, entry)

            return both

        def strict(token: Token, entry: CallRun) -> bool:
            return self.constants(token, entry) and self.loops(token, entry)

        levels = [level(test) for test in (strict, self.constants, self.arguments, self.names)]
        result: list[list[int]] = [[] for _ in tokens]
        usable = [number for number, places in enumerate(options) if places]
        for number, places in self._ordered(usable, tokens, entries, options, levels).items():
            left = places
            for hint in (self.constants, self.conditions, self.loops, *hints):
                if len(left) > 1:
                    left = [place for place in left if hint(tokens[number], entries[place])] or left
            result[number] = left
        ordered = aligned(list(filter(None, result)), lambda *_: True)
        if ordered is not None:
            again = iter(ordered)
            result = [next(again) if places else places for places in result]
        return [[entries[place] for place in places] for places in result]

    def _ordered(
        self,
        usable: Sequence[int],
        tokens: Sequence[Token],
        entries: Sequence[CallRun],
        options: Sequence[Sequence[int]],
        levels: Sequence[Fits],
    ) -> dict[int, list[int]]:
        """What the order of all leaves to each; where not all can keep it, the order of those under the same
        conditions; and where not even these can, what it fits alone."""
        whole = assigned([options[number] for number in usable], [_of(usable, fits) for fits in levels])
        if whole is not None:
            return dict(zip(usable, whole, strict=True))
        groups: dict[tuple[str, ...], list[int]] = {}
        for number in usable:
            if not is_jumped_over(tokens[number].node):
                groups.setdefault(self.twins.conditions(tokens[number].node), []).append(number)
        under: dict[tuple[str, ...], set[int]] = {}
        for place, entry in enumerate(entries):
            under.setdefault(self.calls[entry.call].conditions, set()).add(place)
        result: dict[int, list[int]] = {}
        for conditions, group in groups.items():
            inside = [[place for place in options[number] if place in under.get(conditions, ())] for number in group]
            found = assigned(inside, [_of(group, fits) for fits in levels])
            result.update(zip(group, found or (), strict=found is not None))
        rest = [number for number in usable if number not in result]
        taken = {places[0] for places in result.values() if len(places) == 1}
        left = {conditions: places - taken for conditions, places in under.items()}
        return result | self._by_stretches(rest, tokens, options, left, levels)

    def _by_stretches(
        self,
        rest: Sequence[int],
        tokens: Sequence[Token],
        options: Sequence[Sequence[int]],
        under: Mapping[tuple[str, ...], set[int]],
        levels: Sequence[Fits],
    ) -> dict[int, list[int]]:
        """The calls of each stretch of the adjoint as those of the one alternative of the primal that has room for
        them in order; alone where there are several."""
        stretches: dict[Stretch | None, list[int]] = {}
        for number in rest:
            stretches.setdefault(stretch(tokens[number].node), []).append(number)
        result: dict[int, list[int]] = {}
        for group in stretches.values():
            ways = [
                found
                for places in under.values()
                if places.intersection(options[group[0]])
                and (
                    found := assigned(
                        [[place for place in options[number] if place in places] for number in group],
                        [_of(group, fits) for fits in levels],
                    )
                )
            ]
            each = ways[0] if len(ways) == 1 else [alone(number, options[number], levels) for number in group]
            result.update(zip(group, each, strict=True))
        return result

    def _options(self, tokens: Sequence[Token], entries: Sequence[CallRun]) -> list[list[int]]:
        """For each token the entries of its procedure."""
        of_call: dict[int, list[int]] = {}
        for place, entry in enumerate(entries):
            of_call.setdefault(entry.call, []).append(place)
        callees = {token.callee for token in tokens}
        places = {name: sorted(p for number in self.of(name) for p in of_call.get(number, ())) for name in callees}
        return [places[token.callee] for token in tokens]

    def names(self, token: Token, entry: CallRun) -> bool:
        """Whether the variables are the same, whatever their subscripts."""
        return _subsequence(self._shapes[entry.call].names, self._shape(token).names)

    def arguments(self, token: Token, entry: CallRun) -> bool:
        """Whether the arguments are the same; those that are computed may be anything."""
        return _subsequence(self._shapes[entry.call].arguments, self._shape(token).arguments)

    def constants(self, token: Token, entry: CallRun) -> bool:
        """Whether the arguments are the same, numbers included."""
        return _subsequence(self._shapes[entry.call].constants, self._shape(token).constants)

    def loops(self, token: Token, entry: CallRun) -> bool:
        """Whether it is in loops of the same counters."""
        return self._shape(token).counters == self._shapes[entry.call].counters

    def conditions(self, token: Token, entry: CallRun) -> bool:
        """Whether it is under the same conditions."""
        return self.twins.conditions(token.node) == self.calls[entry.call].conditions

    def _shape(self, token: Token) -> _Shape:
        kept = self._given.get(id(token))
        if kept is None:
            given = tuple(_KEYWORD.sub("", argument.lower()) for argument in token.arguments)
            counters = tuple(counter for counter in _counters(loops_around(token.node)) if counter in self.words)
            names = tuple("" if _is_expression(argument, self._functions) else _name(argument) for argument in given)
            kept = token, _Shape(given, given, names, counters)
            self._given[id(token)] = kept
        return kept[1]


def _of(numbers: Sequence[int], fits: Fits) -> Fits:
    """The same for some of the tokens, which have new numbers."""
    return lambda token, site: fits(numbers[token], site)


def _wanted(call: PrimalCall, functions: Collection[str]) -> _Shape:
    given = [argument.lower() for argument in call.arguments]
    variable = ["" if _computed(argument) or _references(argument, functions) else argument for argument in given]
    counters = tuple(_counters(call.loops))
    constants = (
        argument if _NUMBER.fullmatch(argument) else word for argument, word in zip(given, variable, strict=True)
    )
    return _Shape(
        tuple(constants),
        tuple(variable),
        tuple(name for name in map(_name, filter(None, variable)) if name not in counters),
        tuple(_counters(call.loops)),
    )


def _subsequence(wanted: Iterable[str], given: Sequence[str]) -> bool:
    """Whether all wanted words stand in order among the given ones; an empty word of either fits any."""
    remaining = iter(given)
    return all(any(word == other or not word or not other for other in remaining) for word in wanted)


def _counters(loops: Iterable[str]) -> list[str]:
    """The variables of counting loops."""
    return [match[1] for match in map(_COUNTER.match, loops) if match is not None]


def _name(argument: str) -> str:
    argument = argument.lower().lstrip("&*(")
    stop = next((n for n, c in enumerate(argument) if not (c.isalnum() or c == "_")), len(argument))
    return argument[:stop]


def _is_expression(argument: str, functions: Collection[str]) -> bool:
    """Whether it is computed in the call, as Tapenade itself does not write it but a user may."""
    return (_computed(argument) and "a" <= argument[:1] <= "z") or _references(argument, functions)


def _references(argument: str, functions: Collection[str]) -> bool:
    """Whether it is the value of a function, which the adjoint computes elsewhere too."""
    match = _REFERENCE.match(argument)
    return match is not None and (match[1] in functions or match[1] in _CHOSEN or has_computed(f"({argument})"))


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
