"""Walk-away: the rate at which a contract is worth as much to us as its best alternative."""

from practice_model.quantities import USD, Months, PriceRatio, Share, terms


@terms
class Alternative:
    """What happens without this contract: the inputs of its reservation rate.

    stay: share of patients kept out of network, who pay stay_of_medicare. refill: share of the
    freed capacity refilled, at the mix of refill_payers, over refill_months. one_off: cost of
    leaving, once.
    """

    stay: Share
    stay_of_medicare: PriceRatio
    refill: Share
    refill_payers: list[str]
    refill_months: Months
    one_off: USD


@terms
class Bargaining:
    """Both sides' limits as the client judges them: our alternative, their ceiling, our weight.

    ceiling: the most that the payer would pay, as percent of Medicare on our mix. weight: our part
    of the room between floor and ceiling in the one bargaining solution that is printed.
    """

    alternative: Alternative
    ceiling: PriceRatio
    weight: Share
