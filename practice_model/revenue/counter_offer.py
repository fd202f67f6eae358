"""Counter-offer: the schedule that is best for us and no dearer for the payer on its own mix."""

from practice_model.quantities import Share, terms


@terms
class CounterBounds:
    """How far a code's rate may move from the offer, and how many moves may be asked for."""

    most_up: Share
    most_down: Share
    moves: int
