"""The ramp of a hire: what is seen, earned and collected by month, from two ways to say volume.

Either `steady`: yearly collections once the schedule is full; or `build_up`: visits of a template,
no-shows, new and established, surgery that follows them, dollars for one by class of payer. Both
grow along one ramp: a share of the full schedule by month, then in a straight line to full.

    earned(m)    = full / 12 x ramp(m - late)
    collected(t) = earned up to t - lag, of each class of payers from its credentialing on

A class earns nothing that is paid before it is credentialed: `lost` for good, or `held` and paid
at once when it is. Months count from the start; month 0 is the day before. Series have time on
their first axis, (months + 1,) or (months + 1, draws).
"""

from typing import Any, NamedTuple

import numpy as np

from practice_model.deals.hire_volume import ALL, BuildUp, PayerClass, Ramp, Service, Volume
from practice_model.finance.present_value import MONTHS, Series
from practice_model.quantities import (
    Number,
)

DAYS_A_MONTH = 365 / 12


class Work(NamedTuple):
    """What is seen, earned and collected in each month 0 to the last.

    visits is None where they are not known. services: by name, of the build-up. earned: at the
    month of service, whoever pays; lost: of it, what no payer will pay; collected: as money comes.
    """

    full: Series
    visits: Series | None
    cases: Series | None
    services: dict[str, Series]
    earned: Series
    lost: Series
    collected: Series
    rvus: Series | None


def ramp_shares(ramp: Ramp, months: int) -> Series:
    """Return the share of a full schedule in each month 0 to `months`.

    >>> ramp_shares(Ramp(months=[0, .5], full_at=4), 5).tolist()
    [0.0, 0.0, 0.5, 0.75, 1.0, 1.0]
    """
    count = len(ramp.months)
    time = _column(np.arange(months + 1, dtype=np.float64)) - ramp.late
    steps = [np.asarray(0.0), *(np.asarray(one, dtype=np.float64) for one in ramp.months)]
    held = np.stack([np.broadcast_to(one, time.shape[1:]) for one in steps])
    inside = _at(held, np.minimum(time, count))
    span = np.maximum(np.asarray(ramp.full_at, dtype=np.float64) - count, 0.0)
    beyond = np.where(span > 0, (time - count) / np.where(span > 0, span, 1), 1.0)
    line = held[-1] + (1 - held[-1]) * np.clip(beyond, 0, 1)
    shares = np.where(time > count, line, inside)
    return _squeezed(np.where(time < 0, 0.0, shares))


def full_visits(volume: Volume) -> Number | None:
    """Return the visits a year of a full schedule that come, None where they are not known."""
    own = volume.build_up
    if own is None:
        return volume.visits
    return own.visits_a_day * own.days_a_week * own.weeks * (1 - own.no_show)


def days_a_year(volume: Volume) -> Number | None:
    """Return the clinic days a year of a full schedule, None where they are not known."""
    own = volume.build_up
    return volume.clinic_days if own is None else own.days_a_week * own.weeks


def full_collections(volume: Volume) -> Number:
    """Return what a full schedule collects a year once all payers pay, drugs apart."""
    if volume.build_up is None:
        assert volume.steady is not None
        return volume.steady
    own = volume.build_up
    amounts = [
        _service_full(own, one) * _mean_dollars(one, volume.payers) for one in own.services.values()
    ]
    total: Number = sum(amounts[1:], amounts[0])
    return total


def work(volume: Volume, months: int) -> Work:
    """Return what is seen, earned and collected in each month 0 to `months`."""
    share = ramp_shares(volume.ramp, months)
    services, by_class = _earned(volume, share)
    earned = _total(list(by_class.values()))
    late = np.asarray(volume.lag) / DAYS_A_MONTH
    always = PayerClass(share=1.0)
    classes = {name: volume.payers.get(name, always) for name in by_class}
    kept = _total([_arrives(one, classes[name], late) for name, one in by_class.items()])
    lost = [
        one - _arrives(one, classes[name], 0.0)
        for name, one in by_class.items()
        if classes[name].before == "lost"
    ]
    visits = full_visits(volume)
    surgical = [
        services[name]
        for name, one in (volume.build_up.services.items() if volume.build_up else ())
        if one.surgical
    ]
    return Work(
        full=share,
        visits=None if visits is None else _month(share, visits),
        cases=_total(surgical) if surgical else None,
        services=services,
        earned=earned,
        lost=_total(lost) if lost else np.zeros_like(earned),
        collected=kept,
        rvus=None if volume.work is None else _month(share, volume.work),
    )


