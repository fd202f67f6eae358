"""What published hospital prices say of our cases: quartiles, savings, and what is no price.

Expected figures: docs/PRACTICE.md section 7.3, answer key F33.
"""

import numpy as np
import pandas as pd
import pytest
from answer_key import expected
from hypothesis import given
from hypothesis import strategies as st
from practice_tables_read import table

from practice_model.revenue.hospital_comparison import (
    by_hospital,
    left_out,
    posted,
    priced_as,
    saving,
    savings,
    why_left_out,
)


def prices():
    return table("local_hospital_prices.csv")


def price(amount, code="66984", hospital="one", flagged="", source="file, 2026-04-01"):
    return {
        "hospital": hospital, "hcpcs": code, "payer_name": "A", "plan_name": "B",
        "payer_class": "commercial", "price": amount, "left_out": flagged, "source": source,
    }  # fmt: skip


def own(**cases):
    """Cases by code, priced at the code itself; `c66984=3` is three cases."""
    made = pd.DataFrame({"cases": {code[1:]: float(n) for code, n in cases.items()}})
    return made.assign(priced_as=made.index)


def fees(now=1850.0, offer=1164.17, codes=("66984", "66982")):
    return pd.DataFrame({"now": now, "offer": offer}, index=list(codes))


def northquill():
    cases = own(c66984=130, c66982=12).assign(priced_as="66984")
    return savings(cases, fees(), prices(), "commercial").loc["66984"]


def test_the_answer_key_of_hospital_prices_is_found():
    row = northquill()
    found = {
        "n": row["n"], "lower_quartile": row["lower"], "median": row["median"],
        "upper_quartile": row["upper"], "saving_at_median": row["saving_now"],
        "saving_at_lower_quartile": row["saving_lower_now"],
        "saving_a_year_at_median": row["year_now"],
        "saving_a_year_at_lower_quartile": row["year_lower_now"],
        "saving_under_the_offer": row["saving_offer"],
        "hospital_over_our_medicare": row["median"] / 1_265.40,
    }  # fmt: skip
    for name, value in found.items():
        assert expected("F33", name).holds(value), name
    assert (row["codes"], row["cases"]) == ("66982, 66984", 142)


def test_the_saving_of_an_advantage_plan_leaves_the_copied_row_out():
    hospital = posted(prices(), "66984", "medicare_advantage")
    made = saving(1_265.40, 323, hospital, 1_265.40)
    assert (hospital.n, hospital.left_out, hospital.dated) == (10, 1, "2026-04-01")
    assert expected("F33", "advantage_median").holds(hospital.median)
    assert expected("F33", "advantage_saving").holds(made.saving)
    assert expected("F33", "advantage_saving_a_year").holds(made.a_year)
    rows = left_out(prices(), ["66984"], "medicare_advantage")
    assert rows["rows"].tolist() == [1]
    assert rows["label"].iloc[0].startswith("Prints this hospital's commercial figure")


@pytest.mark.parametrize(
    ("slug", "n", "middle"),
    [("wellstar-kennestone", 6, 6_852.76), ("emory-university-hospital", 8, 4_816.24)],
)
def test_each_hospital_stands_for_itself(slug, n, middle):
    made = by_hospital(prices(), "66984", "commercial")[slug]
    assert made.n == n
    assert made.median == pytest.approx(middle, abs=0.0051)


def test_a_placeholder_of_a_cent_is_counted_and_left_out():
    rows = pd.DataFrame([price(0.01), price(3_000.0), price(4_000.0)])
    assert why_left_out(rows).tolist() == ["a placeholder, no price", "", ""]
    made = posted(rows, "66984", "commercial")
    assert (made.n, made.left_out, made.median) == (2, 1, 3_500.0)


def test_a_code_with_flagged_rows_alone_has_no_price():
    rows = pd.DataFrame([price(3_000.0, flagged="odd")])
    assert posted(rows, "66984", "commercial") is None
    assert savings(own(c66984=3), fees(), rows, "commercial").empty


