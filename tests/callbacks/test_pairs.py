"""Each adjoint call with the primal call that belongs to it: small procedures, and the rules one by one."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from rewriter.callbacks.branch_twins import Twins
from rewriter.callbacks.call_order import CallRun
from rewriter.callbacks.markers import AdjointMarkers
from rewriter.callbacks.names import Names
from rewriter.callbacks.pairs import (
    Pair,
    _around,
    _backward,
    _cross,
    _exclusive,
    _movable,
    _nested,
    _unique,
    _unmapped,
    _wrong,
    paired,
)
from rewriter.callbacks.primal import PrimalCall, primal
from rewriter.callbacks.snapshots import Snapshot
from rewriter.callbacks.sweeps import Reader, Role, Token
from rewriter.callsites.source import Source
from rewriter.languages.instrumenting import units
from rewriter.languages.tree import Arm, Node
from rewriter.text.edits import line_of


class Found(NamedTuple):
    """A pair in few words."""

    callee: str
    line: int
    """In the primal, the first statement being on line 2, as in the adjoint."""
    forward: int | None
    reverse: int
    snapshot: int | None
    """How many values it holds."""


def found(adjoint: str, model: str, others: str = "") -> tuple[list[Found], list[tuple[str, int, str]]]:
    """The pairs, and the adjoint calls that belong to none; ``;;`` stands between the lines of either procedure."""
    text = "subroutine top_b(x, xb)\n" + adjoint.replace(";;", "\n") + "\nend\n"
    known = primal([Source("m.f90", f"subroutine top(x)\n{model}\nend\n{others}".replace(";;", "\n").encode())])
    source = Source("m_b.f90", text.encode())
    (unit,) = units(source.scan)
    (procedure,) = known.found("top")
    markers = AdjointMarkers(source.text, source.scan.form)
    pairs, missed = paired([unit.body], Reader(procedure, Names(), known), procedure.calls, known, markers)

    def line(node: Node | None) -> int:
        return line_of(text, node.start) if node is not None else 0

    return [
        Found(
            pair.call.callee,
            pair.call.line,
            line(pair.forward.node) if pair.forward is not None else None,
            line(pair.reverse.node),
            pair.snapshot.values if pair.snapshot is not None else None,
        )
        for pair in pairs
    ], [(miss.callee, line(miss.node), miss.reason) for miss in missed]


EITHER = "if (x>1) then;;call a(x);;call pushcontrol1b(0);;else;;call b(x);;call pushcontrol1b(1);;end if"


@pytest.mark.parametrize(
    ("adjoint", "model", "pairs"),
    [
        ("call a(x);;xb=1;;call a_b(x,xb)", "call a(x)", [("a", 2, 2, 4, 0)]),
        ("call pushreal8(x);;call a(x);;xb=1;;call popreal8(x);;call a_b(x,xb)", "call a(x)", [("a", 2, 3, 6, 1)]),
        ("xb=1;;call a_b(x,xb)", "call a(x)", [("a", 2, None, 3, None)]),
        ("call a_fwd(x);;xb=1;;call a_bwd(x,xb)", "call a(x)", [("a", 2, 2, 4, None)]),
        (
            "call a(x);;call a(x);;xb=1;;call a_b(x,xb);;call a_b(x,xb)",
            "call a(x);;call a(x)",
            [("a", 2, 2, 6, 0), ("a", 3, 3, 5, 0)],
        ),
        (
            "call a(x);;call a_fwd(x);;xb=1;;call a_bwd(x,xb);;call a_b(x,xb)",
            "call a(x);;call a(x)",
            [("a", 2, 2, 6, 0), ("a", 3, 3, 5, None)],
        ),
        # A fragment runs twice; the second run is the one that is reversed.
        (
            "call a(x);;call b(x);;call a(x);;call b(x);;xb=1;;call b_b(x,xb);;call a_b(x,xb)",
            "!$AD CHECKPOINT-START;;call a(x);;call b(x);;!$AD CHECKPOINT-END",
            [("a", 3, 4, 8, 0), ("b", 4, 5, 7, 0)],
        ),
        # One primal call is repeated of two: the snapshot tells which.
        (
            "call pushreal8(x);;call a(x);;xb=1;;call popreal8(x);;call a_b(x,xb);;call a_b(x,xb)",
            "call a(x);;call a(x)",
            [("a", 3, 3, 6, 1), ("a", 2, None, 7, None)],
        ),
        (
            "call pushreal8(x);;call a(x);;xb=1;;call a_b(x,xb);;call popreal8(x);;call a_b(x,xb)",
            "call a(x);;call a(x)",
            [("a", 3, None, 5, None), ("a", 2, 3, 7, 1)],
        ),
        # Alternatives are run either way: nothing crosses.
        (
            f"{EITHER};;call popcontrol1b(br);;if (br==0) then;;call a_b(x,xb);;else;;call b_b(x,xb);;end if",
            "if (x>1) then;;call a(x);;else;;call b(x);;end if",
            [("b", 5, 6, 13, 0), ("a", 3, 3, 11, 0)],
        ),
        # Of two that cross, the one with the larger snapshot is the real one; of equal ones the later.
        (
            "call pushreal8(x);;call a(x);;call b(x);;xb=1;;call popreal8(x);;call a_b(x,xb);;call b_b(x,xb)",
            "call a(x);;call b(x)",
            [("b", 3, None, 8, None), ("a", 2, 3, 7, 1)],
        ),
        (
            "call a(x);;call b(x);;xb=1;;call a_b(x,xb);;call b_b(x,xb)",
            "call a(x);;call b(x)",
            [("b", 3, 3, 6, 0), ("a", 2, None, 5, None)],
        ),
    ],
)
def test_pairs(adjoint: str, model: str, pairs: list[tuple[object, ...]]) -> None:
    assert found(adjoint, model) == (sorted(pairs, key=lambda pair: -int(str(pair[3]))), [])


def test_alike_calls_in_a_row_are_paired_by_the_snapshots_that_only_one_of_them_lacks() -> None:
    repeated = ";;".join(["call pushreal8(x);;call a(x)"] * 3)
    reversed_ = ";;".join(["call popreal8(x);;call a_b(x,xb)"] * 3)
    pairs, missed = found(f"{repeated};;xb=1;;call a_b(x,xb);;{reversed_}", ";;".join(["call a(x)"] * 4))
    assert [(pair.line, pair.forward) for pair in pairs] == [(2, 3), (3, 5), (4, 7), (5, None)]
    assert missed == []


def test_calls_whose_arguments_are_those_of_no_primal_call_are_left_out() -> None:
    pairs, missed = found("call a(z);;xb=1;;call a_b(z,zb)", "call a(x)")
    assert pairs == []
    assert missed == [("a", 4, "no call in the primal matches it")]


def test_in_a_loop_that_holds_both_sweeps_a_call_repeats_what_that_loop_reverses() -> None:
    both = "do i = 1, 3;;call a(x);;xb = 1;;call a_b(x,xb);;end do"
    pairs, missed = found(f"{both};;{both}", "do i = 1, 3;;call a(x);;end do;;do i = 1, 3;;call a(x);;end do")
    assert [(pair.line, pair.forward, pair.reverse) for pair in pairs] == [(3, 8, 10), (6, 3, 5)]
    assert missed == []


def test_the_counter_of_a_loop_may_be_called_otherwise() -> None:
    pairs, missed = found("do k = 1, 3;;call a(k,x);;call a_b(k,x,xb);;end do", "do i = 1, 3;;call a(i,x);;end do")
    assert [(pair.line, pair.forward, pair.reverse) for pair in pairs] == [(3, 3, 4)]
    assert missed == []


def test_an_alternative_behind_its_branch_is_found_by_what_it_calls() -> None:
    """Two calls can only be those of the second alternative; the order in the text is not that of the primal."""
    model = "if (k>1) then;;call a(x);;call a(x);;else if (k>0) then;;call a(x);;else;;call a(y);;end if"
    adjoint = (
        "if (k>1) then;;call a(x);;call a(x);;call note(2);;else if (k>0) then;;call a(x);;call note(1);;else;;"
        "call a(y);;call note(0);;end if;;call asknote(br);;if (br<2) then;;if (br==0) then;;call a_b(y,xb);;else;;"
        "call a_b(x,xb);;end if;;goto 100;;end if;;call a_b(x,xb);;call a_b(x,xb);;100 xb = 0"
    )
    pairs, missed = found(adjoint, model)
    assert sorted((pair.line, pair.forward, pair.reverse) for pair in pairs) == [(3, 3, 23), (4, 4, 22), (8, 10, 16)]
    assert [line for _, line, _ in missed] == [18]


CHOICE = "if (k>1) then;;call a(first);;call note(1);;else;;call a(second);;call note(0);;end if"
UNREAD = "call asknote(br);;if (br==0) then;;call a_b(second,xb);;else;;call a_b(first,xb);;end if"


def test_controls_that_cannot_be_read_leave_to_the_arguments_what_belongs_together() -> None:
    adjoint, model = CHOICE + ";;" + UNREAD, CHOICE.replace(";;call note(1)", "").replace(";;call note(0)", "")
    pairs, missed = found(adjoint, model)
    assert [(pair.line, pair.forward, pair.reverse) for pair in pairs] == [(3, 3, 13), (5, 6, 11)]
    assert missed == []
    pairs, missed = found(adjoint.replace("second", "first"), model.replace("second", "first"))
    assert pairs == []
    assert {reason for *_, reason in missed} == {"it is not certain which call of the forward sweep it reverses"}


UNCERTAIN = "it is not certain which call of the forward sweep belongs to it"


@pytest.mark.parametrize(
    ("adjoint", "model", "missed"),
    [
        (
            "xb=1;;call a_bwd(x,xb)",
            "call a(x)",
            [("a", 3, "the call of its forward sweep was not found")],
        ),
        # A site is joint or split, never one in the forward and the other in the backward sweep.
        ("call a(x);;xb=1;;call a_bwd(x,xb)", "call a(x)", [("a", 4, UNCERTAIN)]),
        ("call a_fwd(x);;xb=1;;call a_b(x,xb)", "call a(x)", [("a", 4, UNCERTAIN)]),
        ("xb=1;;call a_b(x,xb);;call a(x)", "call a(x)", [("a", 3, "its primal call is not before it")]),
        (
            "call a(x);;xb=1;;call a_b(x,xb);;call a_b(x,xb)",
            "call a(x)",
            [("a", line, "several adjoint calls seem to belong to one primal call") for line in (5, 4)],
        ),
        (
            "call a(x);;call a(x);;xb=1;;call a_b(x,xb)",
            "call a(x);;call a(x)",
            [("a", 5, "its primal call could be any of those on lines 2, 3")],
        ),
        ("y=1; call a(x);;xb=1;;call a_b(x,xb)", "call a(x)", [("a", 4, "it shares a line with other statements")]),
        ("call a(x);;xb=1; call a_b(x,xb)", "call a(x)", [("a", 3, "it shares a line with other statements")]),
        (
            "y=1; call pushreal8(x);;call a(x);;xb=1;;call popreal8(x);;call a_b(x,xb)",
            "call a(x)",
            [("a", 6, "it shares a line with other statements")],
        ),
        # Nobody pushed the control, so which alternative reverses which is not known.
        (
            "call a(x);;call popcontrol1b(br);;if (br == 0) then;;call a_b(x,xb);;else;;call a_b(x,xb);;end if",
            "if (x>1) then;;call a(x);;else;;call a(x);;end if",
            [("a", line, "it is not certain which call of the forward sweep it reverses") for line in (5, 7)],
        ),
    ],
)
def test_what_is_no_pair(adjoint: str, model: str, missed: list[tuple[str, int, str]]) -> None:
    assert found(adjoint, model) == ([], missed)


def test_one_that_is_missed_leaves_the_others() -> None:
    adjoint = "call a(x);;call b(x);;xb=1;;call c_b(x,xb);;call a_b(x,xb)"
    assert found(adjoint, "call a(x);;call b(x)", "subroutine c(x)\nend\n") == (
        [Found("a", 2, 2, 6, 0)],
        [("c", 5, "no call in the primal matches it")],
    )


def test_of_a_generic_procedure_the_specific_one_is_named() -> None:
    others = "interface a\nprocedure a1, a2\nend interface\nsubroutine a1(x)\nend\nsubroutine a2(x)\nend\n"
    assert found("call a1(x);;xb=1;;call a1_b(x,xb)", "call a(x)", others) == ([Found("a1", 2, 2, 4, 0)], [])
    # The name of a callee in C keeps its case otherwise.
    assert found("call A(x);;xb=1;;call A_b(x,xb)", "call A(x)") == ([Found("a", 2, 2, 4, 0)], [])


ASKED = "xb=1;;call popcontrol1b(br);;if (br == 0) then;;{};;call a_b(x,xb);;else;;{};;call a_b(x,xb);;end if"
EITHER_A = "if (x>1) then;;call a(x);;else;;call a(x);;end if"
CKP = "!@CKP one;;call a(x);;y=1;;!@CKP two;;call a(x)"
LINED = "call a(x);;y=1;;y=1;;call a(x)"
SAVED = ";;call pushreal8(x);;call a(x);;xb=1;;call popreal8(x);;call a_b(x,xb)"


@pytest.mark.parametrize(
    ("adjoint", "model", "pairs"),
    [
        ("!@CKP one" + SAVED, CKP, [("a", 3, 4, 7, 1)]),
        ("!@CKP two" + SAVED, CKP, [("a", 6, 4, 7, 1)]),
        ("!@CKP two" + SAVED + ";;call a_b(x,xb)", CKP, [("a", 3, None, 8, None), ("a", 6, 4, 7, 1)]),
        ("xb=1;;!$AD LINE 5;;call a_b(x,xb)", LINED, [("a", 5, None, 4, None)]),
        (
            ASKED.format("!$AD LINE 3", "!$AD LINE 5"),
            EITHER_A,
            [("a", 5, None, 9, None), ("a", 3, None, 6, None)],
        ),
        ("!$AD LINE 2;;call a(x);;xb=1;;!$AD LINE 5;;call a_b(x,xb)", LINED, [("a", 5, None, 6, None)]),
    ],
)
def test_markers_decide(adjoint: str, model: str, pairs: list[tuple[object, ...]]) -> None:
    assert found(adjoint, model) == (pairs, [])


@pytest.mark.parametrize(
    ("adjoint", "model", "missed"),
    [
        (
            "!@CKP two;;call a(x);;xb=1;;call a_b(x,xb)",
            CKP,
            [(5, "its primal call could be any of those on lines 3, 6")],
        ),
        ("call a(x);;xb=1;;!$AD LINE 5;;call a_b(x,xb)", LINED, [(5, UNCERTAIN)]),
        (
            ASKED.format("!$AD LINE 5", "!$AD LINE 3"),
            EITHER_A,
            [
                (6, "its marker ($AD LINE 5) contradicts the order of calls (line 3)"),
                (9, "its marker ($AD LINE 3) contradicts the order of calls (line 5)"),
            ],
        ),
        (
            "!$AD LINE 5;;call a(x);;!$AD LINE 2;;call a(x);;xb=1;;call a_b(x,xb);;call a_b(x,xb)",
            LINED,
            [(line, "its marker ($AD LINE 5) contradicts the order of calls (line 2)") for line in (8, 7)],
        ),
    ],
)
def test_markers_that_do_not_decide(adjoint: str, model: str, missed: list[tuple[int, str]]) -> None:
    assert found(adjoint, model) == ([], [("a", line, why) for line, why in missed])


def test_a_marker_of_another_call_does_not_make_a_snapshot_tell() -> None:
    snapshots = "call pushreal8(x);;call a(x);;call pushreal8(x);;call pushreal8(y);;call a(x);;!@CKP three;;call b(x)"
    backward = "xb=1;;call b_b(x,xb);;call popreal8(y);;call popreal8(x);;call a_b(x,xb)"
    assert found(f"{snapshots};;{backward}", "call a(x);;call a(x);;!@CKP three;;call b(x)") == (
        [Found("b", 5, 8, 10, 0)],
        [("a", 13, "its primal call could be any of those on lines 2, 3")],
    )


def test_no_snapshot_of_a_call_without_a_marker_tells() -> None:
    adjoint = "call a(x);;call pushreal8(x);;call a(x);;!@CKP three;;call b(x);;xb=1;;call b_b(x,xb);;call popreal8(x)"
    assert found(f"{adjoint};;call a_b(x,xb)", "call a(x);;call a(x);;!@CKP three;;call b(x)") == (
        [Found("b", 5, 6, 8, 0)],
        [("a", 10, "its primal call could be any of those on lines 2, 3")],
    )


def test_a_marker_tells_of_the_calls_behind_it_too() -> None:
    adjoint = "!$AD LINE 3;;call a(x);;call a(x);;xb=1" + 3 * ";;call a_b(x,xb)"
    assert found(adjoint, "call a(x);;call a(x);;call a(x)") == (
        [Found("a", 2, None, 8, None), Found("a", 3, 3, 7, 0), Found("a", 4, 4, 6, 0)],
        [],
    )


def test_a_marker_tells_of_the_calls_behind_it_by_whether_they_are_split() -> None:
    """Of the split ones, on lines 3 and 7, the second is after the marker; so what follows it is on line 8."""
    forward = "!$AD LINE 4;;call a(x);;call a_fwd(x);;call a(x);;xb=1"
    backward = [f"call a_{'bwd' if line in (3, 7) else 'b'}(x,xb)" for line in range(8, 1, -1)]
    pairs, missed = found(";;".join([forward, *backward]), ";;".join(7 * ["call a(x)"]))
    assert {pair.line: pair.forward for pair in pairs} == {2: None, 4: 3, 5: None, 6: None, 7: 4, 8: 5}
    assert missed == [("a", 12, "the call of its forward sweep was not found")]


def test_a_contradiction_is_told_of_the_calls_of_its_procedure_only() -> None:
    adjoint = "!$AD LINE 9;;call b(x);;call a(x);;xb=1;;call a_b(x,xb);;call a_b(x,xb);;call b_b(x,xb)"
    assert found(adjoint, "call b(x);;call a(x);;call a(x)") == (
        [],
        [
            ("b", 8, "its marker ($AD LINE 9) contradicts the order of calls (line 2)"),
            ("a", 7, UNCERTAIN),
            ("a", 6, UNCERTAIN),
        ],
    )


# the rules one by one


def block(*nodes: Node, words: str = "", owner: Node | None = None) -> Arm:
    arm = Arm(words, list(nodes), 0, owner)
    for node in nodes:
        node.parent = arm
    return arm


def branch(*arms: list[Node], kind: str = "branch") -> Node:
    node = Node(0, 0, "if(br==0)then", kind)
    node.arms = [block(*nodes, words="ifbr==0" if not n else "", owner=node) for n, nodes in enumerate(arms)]
    return node


def leaf(*, movable: bool = True) -> Node:
    return Node(0, 0, "", movable=movable)


def token(role: Role = Role.FORWARD, node: Node | None = None, callee: str = "a") -> Token:
    return Token(node or leaf(), role, callee, ())


CALL = PrimalCall("a", (), 2, "m.f90", (), (), (), False)


def pair(forward: Token | None, reverse: Token, snapshot: Snapshot | None = None) -> Pair:
    return Pair(CALL, reverse, forward, snapshot)


def ordered(*tokens: Token) -> dict[int, int]:
    return {id(token): number for number, token in enumerate(tokens)}


def test_an_entry_belongs_to_the_one_token_that_can_be_nothing_else() -> None:
    one, two, three = token(), token(), token()
    a, b = CallRun(0, 0), CallRun(1, 0)
    assert _unique([one, two], [[a], [b]]) == {a: one, b: two}
    assert _unique([one, two, three], [[a], [b], [a]]) == {b: two}, "claimed twice"
    assert _unique([one, two], [[a, b], [a]]) == {a: two}
    assert _unique([one, two], [[], [a, b]]) == {}


def test_the_backward_sweep_in_the_order_of_the_primal() -> None:
    """The last body first, the last statement first, and only what is of that sweep."""
    nodes = [leaf() for _ in range(4)]
    bodies = [block(*nodes[:2]), block(*nodes[2:])]
    tokens = [token(Role.REVERSE, node) for node in nodes[:3]] + [token(Role.FORWARD, nodes[3])]
    assert list(_backward(bodies, tokens, Twins({}, {}, frozenset()))) == tokens[2::-1]


def test_why_nothing_is_mapped() -> None:
    calls = [CALL, CALL._replace(line=7)]
    assert _unmapped([], calls) == "no call in the primal matches it"
    assert _unmapped([CallRun(0, 0), CallRun(1, 0)], calls) == "its primal call could be any of those on lines 2, 7"


@pytest.mark.parametrize(
    ("forward", "reverse", "fits"),
    [
        (Role.FORWARD, Role.REVERSE, True),
        (Role.SPLIT_FORWARD, Role.SPLIT_BACKWARD, True),
        (Role.FORWARD, Role.SPLIT_BACKWARD, False),
        (Role.SPLIT_FORWARD, Role.REVERSE, False),
    ],
)
def test_a_pair_is_joint_or_split_and_in_order(forward: Role, reverse: Role, fits: bool) -> None:
    first, last = token(forward), token(reverse)
    assert _wrong(last, first, ordered(first, last)) == ("" if fits else "its primal call is not before it")
    assert _wrong(last, first, ordered(last, first)) == "its primal call is not before it"


def test_only_a_joint_call_needs_no_primal_call() -> None:
    assert _wrong(token(Role.REVERSE), None, {}) == ""
    assert _wrong(token(Role.SPLIT_BACKWARD), None, {}) == "the call of its forward sweep was not found"


def test_all_statements_of_a_pair_have_their_lines_for_themselves() -> None:
    good, bad = leaf(), leaf(movable=False)
    free = pair(token(node=good), token(node=good), Snapshot(good, good, 1))
    assert _movable(free) and _movable(free._replace(snapshot=None)) and _movable(pair(None, token(node=good)))
    for spoiled in (
        free._replace(reverse=token(node=bad)),
        free._replace(forward=token(node=bad)),
        free._replace(snapshot=Snapshot(bad, good, 1)),
        free._replace(snapshot=Snapshot(good, bad, 1)),
    ):
        assert not _movable(spoiled)


def test_the_blocks_around_a_statement() -> None:
    node = leaf()
    inner = branch([node])
    outer = block(inner)
    assert list(_around(node)) == [inner.arms[0], outer]
    assert list(_around(leaf())) == []


def test_alternatives_of_one_branch_exclude_each_other() -> None:
    one, two, three, deep, looped, free = leaf(), leaf(), leaf(), leaf(), leaf(), leaf()
    inner, loop = branch([deep], [leaf()]), branch([looped], kind="loop")
    node = branch([one, two, inner, loop], [three])
    block(node, free)
    for first, second, exclusive in (
        (one, two, False),
        (one, three, True),
        (deep, three, True),
        (looped, three, True),
        (deep, one, False),
        (looped, one, False),
        (free, one, False),
    ):
        assert _exclusive(first, second) is _exclusive(second, first) is exclusive
    one_loop = branch([leaf()], [leaf()], kind="loop")
    block(one_loop)
    assert not _exclusive(one_loop.arms[0].nodes[0], one_loop.arms[1].nodes[0]), "only a branch has alternatives"
    # Alternatives of different branches can both be run.
    left, right = branch([leaf()], [leaf()]), branch([leaf()], [leaf()])
    block(left, right)
    assert not _exclusive(left.arms[0].nodes[0], right.arms[1].nodes[0])


def crossing() -> tuple[Pair, Pair, dict[int, int]]:
    """Two pairs, the second begun in the first and ended after it."""
    nodes = [leaf() for _ in range(4)]
    block(*nodes)
    begin, other_begin, end, other_end = (token(node=node) for node in nodes)
    return pair(begin, end), pair(other_begin, other_end), ordered(begin, other_begin, end, other_end)


def test_what_crosses() -> None:
    one, other, order = crossing()
    assert _cross(one, other, order)
    assert not _cross(other, one, order), "told once, of the first"
    assert not _cross(one, one, order)
    assert not _cross(one._replace(forward=None), other, order)
    assert not _cross(one, other._replace(forward=None), order)
    nested = one._replace(reverse=other.reverse), other._replace(reverse=one.reverse)
    assert not _cross(*nested, order) and not _cross(nested[1], nested[0], order)
    assert one.forward is not None and other.forward is not None
    # One after the other.
    behind = pair(one.forward, other.forward), pair(one.reverse, other.reverse)
    assert not _cross(*behind, order) and not _cross(behind[1], behind[0], order)


def test_what_excludes_each_other_does_not_cross() -> None:
    one, other, order = crossing()
    assert one.forward is not None and other.forward is not None
    nodes = [one.forward.node, other.forward.node]
    block(branch([nodes[0]], [nodes[1]]))
    assert not _cross(one, other, order)
    one, other, order = crossing()
    block(branch([one.reverse.node], [other.reverse.node]))
    assert not _cross(one, other, order)


def test_of_two_that_cross_the_one_with_less_to_restore_gives_way() -> None:
    one, other, order = crossing()
    assert _nested([one, other], order) == [one._replace(forward=None), other], "the first of equal ones"
    assert _nested([other, one], order) == [other, one._replace(forward=None)]

    def saving(of: Pair, values: int) -> Pair:
        return of._replace(snapshot=Snapshot(leaf(), leaf(), values))

    def alone(of: Pair) -> Pair:
        return of._replace(forward=None, snapshot=None)

    large, small = saving(one, 2), saving(other, 1)
    assert _nested([large, small], order) == [large, alone(small)]
    assert _nested([saving(one, 1), saving(other, 2)], order)[0] == alone(one)
    saved = saving(one, 1)
    assert _nested([saved, other], order) == [saved, alone(other)], "none holds less than one"
    # Both go on to cross a third one: all is looked through again.
    nodes = [leaf() for _ in range(6)]
    block(*nodes)
    tokens = [token(node=node) for node in nodes]
    three = [pair(tokens[n], tokens[n + 3]) for n in range(3)]
    assert _nested(three, ordered(*tokens)) == [alone(three[0]), alone(three[1]), three[2]]


def test_one_with_much_to_restore_stays_though_several_cross_it() -> None:
    nodes = [leaf() for _ in range(6)]
    block(*nodes)
    tokens = [token(node=node) for node in nodes]
    large = pair(tokens[0], tokens[3], Snapshot(leaf(), leaf(), 2))
    outer, inner = pair(tokens[1], tokens[5]), pair(tokens[2], tokens[4])
    alone = [each._replace(forward=None) for each in (outer, inner)]
    assert _nested([large, outer, inner], ordered(*tokens)) == [large, *alone]
