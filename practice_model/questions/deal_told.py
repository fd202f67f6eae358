"""What is told of the pieces that deals share: which case of its sentences holds for each place."""

from practice_model.negotiation.trades import TradeSums


def trade_case(sums: TradeSums | None) -> str:
    """Return how the trades are headed: what both sides come to, one of them, or no price yet."""
    if sums is None or not sums.priced + sums.unpriced:
        return "none"
    given = {(True, True): "priced", (True, False): "asks", (False, True): "gives"}
    return given.get((bool(sums.asks), bool(sums.gives)), "unpriced")


def trade_told(sums: TradeSums | None) -> list[str]:
    """Return the names of the sentences under the trades."""
    if sums is None:
        return []
    told = ["estimate"] if sums.priced else []
    told += ["unpriced"] if sums.unpriced else []
    return told + (["never"] if sums.never else [])
