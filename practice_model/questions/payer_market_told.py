"""Market told: which sentences on the market and on the payer's side a talk's figures call for."""

from practice_model.questions.payer_hospitals import HospitalFigures
from practice_model.questions.payer_market import MarketFigures
from practice_model.questions.payer_terms import Payer
from practice_model.questions.payer_their_side import SideFigures

APART = 0.02  # of Medicare: a median that ghosts move by less is not worth a sentence


def market_case(talk: Payer, figures: MarketFigures | None) -> str:
    """Return the variant of the market's sentences: where our mix stands, or what is missing."""
    if talk.market is None or talk.market.posted is None:
        return "none"
    if figures is None:
        return "empty"
    if figures.band is None:
        return "thin"
    return "above" if float(figures.band.over_middle) >= 1 else "below"


def filters_case(figures: MarketFigures | None) -> str:
    """Return the variant of the note on filters: providers checked (clean: no ghost), or not."""
    if figures is None:
        return "none"
    if not figures.checked:
        return "specialty"
    return "checked" if float(figures.ghosts) > 0 else "clean"


def hospital_case(figures: HospitalFigures | None) -> str:
    """Return the variant of the hospital sentences: what our cases save, at what certainty.

    saves: at the lower quartile too; saves_at_median; costs: our fee is above the median.
    """
    if figures is None:
        return "none"
    if float(figures.saving) <= 0:
        return "costs"
    return "saves" if float(figures.saving_lower) > 0 else "saves_at_median"


def side_case(made: SideFigures | None) -> str:
    """Return the variant of the title: what losing us would cost it, or that it is not known."""
    if made is None:
        return "none"
    worth = made.saving or made.moving
    if worth is None:
        return "unknown"
    if made.saving is not None:
        return "saving" if float(made.saving.likely) > 0 else "dearer"
    return "cheaper_elsewhere" if float(worth.likely) < 0 else "dearer_elsewhere"


def adequacy_case(made: SideFigures | None) -> str:
    """Return the variant of the question on network adequacy: where the federal rule binds."""
    if made is None:
        return "none"
    return "binds" if made.adequacy else "elsewhere"


def market_told(figures: MarketFigures | None) -> list[str]:
    """Return the further sentences on our place: over the mix, on the first code, and the file."""
    if figures is None or figures.band is None:
        return []
    names = ["mix", "first"] if figures.first and figures.first.percentile is not None else ["mix"]
    ask = figures.band.own.get("ask")
    if ask is not None:
        inside = float(figures.band.p25) <= float(ask) <= float(figures.band.p75)
        above = "ask_above" if float(ask) > float(figures.band.p75) else "ask_below"
        names.append("ask_inside" if inside else above)
    return [*names, "network" if figures.network else "networks"]


def filters_told(figures: MarketFigures | None) -> list[str]:
    """Return the notes on filters: what is kept, what ghosts would do, what was misfiled."""
    if figures is None:
        return []
    names = [filters_case(figures)]
    first = figures.first
    if first is not None and abs(float(first.unfiltered) - float(first.p50)) > APART:
        names.append("unfiltered")
    return [*names, "as_professional"] if figures.as_professional else names


def hospital_told(talk: Payer, figures: HospitalFigures | None) -> list[str]:
    """Return the sentences on hospital prices, what they are not among them."""
    if figures is None or talk.market is None:
        return []
    names = [hospital_case(figures)]
    if float(figures.saving) > 0:
        names.append("year")
    if figures.saving_offer is not None and float(figures.saving) > 0:
        wider = float(figures.saving_offer) - float(figures.saving)
        names += ["offer_widens"] if wider > 0 else ["offer_narrows"] if wider < 0 else []
    if "," in figures.codes_counted:
        names.append("alike")
    if figures.medicare is not None and figures.over_medicare is not None:
        names += ["yardstick"] if talk.market.hospital_class != "medicare_advantage" else []
    names += ["uncounted"] if float(figures.uncounted) > 0 else []
    files = "undated" if figures.day is None else "old" if figures.old else "files"
    return [*names, files, "blend"]


def side_told(figures: SideFigures | None) -> list[str]:
    """Return the sentences on the payer's side, what is merely stated among them."""
    if figures is None:
        return []
    names = []
    if figures.saving is not None:
        known = figures.hospital_share is not None
        names.append("saving_shared" if known else "saving_whole")
    if figures.moving is not None:
        names.append("moving")
    if figures.members is not None:
        names.append("members" if figures.in_course is None else "members_in_course")
    if figures.our_wait is not None and figures.market_wait is not None:
        shorter = float(figures.our_wait) < float(figures.market_wait)
        names += ["wait"] if shorter else []
    if figures.local_share is not None:
        names.append("share")
    return [*names, "stated"] if figures.stated_share is not None else names
