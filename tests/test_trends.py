"""Months per working day, their trend and season with honest ranges, and what is too little."""

import warnings
from datetime import date

import numpy as np
import pandas as pd
import pytest

from practice_model.revenue import season_fit
from practice_model.revenue.trends import outlook, season, trend
from practice_model.revenue.working_days import Monthly, monthly, working_days

SEASON = 0.1 * np.sin(np.arange(12) * 2 * np.pi / 12)
SEEDS = 100


def months(count, *, growth=0.03, size=0.0, correlation=0.0, seed=1, wave=SEASON) -> Monthly:
    """Made-up months from January 2022: growth a year, a season, errors that may hang together."""
    rng = np.random.default_rng(seed)
    error = np.zeros(count)
    error[0] = rng.normal() / np.sqrt(1 - correlation**2)
    for at in range(1, count):
        error[at] = correlation * error[at - 1] + rng.normal()
    line = np.log1p(growth) / 12 * np.arange(count) + wave[np.arange(count) % 12]
    index = pd.date_range("2022-01-01", periods=count, freq="MS")
    per_day = 30_000 * np.exp(line + size * error)
    table = {"amount": per_day * 21, "working_days": 21, "per_day": per_day}
    return Monthly(pd.DataFrame(table, index=index), ())


def without(series: Monthly, *places: int) -> Monthly:
    table = series.table.copy()
    table.iloc[list(places), [0, 2]] = np.nan
    return Monthly(table, series.told)


def dated(first: str, last: str) -> pd.Series:
    return pd.Series(pd.bdate_range(first, last))


# months -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("month", "days"), [("2025-01", 21), ("2025-02", 19), ("2025-11", 18),
                                             ("2025-12", 22), ("2026-07", 22)])  # fmt: skip
def test_working_days_are_weekdays_less_federal_holidays(month, days):
    whole = pd.Period(month)
    assert working_days(whole.start_time.date(), whole.end_time.date()) == days


def test_a_month_is_told_per_working_day_and_every_month_is_there_once():
    days = dated("2025-01-02", "2025-03-31")
    made = monthly(days, pd.Series(100.0, index=days.index))
    assert made.table.index.freqstr == "MS"
    assert made.table["amount"].tolist() == [2_200.0, 2_000.0, 2_100.0]
    assert made.table["working_days"].tolist() == [21, 19, 21]
    assert made.table["per_day"].iloc[1] == 2_000 / 19
    assert made.told == ()


def test_lines_are_counted_where_no_amount_is_given():
    assert monthly(dated("2025-01-02", "2025-01-31")).table["amount"].tolist() == [22.0]


def test_a_last_month_that_is_cut_is_left_out_and_told():
    made = monthly(dated("2025-01-02", "2025-03-24"))
    assert made.table.index.strftime("%Y-%m").tolist() == ["2025-01", "2025-02"]
    assert made.told == ("Mar 2025 is left out: the data end on 2025-03-24",)


def test_a_first_month_that_is_cut_is_left_out_and_told():
    made = monthly(dated("2025-01-13", "2025-03-31"))
    assert len(made.table) == 2
    assert made.told == ("Jan 2025 is left out: the data begin on 2025-01-13",)


def test_a_practice_that_works_on_mondays_has_whole_months():
    made = monthly(pd.Series(pd.date_range("2025-01-06", "2025-03-31", freq="W-MON")))
    assert len(made.table) == 3
    assert made.told == ()


def test_the_user_may_say_up_to_which_day_the_data_are_complete():
    days = dated("2025-01-02", "2025-03-31")
    assert len(monthly(days, through=date(2025, 3, 14)).table) == 2
    early = dated("2025-01-02", "2025-03-21")
    assert len(monthly(early, through=date(2025, 3, 31)).table) == 3


def test_some_lines_of_the_data_have_whole_months_where_all_lines_have():
    some = dated("2025-01-02", "2025-03-10")
    assert len(monthly(some).table) == 2
    assert len(monthly(some, window=dated("2025-01-02", "2025-03-31")).table) == 3


