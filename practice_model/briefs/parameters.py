"""Parameters: a name that papermill passes and the notebook does not know stops the run.

Papermill alone only warns, and the brief would be made with the defaults. It puts what was passed
into a cell of its own, under the comment `# Parameters`, below the cell that names them.
"""

import ast
import builtins
from collections.abc import Sequence

from practice_model.faults import Fault, Faults, did_you_mean

INJECTED = "# Parameters"


def refuse_unknown() -> None:
    """Raise Faults where this notebook was given a parameter that it does not know."""
    running = getattr(builtins, "get_ipython", None)  # there only where a notebook runs
    if running is not None:
        refuse_unknown_in(list(running().user_ns.get("In", ())))


def refuse_unknown_in(cells: Sequence[str]) -> None:
    """Raise Faults where an injected cell sets a name that no cell above it sets.

    cells: the sources of the cells that ran, in order.
    """
    faults = []
    for at, source in enumerate(cells):
        if source.startswith(INJECTED):
            known = {name for above in cells[:at] for name in assigned(above)}
            listed = ", ".join(sorted(known)) or "none"
            faults += [
                Fault(
                    "parameters",
                    0,
                    name,
                    f"is no parameter{did_you_mean(name, known)}; there are: {listed}",
                )
                for name in assigned(source)
                if name not in known
            ]
    if faults:
        raise Faults(faults)


def assigned(source: str) -> list[str]:
    """Return the names that a cell sets by plain assignment; none where it is not Python.

    >>> assigned("scenario = 'a'; draws = 10")
    ['scenario', 'draws']
    """
    try:
        body = ast.parse(source).body
    except SyntaxError:  # a cell of magics
        return []
    targets = [target for line in body if isinstance(line, ast.Assign) for target in line.targets]
    return [target.id for target in targets if isinstance(target, ast.Name)]
