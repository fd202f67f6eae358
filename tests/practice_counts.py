"""What overhead is shared by, counted from the volumes and minutes of the shipped practice."""

from functools import cache

from practice_tables_read import table

from practice_model.synthetic import volumes

NAMES = ("technician", "lane", "encounters", "lines", "prior", "operations")


@cache
def cells():
    return volumes.professional_lines()


def done(provider, place=None):
    own = cells()[cells()["provider"] == provider]
    own = own if place is None else own[own["pos"] == place]
    return own.groupby("hcpcs")["lines"].sum()


def injections_alone():
    """Injection days of C without a visit: 65 percent."""
    visits = table("same_day_visits.csv")
    beside = visits.loc[visits["procedure"] == "67028", "days"].sum()
    return done("C")["67028"] - beside


def driver_sum(provider, minutes):
    each = table("driver_minutes.csv")
    own = each[each["service"] != "injection alone"].set_index("hcpcs")[minutes]
    lines = done(provider, "11")  # a test read in a hospital takes nobody here
    after = table("patient_pay.csv")
    after = after[(after["hcpcs"] == "99024") & (after["provider"] == provider)]["lines"].sum()
    total = (lines * own.reindex(lines.index).fillna(0)).sum() + after * own["99024"]
    if provider == "C":
        alone = each[each["service"] == "injection alone"][minutes].iloc[0]
        total += injections_alone() * alone
    return total


def encounters(provider):
    each = table("driver_minutes.csv")
    counted = each[each["service"].str.startswith(("visit, new", "visit, est", "laser"))]["hcpcs"]
    lines = done(provider)
    after = table("patient_pay.csv")
    after = after[(after["hcpcs"] == "99024") & (after["provider"] == provider)]["lines"].sum()
    alone = injections_alone() if provider == "C" else 0
    return lines[lines.index.isin(counted)].sum() + after + alone


def lines_of_tests(provider):
    each = table("driver_minutes.csv")
    tests = each[each["service"] == "test"]["hcpcs"]
    lines = done(provider)
    return lines[lines.index.isin(tests)].sum()


@cache
def drivers():
    requests = table("prior_auth.csv")
    minutes = (requests["requests"] * requests["minutes_each"]).groupby(requests["provider"]).sum()
    counts = {name: {} for name in NAMES}
    for provider in "ABCDE":
        counts["technician"][provider] = driver_sum(provider, "technician_minutes")
        counts["lane"][provider] = driver_sum(provider, "lane_minutes")
        counts["encounters"][provider] = encounters(provider)
        counts["lines"][provider] = billed_lines(provider)
        counts["prior"][provider] = minutes[provider]
        counts["operations"][provider] = operations(provider)
    return counts


def billed_lines(provider):
    own = table("patient_pay.csv")
    extra = own[(own["provider"] == provider) & own["hcpcs"].isin(["99024", "92015"])]["lines"]
    drugs = volumes.drug_lines()["lines"].sum() if provider == "C" else 0
    return done(provider).sum() + extra.sum() + drugs


def operations(provider):
    cells = table("volumes_control.csv")
    own = cells[(cells["provider"] == provider) & (cells["place_of_service"] != "11")]
    surgery = ~own["hcpcs"].str.startswith("9") & (own["modifier"] != "51")
    return own.loc[surgery, "lines"].sum()