def test_a_month_without_lines_has_no_figure_and_is_told():
    days = pd.concat([dated("2025-01-02", "2025-01-31"), dated("2025-03-03", "2025-04-30")])
    made = monthly(days.reset_index(drop=True))
    assert made.table["per_day"].isna().tolist() == [False, True, False, False]
    assert made.told == ("no figure for Feb 2025",)


def test_a_month_whose_lines_bring_nothing_is_no_month_of_zero_revenue():
    days = dated("2025-01-02", "2025-02-28")
    made = monthly(days, pd.Series(np.where(days.dt.month == 1, 50.0, 0.0)))
    assert made.table["amount"].isna().tolist() == [False, True]


def test_less_than_a_month_and_nothing_at_all_are_told():
    assert monthly(dated("2025-01-13", "2025-01-20")).told[-1] == "no month is whole"
    nothing = monthly(pd.Series([], dtype="datetime64[us]"))
    assert nothing.told == ("there is no line",)
    assert trend(nothing).verdict == "too few months"
    assert outlook(nothing).empty


def test_lines_that_cannot_be_summed_say_why():
    days = pd.Series(pd.to_datetime(["2025-01-02", None]))
    with pytest.raises(ValueError, match="1 lines have no date; 1 amounts are negative"):
        monthly(days, pd.Series([-1.0, 2.0]))


# trend and season ---------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [24, 36, 60])
def test_a_known_growth_and_season_come_out_as_they_were_put_in(count):
    told = trend(months(count))
    assert told.per_year == pytest.approx(0.03)
    assert told.verdict == "rising"
    assert told.seasonal
    assert told.season_clear
    ratio = season(months(count))["ratio"]
    assert ratio.to_numpy() == pytest.approx(np.exp(SEASON))
    assert ratio.index.tolist() == list(range(1, 13))


def test_a_season_is_not_taken_for_a_trend():
    told = trend(months(36, growth=0.0, size=0.01))
    assert told.verdict == "no clear trend"
    assert told.low < 0 < told.high


def test_falling_revenue_is_called_falling():
    assert trend(months(48, growth=-0.08, size=0.02)).verdict == "falling"


def test_a_series_that_never_moves_has_no_clear_trend_and_no_season():
    told = trend(months(36, growth=0.0, wave=np.zeros(12)))
    assert told.verdict == "no clear trend"
    assert not told.season_clear
    assert told.per_year == pytest.approx(0)


def test_chance_alone_is_seldom_called_a_season():
    made = [trend(months(36, size=0.05, seed=seed, wave=np.zeros(12))) for seed in range(60)]
    assert sum(told.season_clear for told in made) <= 9


def test_two_years_are_read_with_a_warning_and_three_without():
    assert "24 months are few" in trend(months(24, size=0.02)).note
    assert trend(months(36, size=0.02)).note == ""


@pytest.mark.parametrize("count", [6, 12, 14])
def test_a_year_is_too_little_to_tell_season_from_trend(count):
    told = trend(months(count, size=0.02))
    assert told.note == f"{count} months are too few to tell season from trend"
    assert (told.verdict, told.seasonal, told.per_year) == ("too few months", False, None)
    assert season(months(count)).empty
    assert outlook(months(count))["fitted"].isna().all()


@pytest.mark.parametrize(("count", "told"), [(0, "0 months are"), (1, "1 month is"),
                                             (5, "5 months are")])  # fmt: skip
def test_under_six_months_nothing_is_said(count, told):
    made = trend(months(count)) if count else trend(monthly(pd.Series([], dtype="datetime64[us]")))
    assert made.note.startswith(f"{told} too few to say anything of a trend")
    assert made.months == count


def test_up_to_two_years_only_months_of_both_are_compared_and_the_verdict_is_kept_back():
    told = trend(months(18, growth=0.05))
    assert told.per_year == pytest.approx(0.05)
    assert told.verdict == "too few months"
    assert "only the 6 months that stand in both years are compared" in told.note


