"""Which alternative reverses which: by the values of controls, however either sweep orders them."""

from __future__ import annotations

import pytest

from rewriter.callbacks.branch_twins import Twins, twins
from rewriter.languages.tree import Arm, Node, leaves
from tests.support.small_code import body, c_body, leaf


def statements(words: str) -> str:
    """A statement for each word, ``f``orward ones, ``b``ackward ones; others are controls."""
    calls = {"push": "call pushcontrol{}b({})", "pop": "call popcontrol{}b({})"}
    lines = []
    for word in words.split():
        name, _, rest = word.partition(":")
        lines.append(calls[name].format(*rest.split(",")) if name in calls else word.replace("_", " "))
    return ";;".join(lines)


IF = "if_(x>1)_then f=1 {} else f=2 {} end_if "
FORWARD = IF.format("push:1,0", "push:1,1")
OTHER = "if_(y>1)_then f=3 push:1,0 else f=4 push:1,1 end_if "
ASK = "pop:1,br if_(br{}{})_then b={} else b={} end_if "
OUTER = "if_(z>1)_then f=9 {} push:1,0 else push:1,1 end_if "
INNER = "if_(x>1)_then f=1 push:1,0 push:1,0 else f=2 push:1,1 end_if "
THREE = "if_(x>1)_then f=1 push:2,0 else_if_(x>0)_then f=2 push:2,1 else f=3 push:2,2 end_if "


def seen(words: str) -> tuple[Twins, Arm]:
    arm = body(statements(words))
    return twins([arm]), arm


def reversed_by(words: str) -> dict[str, str]:
    """Of each assignment of the backward sweep, that of the forward sweep in the alternative it reverses."""
    found, arm = seen(words)
    pairs = {}
    for node in leaves(arm):
        if node.words.startswith("b=") and node.parent in found.forward:
            pairs[node.words] = found.forward[node.parent].nodes[0].words
    return pairs


@pytest.mark.parametrize(
    ("words", "pairs"),
    [
        (FORWARD + ASK.format("==", 0, 1, 2), {"b=1": "f=1", "b=2": "f=2"}),
        (FORWARD + ASK.format("==", 1, 2, 1), {"b=2": "f=2", "b=1": "f=1"}),
        (FORWARD + ASK.format("/=", 0, 2, 1), {"b=2": "f=2", "b=1": "f=1"}),
        (FORWARD + ASK.format(".eq.", 0, 1, 2), {"b=1": "f=1", "b=2": "f=2"}),
        (FORWARD + ASK.format("<", 1, 1, 2), {"b=1": "f=1", "b=2": "f=2"}),
        (FORWARD + ASK.format(".ge.", 1, 2, 1), {"b=2": "f=2", "b=1": "f=1"}),
        # The last of several branches is reversed first.
        (
            FORWARD + OTHER + ASK.format("==", 0, 3, 4) + ASK.format("==", 0, 1, 2),
            {"b=3": "f=3", "b=4": "f=4", "b=1": "f=1", "b=2": "f=2"},
        ),
        # Of three alternatives, asked one by one or one inside of another.
        (
            THREE + "pop:2,br if_(br==0)_then b=1 else_if_(br==1)_then b=2 else b=3 end_if",
            {"b=1": "f=1", "b=2": "f=2", "b=3": "f=3"},
        ),
        (
            THREE + "pop:2,br if_(br<2)_then if_(br==0)_then b=1 else b=2 end_if else b=3 end_if",
            {"b=1": "f=1", "b=2": "f=2", "b=3": "f=3"},
        ),
        # An alternative that several values lead to reverses none of them.
        (THREE + "pop:2,br if_(br<2)_then b=1 else b=3 end_if", {"b=3": "f=3"}),
        # A branch in an alternative.
        (
            f"{OUTER.format(FORWARD)}pop:1,br if_(br==0)_then {ASK.format('==', 1, 2, 1)} b=9 end_if",
            {"b=2": "f=2", "b=1": "f=1", "b=9": "f=9"},
        ),
        # The second of two inner controls is popped after the branches; of which of the two is not known.
        (INNER * 2 + ASK.format("==", 0, 1, 2) * 3, {}),
        # Widths do not fit, a control is popped once too often, or nobody asks: nothing is known.
        (FORWARD + ASK.format("==", 0, 1, 2).replace("pop:1", "pop:2"), {}),
        (FORWARD + ASK.format("==", 0, 1, 2) * 2, {}),
        (FORWARD + "pop:1,br b=1", {}),
        (FORWARD + ASK.format("==", 0, 1, 2).replace("(br", "(other"), {}),
    ],
)
def test_what_reverses_what(words: str, pairs: dict[str, str]) -> None:
    assert reversed_by(words) == pairs


def test_branches_of_c() -> None:
    arm = c_body(
        "if (x > 1) { f = 1; pushControl1b(0); } else { f = 2; pushControl1b(1); }\n"
        "popControl1b(&branch); if (branch != 0) { b = 2; } else { b = 1; }"
    )
    found = twins([arm])
    assert {node.nodes[0].words: twin.nodes[0].words for node, twin in found.forward.items()} == {
        "b=2": "f=2",
        "b=1": "f=1",
    }
    assert found.variables == {"branch"}


