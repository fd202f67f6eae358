"""Arriving: what of an allowed dollar comes in, by payer and kind of service.

    share = 1 - final denial - bad debt - what is held back

Exact decimals of the practice's table of losses, so that whole dollars round as the books do. The
table calls the surgery center's lines `center`; the cells call them `asc`.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import pandas as pd

BLOCK_OF_YIELD: Final = {"professional": "professional", "drug": "drug", "asc": "center"}
LOST: Final = ["final_denial", "bad_debt", "sequestration"]


def arriving(places: Iterable[tuple[str, str]], yields: pd.DataFrame) -> list[Decimal]:
    """Return the share of each payer and block of the cells, in their order.

    ValueError with every payer and block that the table does not hold.
    """
    kept = {
        (str(payer), str(block)): 1 - sum((Decimal(repr(float(one))) for one in lost), Decimal(0))
        for payer, block, *lost in yields[["payer", "block", *LOST]].itertuples(index=False)
    }
    wanted = [(payer, BLOCK_OF_YIELD.get(block, block)) for payer, block in places]
    missing = sorted({f"{payer} {block}" for payer, block in wanted if (payer, block) not in kept})
    if missing:
        raise ValueError(f"yields has no row for {', '.join(missing)}: what is lost is not known")
    return [kept[key] for key in wanted]