def _earned(volume: Volume, share: Series) -> tuple[dict[str, Series], dict[str, Series]]:
    """Services by month, and dollars earned by class of payer and month."""
    classes = {name: one.share for name, one in volume.payers.items()} or {ALL: 1.0}
    own = volume.build_up
    if own is None:
        assert volume.steady is not None
        steady = volume.steady
        return {}, {name: _month(share, steady * part) for name, part in classes.items()}
    services = {
        name: _capped(_month(share, _service_demand(own, one)), own, one)
        for name, one in own.services.items()
    }
    return services, {
        name: _total(
            [times(services[key], part * _dollars(one, name)) for key, one in own.services.items()]
        )
        for name, part in classes.items()
    }


def _service_demand(own: BuildUp, one: Service) -> Number:
    """Services a year that a full schedule calls for."""
    if one.follows == "week":
        return one.rate * own.weeks
    seen = own.visits_a_day * own.days_a_week * own.weeks * (1 - own.no_show)
    part = {"visit": 1.0, "new": own.new_share, "established": 1 - own.new_share}[one.follows]
    return seen * part * one.rate


def _service_full(own: BuildUp, one: Service) -> Number:
    wanted = _service_demand(own, one)
    return wanted if one.most_a_week is None else np.minimum(wanted, one.most_a_week * own.weeks)


def _capped(series: Series, own: BuildUp, one: Service) -> Series:
    if one.most_a_week is None:
        return series
    return np.asarray(np.minimum(series, one.most_a_week * own.weeks / MONTHS))


def _dollars(one: Service, payer_class: str) -> Number:
    if one.dollars is None:
        raise ValueError("dollars: not known yet; type them or take them from the own claims")
    return one.dollars.get(payer_class, one.dollars.get(ALL, 0.0))


def _mean_dollars(one: Service, payers: dict[str, PayerClass]) -> Number:
    parts = [each.share * _dollars(one, name) for name, each in payers.items()]
    return sum(parts[1:], parts[0]) if parts else _dollars(one, ALL)


def _arrives(earned: Series, payer: PayerClass, late: Any) -> Series:
    """What arrives in each month of what a class earned, after credentialing and the lag."""
    total = np.cumsum(_column(earned), axis=0)
    time = _column(np.arange(len(total), dtype=np.float64)) - late
    at, since = _at(total, time), payer.credentialing
    if payer.before == "held":
        arrived = np.where(time >= since, at, 0.0)
    else:
        arrived = np.maximum(at - _at(total, np.zeros_like(at) + since), 0.0)
    return _squeezed(np.diff(arrived, axis=0, prepend=np.zeros_like(arrived[:1])))


def _at(held: Any, time: Any) -> Any:
    """Values of a series at times between its months, in a straight line; 0 before month 0."""
    last = len(held) - 1
    inside = np.clip(time, 0, last)
    shape = (inside.shape[0], *np.broadcast_shapes(held.shape[1:], inside.shape[1:]))
    inside = np.broadcast_to(inside, shape)
    table = np.broadcast_to(held, (len(held), *shape[1:]))
    low = np.floor(inside).astype(int)
    high = np.minimum(low + 1, last)
    start = np.take_along_axis(table, low, axis=0)
    return start + (np.take_along_axis(table, high, axis=0) - start) * (inside - low)


def _month(share: Series, yearly: Number) -> Series:
    return times(share, np.asarray(yearly) / MONTHS)


def times(series: Series, amount: Any) -> Series:
    """Return a series times a number or one a draw, shape (periods,) or (periods, draws)."""
    if np.ndim(amount) and np.ndim(series) == 1:
        return np.asarray(np.multiply.outer(series, amount))
    return np.asarray(series * amount)


def _total(parts: list[Series]) -> Series:
    most = max(part.ndim for part in parts)
    wide = [part if part.ndim == most else part[:, None] for part in parts]
    return np.asarray(sum(wide[1:], wide[0]))


def _column(series: Any) -> Any:
    return series[:, None] if series.ndim == 1 else series


def _squeezed(series: Any) -> Series:
    return np.asarray(series[:, 0] if series.shape[1] == 1 else series)