def test_the_sweeps_of_a_split_procedure_are_two_bodies() -> None:
    bodies = [body(statements(words)) for words in (FORWARD, ASK.format("==", 1, 2, 1))]
    assert [twin.nodes[0].words for twin in twins(bodies).forward.values()] == ["f=1", "f=2"]


def test_of_two_bodies_the_first_pops_first() -> None:
    words = FORWARD + OTHER + ASK.format("==", 1, 4, 3), ASK.format("==", 1, 2, 1)
    found = twins([body(statements(each)) for each in words])
    assert {arm.nodes[0].words: twin.nodes[0].words for arm, twin in found.forward.items()} == {
        f"b={number}": f"f={number}" for number in range(1, 5)
    }


def branch_of(node: Node) -> Node:
    assert node.parent is not None and node.parent.owner is not None
    return node.parent.owner


def test_alternatives_in_the_order_of_the_forward_sweep() -> None:
    found, arm = seen(f"b=0 {FORWARD}{ASK.format('==', 1, 2, 1)} b=3")
    backward = branch_of(leaf(arm, "b=1"))
    assert [inner.nodes[0].words for inner in backward.arms] == ["b=2", "b=1"]
    assert [inner.nodes[0].words for inner in found.arms(backward)] == ["b=1", "b=2"]
    assert [node.words for node in found.mirrored(arm) if node.words[:2] == "b="] == ["b=3", "b=1", "b=2", "b=0"]
    forward = branch_of(leaf(arm, "f=1"))
    assert found.arms(forward) == forward.arms


def test_conditions_are_those_of_the_forward_sweep_where_they_are_known() -> None:
    found, arm = seen(
        f"{FORWARD}pop:1,br if_(br==1)_then if_(k>2)_then b=2 end_if else b=1 end_if if_(c)_then b=3 end_if"
    )
    assert found.conditions(leaf(arm, "b=1")) == ("x>1",)
    assert found.conditions(leaf(arm, "b=2")) == ("", "k>2")
    assert found.conditions(leaf(arm, "b=3")) == ("c",)
    assert found.conditions(leaf(arm, "f=1")) == ("x>1",)


def test_branches_that_a_control_decides_but_nobody_knows_how() -> None:
    found, arm = seen(FORWARD + ASK.format("==", 0, 1, 2).replace("pop:1", "pop:2") + "if_(c==1)_then b=3 end_if")
    node = leaf(arm, "b=2")
    assert list(found.unsure(node, {"br", "c"})) == [(branch_of(node), node.parent)]
    assert list(found.unsure(leaf(arm, "b=3"), {"br", "c"})) == []
    assert [branch.words for branch, _ in found.unsure(leaf(arm, "b=3"), {"x"})] == ["if(c==1)then"], (
        "a name of its own"
    )
    known, arm = seen(FORWARD + ASK.format("==", 0, 1, 2))
    assert list(known.unsure(leaf(arm, "b=2"), {"br"})) == []


def test_more_branches_than_calls_can_be_nested() -> None:
    count = 1100
    found, _ = seen((FORWARD * count) + (ASK.format("==", 0, 1, 2) * count))
    assert len(found.forward) == 2 * count


@pytest.mark.parametrize(
    ("push", "pop", "control"),
    [
        ("pushcontrol1b({})", "popcontrol1b(br)", "%control"),
        ("pushcontrol(1,{})", "popcontrol(1,br)", "%control"),
        ("note_push(1,{})", "note_pop(1,br)", "note_%"),
    ],
)
def test_controls_by_other_names(push: str, pop: str, control: str) -> None:
    arm = body(
        f"if (x>1) then;;f=1;;call {push.format(1)};;else;;f=2;;call {push.format(0)};;end if;;"
        f"call {pop};;if (br==0) then;;b=2;;else;;b=1;;end if"
    )
    forward = twins([arm], control).forward
    assert [(back.nodes[0].words, ahead.nodes[0].words) for back, ahead in forward.items()] == [
        ("b=1", "f=1"),
        ("b=2", "f=2"),
    ]


def test_controls_of_different_widths_are_different() -> None:
    arm = body(
        "if (x>1) then;;f=1;;call pushcontrol(1,0);;else;;f=2;;call pushcontrol(1,1);;end if;;"
        "call popcontrol(2,br);;if (br==0) then;;b=1;;else;;b=2;;end if"
    )
    assert twins([arm]).forward == {}


def test_one_control_for_a_branch_and_the_one_it_ends_with() -> None:
    """The alternative that several of its values lead to reverses the one that pushes them all."""
    last = "if_(z>1)_then f=5 push:3,1 else f=6 push:3,2 end_if"
    ahead = f"if_(x>1)_then f=1 push:3,0 else f=9 if_(y>1)_then f=3 push:1,0 else f=4 push:1,1 end_if {last} end_if "
    inner = "if_(br==1)_then b=5 else b=6 end_if pop:1,br if_(br==1)_then b=4 else b=3 end_if b=9"
    assert reversed_by(f"{ahead}pop:3,br if_(br==0)_then b=1 else {inner} end_if") == {
        f"b={n}": f"f={n}" for n in (1, 3, 4, 5, 6, 9)
    }
