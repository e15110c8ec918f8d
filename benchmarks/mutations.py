"""The small changes that can be made to a Python module, one at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

_OPERATORS: dict[type[ast.AST], Any] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "reversed": "iter"}
_ALONE = ("annotation", "returns", "decorator_list", "keys", "bases")
"""Fields of nodes in which nothing is changed."""
_DELETED = (ast.Expr, ast.Assign, ast.AugAssign, ast.Raise, ast.Continue, ast.Break, ast.Delete)


class Mutation(NamedTuple):
    """One change: the line, and the code there before and after."""

    line: int
    before: str
    after: str


def mutations(tree: ast.Module) -> Iterator[Mutation]:
    """All changes, each of which is in the tree until the next one is asked for."""
    for parent, field, place, node in list(_nodes(tree)):
        for changed in _variants(parent, field, node):
            ast.copy_location(changed, node)
            yield Mutation(node.lineno, ast.unparse(node), ast.unparse(_put(parent, field, place, changed)))
            _put(parent, field, place, node)


def _nodes(parent: ast.AST) -> Iterator[tuple[ast.AST, str, int, ast.expr | ast.stmt]]:
    for field, value in ast.iter_fields(parent):
        if field in _ALONE:
            continue
        for place, node in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(node, ast.expr | ast.stmt):
                yield parent, field, place, node
            if isinstance(node, ast.AST):
                yield from _nodes(node)


def _put(parent: ast.AST, field: str, place: int, node: ast.AST) -> ast.AST:
    value = getattr(parent, field)
    if isinstance(value, list):
        value[place] = node
    else:
        setattr(parent, field, node)
    return ast.fix_missing_locations(node)


def _variants(parent: ast.AST, field: str, node: ast.expr | ast.stmt) -> Iterator[ast.expr | ast.stmt]:
    """What a node is changed to."""
    match node:
        case ast.Compare(left, [operator], comparators):
            yield ast.Compare(left, [_other(operator)], comparators)
        case ast.Compare(left, operators, comparators):
            for place, operator in enumerate(operators):
                yield ast.Compare(left, [*operators[:place], _other(operator), *operators[place + 1 :]], comparators)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(_other(operator), values)
            for place in range(len(values)):
                rest = values[:place] + values[place + 1 :]
                yield rest[0] if len(rest) == 1 else ast.BoolOp(operator, rest)
        case ast.BinOp(left, operator, right) if type(operator) in _OPERATORS:
            yield ast.BinOp(left, _other(operator), right)
            if isinstance(operator, ast.Sub):
                yield left  # of sets
        case ast.AugAssign(target, operator, value) if type(operator) in _OPERATORS:
            yield ast.AugAssign(target, _other(operator), value)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.UnaryOp(ast.USub(), ast.Constant(1)) if isinstance(parent, ast.Subscript):
            yield ast.Constant(0)
        case ast.Constant(0) if isinstance(parent, ast.Subscript) and node.value is not False:
            yield ast.UnaryOp(ast.USub(), ast.Constant(1))
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(int(value)):
            yield ast.Constant(value + 1)
        case ast.Constant(str(value)) if not isinstance(parent, ast.Expr | ast.JoinedStr):
            yield ast.Constant(f"{value}~")
        case ast.JoinedStr(values):
            yield ast.JoinedStr([*values, ast.Constant("~")])
        case ast.Name(name) if field == "func" and name in _NAMES:
            yield ast.Name(_NAMES[name], ast.Load())
        case ast.Call(ast.Attribute(_, "pop") as called, []):
            yield ast.Call(called, [ast.Constant(0)], [])
        case ast.Return(value) if value is not None and not (isinstance(value, ast.Constant) and value.value is None):
            yield ast.Return(ast.Constant(None))
    if field == "ifs":
        yield ast.Constant(True)
    if field == "test" and not isinstance(node, ast.Compare | ast.UnaryOp) and isinstance(node, ast.expr):
        yield ast.UnaryOp(ast.Not(), node)
    if isinstance(node, _DELETED) and not isinstance(parent, ast.Module | ast.ClassDef) and not _remark(node):
        yield ast.Pass()


def _remark(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _other(operator: ast.AST) -> Any:
    return _OPERATORS[type(operator)]()
