"""Which case of its sentences holds for each table and chart of a buy-in brief."""

from collections.abc import Sequence

from practice_model.questions.buy_in import BuyIn
from practice_model.questions.buy_in_case import Case
from practice_model.questions.buy_in_center import CenterFigures
from practice_model.questions.buy_in_exits import ExitFigures
from practice_model.questions.buy_in_income import IncomeFigures
from practice_model.questions.buy_in_leavers import LeaverFigures
from practice_model.questions.buy_in_price import PriceFigures
from practice_model.questions.buy_in_range import RangeFigures, RoomFigures
from practice_model.questions.buy_in_sale import SaleFigures
from practice_model.questions.buy_in_told import Told
from practice_model.questions.objections import Reply


def lead_case(made: Case, prices: PriceFigures, told: Told) -> str:
    """Return how the prices are held against each other."""
    if prices.payback is None:
        return "never"
    if prices.memo is None:
        return "alone"
    if told.case == "accept" or made.talk.client == "sellers":
        return "accept" if told.case == "accept" else "sellers"
    memo = made.talk.memo
    return "memo" if memo is None or memo.multiple_of_income is None else "memo_income"


def test_case(made: Case, prices: PriceFigures) -> str:
    """Return whether our price passes the buyer's own test of payback."""
    most = made.talk.limits.payback_most
    if most is None or prices.payback is None or made.talk.client == "sellers":
        return "none"
    return "passes" if float(prices.payback) <= float(most) else "fails"


def position_case(made: Case, room: RoomFigures, own: RangeFigures, told: Told) -> str:
    """Return how the limits of the proposed structure are told to the client."""
    side = made.talk.client
    if float(own.ceiling) <= 0:
        return f"{side}_nothing"
    if told.case == "accept":
        return "none"
    if side == "buyer" and float(made.price) > float(own.ceiling):
        return "buyer_over"
    if float(own.room) > 0:
        return f"{side}_all"
    return f"{side}_none" if float(room.best_room) <= 0 else f"{side}_some"


def value_case(prices: PriceFigures) -> str:
    """Return whether the title of the value names goodwill."""
    return "goodwill" if prices.goodwill_share else "plain"


def prices_case(prices: PriceFigures) -> str:
    """Return how the bars of prices are headed."""
    if prices.over is not None and abs(float(prices.over)) < 1:
        return "memo_at"
    if prices.over is not None:
        return "memo" if float(prices.over) >= 0 else "memo_under"
    return "alone" if prices.payback is not None else "plain"


def value_note_case(made: Case) -> str:
    """Return how goodwill is explained: its method, or why the method leaves none."""
    method = made.talk.deal.goodwill.method
    if float(made.held.goodwill) > 0:
        return method
    none = {"excess_earnings": "excess_none", "multiple_of_earnings": "multiple_none"}
    return none.get(method, method)


def control_case(talk: BuyIn, found: ExitFigures | None) -> str:
    """Return in whose words control and exit are headed; none without a case to price."""
    return "none" if found is None else talk.client


def sure_told(made: Case, within: object, never: float) -> list[str]:
    """Return which odds are told."""
    told = ["share", "worth"]
    if within is not None:
        told.insert(0, "payback_open" if never > 0 else "payback")
    return told


def gains(prices: PriceFigures) -> str:
    """Return whether the entry adds to the buyer's income; where it does not the lead says so."""
    return "adds" if float(prices.after_tax) > 0 else "none"


def dilution_case(prices: PriceFigures) -> str:
    """Return how the table of shares and incomes is headed."""
    return "gains" if float(prices.gained) > 0 else "loses"


def apart_case(center: CenterFigures | None) -> str:
    """Return whether units of a center are priced."""
    return "none" if center is None else "center"


def exit_case(found: ExitFigures | None) -> str:
    """Return whether what the share brings at exit is told under the limits."""
    return "no_exit" if found is None else "some"


def sale_case(found: SaleFigures | None) -> str:
    """Return how a sale to private equity is headed for the buyer."""
    if found is None:
        return "none"
    return "gains" if float(found.buyer) > 0 else "loses"


def leavers_case(found: LeaverFigures | None) -> str:
    """Return whether buy-outs are in view."""
    return "none" if found is None else "passes"


def cap_case(talk: BuyIn, found: LeaverFigures | None) -> str:
    """Return how the cap on buy-outs is told."""
    if found is None or talk.buy_out is None:
        return "none"
    return "no_cap" if talk.buy_out.cap is None else "some"


def center_case(found: CenterFigures | None) -> str:
    """Return whether a holder of the center does no procedures."""
    if found is None:
        return "none"
    return "passive" if found.passive else "plain"


def formula_case(found: IncomeFigures) -> str:
    """Return how pay by production stands to equal pay, for the buyer."""
    if found.production_worth is None:
        return "none"
    return "production_gains" if float(found.production_worth) > 0 else "production_loses"


def plan_of(talk: BuyIn) -> str:
    """Return the fact of the outcome that swings are held against."""
    return "mine.buyer" if talk.client == "buyer" else "mine.sellers"


def worth_of(found: CenterFigures | None) -> float | None:
    """Return what the center's units on offer are worth, in USD; None where none are."""
    return None if found is None else float(found.worth)


def asks_case(made: Case) -> str:
    """Return whose asks the table holds: ours, or what the buyer may ask of us."""
    return made.talk.client


def heard(talk: BuyIn, rows: Sequence[Reply]) -> list[Reply]:
    """Return the library's replies for the side that it speaks for: the sellers, not the buyer."""
    return list(rows) if talk.client == "sellers" else []
