"""Market position: where a rate stands among posted rates that someone really performs."""

from typing import Annotated, Literal

import pandas as pd

from practice_model.quantities import terms
from practice_model.revenue.market_tables import PERFORMERS, POSTED_RATES, HospitalPrices
from practice_model.tables import TableOf

PostedRates = Annotated[pd.DataFrame, TableOf(POSTED_RATES)]
Performers = Annotated[pd.DataFrame, TableOf(PERFORMERS)]


@terms
class Market:
    """The market evidence of a talk: posted rates, who performs, hospital prices, and where.

    network: whose posted rates are this payer's, as the file writes it. public: whether the posted
    rates are a public file that a letter may cite. place: the area, in words.
    """

    place: str
    posted: PostedRates | None = None
    performers: Performers | None = None
    network: str = ""
    public: bool = False
    hospitals: HospitalPrices | None = None
    hospital_class: Literal["commercial", "exchange", "medicare_advantage"] = "commercial"