def test_an_unknown_class_is_refused():
    with pytest.raises(ValueError, match="'medicaid' is no class of plans"):
        posted(prices(), "66984", "medicaid")


def test_two_files_of_different_days_are_told_as_a_span():
    rows = pd.DataFrame([price(1.0), price(2.0, source="other, 2025-12-31")])
    assert posted(rows, "66984", "commercial").dated == "2025-12-31 to 2026-04-01"


# --- whose price a code without one takes

GROUPS = {"66984": "cataract", "66982": "cataract", "66170": "glaucoma_or",
          "67036": "vitrectomy", "67040": "vitrectomy", "67042": "vitrectomy"}  # fmt: skip
MEDICARE = {"66984": 1265.4, "66982": 1265.4, "66170": 1265.4,
            "67036": 2220.84, "67040": 2220.84, "67042": 2220.84}  # fmt: skip
PUBLISHED = ["66984", "67036", "67042"]


def test_a_code_takes_the_price_of_the_one_code_of_its_group_that_medicare_pays_alike():
    made = priced_as(GROUPS, MEDICARE, PUBLISHED, {})
    assert made == {"66984": "66984", "66982": "66984", "67036": "67036", "67042": "67042"}
    # 66170 is paid alike but of another group; for 67040 two codes would do, so none does


def test_what_the_scenario_says_goes_before_the_rule():
    made = priced_as(GROUPS, MEDICARE, PUBLISHED, {"67040": "67042", "66984": "66984"})
    assert made["67040"] == "67042"
    with pytest.raises(ValueError, match="without a hospital price: 99999"):
        priced_as(GROUPS, MEDICARE, PUBLISHED, {"67040": "99999"})


def test_a_code_that_medicare_does_not_pay_at_the_center_takes_no_other_price():
    assert priced_as({"66982": "cataract"} | GROUPS, {}, PUBLISHED, {}).keys() == set(PUBLISHED)


# --- properties


@given(
    st.lists(st.floats(1.0, 20_000.0), min_size=1, max_size=12),
    st.floats(1.0, 5_000.0),
    st.integers(1, 500),
    st.integers(1, 500),
)
def test_a_years_saving_is_cases_times_the_saving_of_a_case(amounts, fee, plain, complex_):
    rows = pd.DataFrame([price(amount) for amount in amounts])
    cases = own(c66984=plain, c66982=complex_).assign(priced_as="66984")
    made = savings(cases, fees(now=fee), rows, "commercial").loc["66984"]
    low, middle = np.percentile(amounts, [25, 50])
    assert made["saving_now"] == pytest.approx(middle - fee, abs=1e-6)
    assert made["year_now"] == pytest.approx((middle - fee) * (plain + complex_), abs=1e-3)
    assert made["saving_lower_now"] == pytest.approx(low - fee, abs=1e-6)
    assert made["saving_lower_now"] <= made["saving_now"] + 1e-9
    assert made["saving_now"] <= made["saving_upper_now"] + 1e-9


def test_two_codes_under_one_price_keep_their_own_fees():
    cases = own(c66984=3, c66982=1).assign(priced_as="66984")
    each = pd.DataFrame({"now": {"66984": 1_000.0, "66982": 2_000.0}})
    made = savings(cases, each, pd.DataFrame([price(3_000.0)]), "commercial").loc["66984"]
    assert made["fee_now"] == 1_250.0
    assert made["year_now"] == 3 * 2_000 + 1 * 1_000


def test_a_side_without_a_fee_has_no_saving_and_no_cases_have_no_row():
    each = fees(offer=np.nan)
    cases = own(c66984=2, c66982=0)
    made = savings(cases, each, pd.DataFrame([price(3_000.0)]), "commercial")
    assert np.isnan(made.loc["66984", "saving_offer"])
    assert list(made.index) == ["66984"]
