"""Formulas of a sheet: totals that sum their rows, and columns that are made of others.

A formula is told by column keys, numbers and + - * /: "offer - now". It is evaluated on the
figures before it is written; one that does not give its cell's figure is a fault of the notebook.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

CENT = 0.005
Values = Sequence[Sequence[float | None]]
Formulas = dict[tuple[int, int], str]
_OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def formulas_of(table: Mapping[str, Any], values: Values, top: int) -> Formulas:
    """Return the cells of a table that are formulas, by row and column of the table.

    values: the figures by row and column, None for words. top: the sheet's row of the first row.
    Raises ValueError where a formula gives another figure than its cell holds.
    """
    keys = [column["key"] for column in table["columns"]]
    made: Formulas = {}
    for key, told in (table.get("formulas") or {}).items():
        for place, row in enumerate(values):
            if key not in keys or table["rows"][place]["role"] == "total":
                continue
            own = _of_row(told, keys, row, top + place)
            known = row[keys.index(key)]
            if own is None or known is None:
                continue
            if abs(own[1] - known) > CENT:
                raise ValueError(f"{key} is {known}, but {told} gives {own[1]} in row {place}")
            made[place, keys.index(key)] = own[0]
    for place, row in enumerate(table["rows"]):
        if row["role"] == "total":
            made |= _sums(table["rows"], values, place, top)
    return made


def _sums(rows: Sequence[Mapping[str, Any]], values: Values, total: int, top: int) -> Formulas:
    """The total's cells that are the sum of the rows over them, subtotals left out."""
    parts = [at for at in range(total) if rows[at]["role"] in {"body", "rest"}]
    made: Formulas = {}
    for column in range(1, len(values[total])):
        whole = values[total][column]
        held = [(at, number) for at in parts if (number := values[at][column]) is not None]
        close = whole is not None and abs(sum(one for _, one in held) - whole) <= CENT * len(held)
        if whole is not None and close and len(held) > 1:
            cells = [xl_rowcol_to_cell(top + at, column) for at, _ in held]
            made[total, column] = f"SUM({_joined(cells)})"
    return made


def _joined(cells: Sequence[str]) -> str:
    """Cells of one column as ranges where they follow one another."""
    made: list[list[str]] = []
    for cell in cells:
        if made and xl_cell_to_rowcol(cell)[0] == xl_cell_to_rowcol(made[-1][-1])[0] + 1:
            made[-1].append(cell)
        else:
            made.append([cell])
    return ",".join(f"{run[0]}:{run[-1]}" if len(run) > 1 else run[0] for run in made)


def _of_row(
    told: str, keys: Sequence[str], row: Sequence[float | None], place: int
) -> tuple[str, float] | None:
    """A formula of one row: its text, and what it gives; None where a part has no figure.

    Raises ValueError for anything but columns, numbers and the four operations.
    """
    tree = ast.parse(told, mode="eval").body
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if any(isinstance(node, ast.Call) for node in ast.walk(tree)):
        raise ValueError(f"a formula holds columns, numbers and + - * / alone, not {told}")
    if names - set(keys):
        return None
    known = {name: row[keys.index(name)] for name in names}
    if any(value is None for value in known.values()):
        return None
    cells = {name: xl_rowcol_to_cell(place, keys.index(name)) for name in names}
    result = _evaluated(tree, {name: float(value or 0.0) for name, value in known.items()})
    text = re.sub(r"[A-Za-z_]\w*", lambda found: cells[found.group()], told)
    return None if result is None else (text, result)


def _evaluated(node: ast.expr, known: Mapping[str, float]) -> float | None:
    """What an expression gives; None where it divides by nothing."""
    if isinstance(node, ast.Name):
        return known[node.id]
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        left, right = _evaluated(node.left, known), _evaluated(node.right, known)
        if left is None or right is None or (isinstance(node.op, ast.Div) and not right):
            return None
        return _OPERATIONS[type(node.op)](left, right)
    raise ValueError(f"a formula holds columns, numbers and + - * / alone, not {ast.unparse(node)}")