def test_few_pairs_of_months_have_a_wide_range():
    few, more = trend(months(15, size=0.05)), trend(months(60, size=0.05))
    assert few.high - few.low > 3 * (more.high - more.low)


def test_a_gap_is_told_and_leaves_the_growth_right():
    told = trend(without(months(40), 5, 6, 17))
    assert told.per_year == pytest.approx(0.03)
    assert told.months == 37


def test_a_calendar_month_that_stands_once_keeps_season_and_trend_together():
    told = trend(without(months(26), 5))
    assert not told.seasonal
    assert "25 months are too few to tell season from trend" in told.note


# honest ranges ------------------------------------------------------------------------------------


@pytest.mark.parametrize("correlation", [0.0, 0.3])
def test_ranges_of_eighty_percent_hold_about_eighty_percent(correlation):
    """Over many made-up practices of three years, flat but for their season."""
    inside, held, alarms = 0, 0.0, 0
    for seed in range(SEEDS):
        full = months(42, growth=0.0, size=0.05, correlation=correlation, seed=seed)
        seen = Monthly(full.table.iloc[:36].asfreq("MS"), ())
        told = trend(seen)
        inside += told.low <= 0 <= told.high
        alarms += told.verdict != "no clear trend"
        coming = outlook(seen, 6).iloc[36:]
        actual = full.table["per_day"].iloc[36:]
        held += ((coming["low"] <= actual) & (actual <= coming["high"])).mean()
    assert 0.70 <= inside / SEEDS <= 0.92
    assert 0.74 <= held / SEEDS <= 0.87
    assert alarms / SEEDS <= 0.12


def test_errors_that_hang_together_widen_the_range():
    def width(told):
        return told.high - told.low

    alone = [width(trend(months(48, size=0.05, seed=seed))) for seed in range(20)]
    hanging = [
        width(trend(months(48, size=0.05, correlation=0.6, seed=seed))) for seed in range(20)
    ]
    assert np.mean(hanging) > 1.3 * np.mean(alone)


# looking ahead ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "ahead"), [(23, 0), (24, 6), (35, 6), (36, 12)])
def test_the_fewer_the_months_the_less_is_looked_ahead(count, ahead):
    made = outlook(months(count, size=0.02))
    assert len(made) == count + ahead
    assert made["coming"].sum() == ahead
    assert made.index.freqstr == "MS"


def test_a_coming_month_has_a_middle_in_its_range_and_money_by_its_own_working_days():
    made = outlook(months(36, size=0.02), 3).tail(3)
    assert (made["low"] < made["fitted"]).all()
    assert (made["fitted"] < made["high"]).all()
    assert made["actual"].isna().all()
    assert made["working_days"].tolist() == [21, 19, 21]
    assert made["amount"].tolist() == (made["fitted"] * made["working_days"]).round(2).tolist()


def test_a_coming_month_of_a_known_series_is_the_known_one():
    full = months(48)
    coming = outlook(Monthly(full.table.iloc[:36].asfreq("MS"), ())).tail(12)
    assert coming["fitted"].to_numpy() == pytest.approx(full.table["per_day"].iloc[36:].to_numpy())


# what goes wrong ----------------------------------------------------------------------------------


def test_a_warning_of_the_fit_is_told_in_words_and_nothing_is_made_of_it(monkeypatch):
    real = season_fit.OLS

    def warned(*given):
        warnings.warn("the covariance is singular.", RuntimeWarning, stacklevel=1)
        return real(*given)

    monkeypatch.setattr(season_fit, "OLS", warned)
    told = trend(months(36, size=0.02))
    assert "no trend could be fitted: the covariance is singular" in told.note
    assert (told.per_year, told.verdict, told.seasonal) == (None, "too few months", False)
    assert outlook(months(36))["fitted"].isna().all()


def test_effects_that_the_months_do_not_determine_are_refused():
    design = np.ones((5, 2))
    told = season_fit.fitted_line(np.zeros(5), design, range(5))
    assert told == "5 months do not determine 2 effects"
