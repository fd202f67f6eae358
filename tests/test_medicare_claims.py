"""What the lines of one claim do to each other, by hand, by a slow reference, and by law."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from medicare_by_hand import Place, book, claim_by_hand
from medicare_case import COLUMNS, amount, cent, claim, line, priced, tables

from practice_model.revenue.medicare import price_lines
from practice_model.revenue.physician_fees import fee_schedule

EYE = ["92134", "92133", "92083", "92250", "92235", "76512", "92136", "76519", "92285"]
SURGERY = ["67036", "66984", "66183", "15823", "67904", "68761", "67028", "66821", "67210"]
ENDOSCOPY = ["31231", "31237", "31255", "31256", "43235", "43239", "45378", "45385"]
IMAGING = ["70553", "71275", "70450", "93306", "93880", "76536", "72148"]
VISITS = ["99214", "92014", "99203"]


def facility(code: str, modifiers: str = "") -> dict[str, str]:
    return line(code, modifiers, "facility")


def test_procedures_are_paid_by_rank():
    # 67036 759.20 and 66984 462.60 in a facility, national 2026
    assert claim(facility("66984"), facility("67036")) == [231.30, 759.20]


def test_the_rank_is_by_fee_after_both_sides():
    # 66982 630.61 is above one 66984 (462.60) and below both sides of it (693.90)
    assert claim(facility("66982"), facility("66984", "50")) == [315.31, 693.90]
    assert claim(facility("66982"), facility("66984", "RT")) == [630.61, 231.30]


def test_the_sixth_procedure_is_priced_by_report():
    codes = ["67036", "66984", "66183", "15823", "67904", "66821"]
    made = priced(*(facility(code) | {"claim_id": "c"} for code in codes))
    assert made["status"].tolist() == ["priced"] * 5 + ["carrier_priced"]


def test_two_lines_for_the_two_sides_are_150_percent_together():
    assert sorted(claim(facility("66984", "RT"), facility("66984", "LT"))) == [231.30, 462.60]
    vitrectomy = amount("67036", "", "facility")
    made = claim(facility("66984", "RT"), facility("66984", "LT"), facility("67036"))
    assert sum(made) == pytest.approx(vitrectomy + 693.90 / 2, abs=0.005)


def test_a_test_of_both_eyes_told_on_two_lines_is_paid_once():
    lines = [line("92134", "RT") | {"claim_id": "c"}, line("92134", "LT") | {"claim_id": "c"}]
    made = priced(*lines)
    assert sorted(made["status"]) == ["packaged", "priced"]
    assert made["allowed_amount"].sum() == 32.73


def test_a_test_of_each_eye_is_paid_for_each_and_the_pair_ranks_once():
    # 76512, indicator 3; its technical part is above that of 92134
    single = amount("76512")
    assert claim(line("76512", "RT"), line("76512", "LT")) == [single, single]


def test_only_the_lower_technical_part_of_eye_tests_is_cut():
    # 2025: 92083 and 92133; 20 percent of 13.91 is 2.78
    made = claim(*(line(code, service_date="2025-05-05") for code in ("92083", "92133")))
    assert made == [61.13, 26.98]


def test_a_professional_component_is_never_cut_and_cuts_nothing():
    assert claim(line("92083", "26"), line("92133")) == [amount("92083", "26"), amount("92133")]


def test_tests_are_ranked_by_technical_part_not_by_fee():
    rows = book("RVU26C")
    high = max(EYE, key=lambda code: rows[(code, "TC")]["nonfac_pe_rvu"])
    made = claim(*(line(code) for code in EYE))
    assert made[EYE.index(high)] == amount(high)
    assert sum(paid < amount(code) for paid, code in zip(made, EYE, strict=True)) == len(EYE) - 1


def test_endoscopies_of_a_family_pay_the_base_once():
    # RVU26C, facility, national: 31231 54.78, 31237 138.28, 31255 273.22
    made = priced(*(facility(code) | {"claim_id": "c"} for code in ("31237", "31231", "31255")))
    assert made["status"].tolist() == ["priced", "packaged", "priced"]
    top, base = amount("31255", "", "facility"), amount("31231", "", "facility")
    other = amount("31237", "", "facility")
    assert made["allowed_amount"].sum() == pytest.approx(top + other - base, abs=0.005)


def test_a_family_ranks_once_under_another_procedure():
    family = claim(facility("31237"), facility("31255"))
    made = claim(facility("31237"), facility("31255"), facility("67036"))
    assert made[2] == amount("67036", "", "facility")
    assert made[:2] == [float(cent(each / 2)) for each in family]


def test_imaging_loses_half_its_technical_and_a_twentieth_of_its_professional_part():
    high, low = amount("70553"), amount("71275", "26")
    technical, cap = amount("71275", "TC"), 5.34 + 0.03
    cut = cent(amount_before_cap("71275") / 2)
    assert technical == float(cent(cap * 33.4009))  # the hospital cap binds on the whole part
    assert claim(line("70553"), line("71275")) == [
        high,
        pytest.approx(low - float(cent(low * 0.05)) + float(cut), abs=0.015),
    ]


def amount_before_cap(code: str) -> float:
    row = book("RVU26C")[(code, "TC")]
    return float(cent((row["nonfac_pe_rvu"] + row["mp_rvu"]) * 33.4009))


def test_the_hospital_cap_holds_the_technical_part_of_imaging():
    rows = book("RVU26C")
    bound = [
        code
        for (code, mod), row in rows.items()
        if mod == "TC" and 0 < row["opps_nonfac_pe_amt"] < row["nonfac_pe_rvu"]
    ]
    assert len(bound) == 29
    for code in bound[:5]:
        row = rows[(code, "TC")]
        capped = float(cent((row["opps_nonfac_pe_amt"] + row["opps_mp_amt"]) * 33.4009))
        assert amount(code, "TC") == capped
        assert amount(code) == pytest.approx(amount(code, "26") + capped, abs=0.011)


def test_every_therapy_unit_after_the_highest_loses_half_its_practice_expense():
    # 97110: work .45, practice expense .41, malpractice .01; 97140 is below it
    full, cut = cent(0.87 * 33.4009), cent((0.45 + 0.205 + 0.01) * 33.4009)
    made = claim(line("97110", units="3"), line("97140"))
    assert made[0] == float(full + 2 * cut)
    assert made[1] < amount("97140")
    assert amount("97110", units="2") == float(full + cut)


def test_tests_that_exist_only_as_a_whole_are_cut_by_their_technical_code():
    # 93000 = 93005 + 93010; 93306 is above it
    cut = cent(amount("93005") * 0.25)
    assert claim(line("93306"), line("93000"))[1] == float(cent(amount("93000")) - cut)


def test_a_status_t_service_gives_way_to_anything_else_of_the_day():
    made = priced(*(line(code) | {"claim_id": "c"} for code in ("G0117", "99214")))
    assert made["status"].tolist() == ["packaged", "priced"]
    assert amount("G0117") > 0


def test_assistants_rank_among_themselves():
    surgeon, assistant = amount("67036", "", "facility"), amount("67036", "80", "facility")
    assert claim(facility("67036"), facility("67036", "80")) == [surgeon, assistant]


def test_a_procedure_priced_by_report_is_told_beside_the_ranks():
    made = priced(
        *(each | {"claim_id": "c"} for each in (facility("67036", "22"), facility("66984")))
    )
    assert made["status"].tolist() == ["carrier_priced", "priced"]
    assert "ranks may change" in made["basis"].iloc[1]


def test_other_days_other_claims_and_lines_without_a_claim_stay_alone():
    other_day = facility("66984") | {"claim_id": "c", "service_date": "2026-02-04"}
    lines = [
        facility("67036") | {"claim_id": "c"},
        other_day,
        facility("66984") | {"claim_id": "d"},
        facility("66984"),
        facility("67036"),
    ]
    assert priced(*lines)["allowed_amount"].tolist() == [759.20, 462.60, 462.60, 462.60, 759.20]


def test_surgery_center_and_physician_lines_of_a_claim_do_not_touch():
    made = claim(facility("66984"), line("66984", "", "asc"), facility("67036"))
    assert made == [231.30, 1255.73, 759.20]


def test_the_proposed_same_day_cut_halves_all_but_the_highest():
    # 99214 135.61 and 67028 114.23 in the office at 2026 fees: 249.84 becomes 192.73
    lines = (line("99214", "25"), line("67028"))
    assert sum(claim(*lines, proposed="2027", same_day_cut="visits")) == pytest.approx(192.73)
    assert sum(claim(*lines)) == pytest.approx(249.84)
    eye = (line("92014", "25"), line("67028"))
    assert claim(*eye, proposed="2027", same_day_cut="visits") == claim(*eye)
    both = claim(*eye, proposed="2027", same_day_cut="visits and eye codes")
    assert both == [127.26, float(cent(114.23 / 2))]


def test_the_cut_needs_modifier_25_and_a_procedure_with_global_days():
    for lines in ((line("99214"), line("67028")), (line("99214", "25"), line("92134"))):
        assert claim(*lines, proposed="2027", same_day_cut="visits") == claim(*lines)


def test_a_procedure_cut_by_its_rank_is_not_cut_again_by_the_visit():
    # 67028 114.23 is second to 67210, whose fee is above that of the visit
    lines = (line("99213", "25"), line("67210"), line("67028"))
    laser, injection = amount("67210"), float(cent(114.23 / 2))
    made = claim(*lines, proposed="2027", same_day_cut="visits")
    assert made == [float(cent(amount("99213") / 2)), laser, injection]


def test_lines_of_one_code_with_other_units_do_not_depend_on_their_order():
    one, three = (line("45378", "59", "facility", units=units) for units in ("1", "3"))
    assert claim(one, three) == claim(three, one)[::-1]


def test_of_two_procedures_with_one_fee_the_code_decides_which_is_first():
    fees = fee_schedule(tables(), release="RVU26C", locality="national", factor=33.4009)
    fees = fees[(fees["mult_proc"] == "2") & (fees["bilat_surg"] == "0")]
    twins = fees.groupby("facility_cents").filter(lambda some: len(some) == 2)
    twins = twins.sort_values(["facility_cents", "hcpcs"]).iloc[-2:]
    low, high = twins.index.get_level_values("hcpcs")
    cells = {"setting": "facility", "service_date": "2026-08-03"}
    one, two = line(low, **cells), line(high, **cells)
    whole = twins["facility_cents"].iloc[0] / 100
    assert claim(one, two) == claim(two, one)[::-1] == [whole, float(cent(whole / 2))]


def lines_of(
    codes: list[str], modifiers: list[str], most: int = 7
) -> st.SearchStrategy[list[tuple[str, str]]]:
    pairs = st.tuples(st.sampled_from(codes), st.sampled_from(modifiers))
    return st.lists(pairs, min_size=1, max_size=most, unique_by=lambda pair: pair[0])


def holds(code: str, modifiers: str, site: str) -> bool:
    mod = next((each for each in ("26", "TC") if each in modifiers.split()), "")
    row = book("RVU26C").get((code, mod))
    if row is None or row["status"] != "A":
        return False
    if site == "office" and row["nonfac_na"] == "NA":
        return False
    return modifiers not in ("54", "55") or row["intra_op"] > 0


ATLANTA = ("1.003", "1.016", "1.201")


CLAIMS = st.one_of(
    lines_of([*EYE, *VISITS], ["", "26", "TC", "50"]),
    lines_of([*SURGERY, *VISITS], ["", "50", "54", "55"], most=5),
    lines_of([*ENDOSCOPY, "67036"], ["", "50"], most=5),
    lines_of([*IMAGING, *EYE], ["", "26", "TC"]),
)


@settings(max_examples=8, deadline=None, phases=(Phase.generate,))
@given(st.lists(st.tuples(CLAIMS, st.sampled_from(["office", "facility"])), min_size=25))
def test_claims_agree_with_a_slow_reference_in_decimals(claims):
    lines, expected = [], []
    for number, (pairs, site) in enumerate(claims):
        some = [pair for pair in pairs if holds(*pair, site) and not _capped(*pair)]
        cells = {"locality": "10212-01", "service_date": "2026-08-03", "claim_id": f"c{number}"}
        lines += [line(code, mods, site, **cells) for code, mods in some]
        expected += claim_by_hand(some, Place("RVU26C", site, ATLANTA, "33.4009"))
    made = price_lines(tables(), pd.DataFrame(lines, columns=COLUMNS))["allowed_amount"].fillna(0)
    assert made.tolist() == [float(each) for each in expected]


def _capped(code: str, modifiers: str) -> bool:
    row = book("RVU26C").get((code, "TC"))
    return row is not None and 0 < row["opps_nonfac_pe_amt"] < row["nonfac_pe_rvu"]


ODD = ["97110", "97140", "G0117", "J0178", "99999", "66987"]
MODIFIERS = ["", "RT", "LT", "50", "26", "TC", "51", "59", "78", "80", "25", "54", "22", "ZZ"]
WILD = st.fixed_dictionaries(
    {
        "hcpcs": st.sampled_from([*EYE, *SURGERY, *ENDOSCOPY, *IMAGING, *VISITS, *ODD]),
        "modifiers": st.sampled_from(MODIFIERS),
        "setting": st.sampled_from(["office", "facility", "asc", "hopd"]),
        "units": st.sampled_from(["1", "1", "2", "3"]),
    }
)


@settings(max_examples=8, deadline=None, phases=(Phase.generate,))
@given(
    st.lists(st.lists(WILD, min_size=2, max_size=8), min_size=20),
    st.randoms(use_true_random=False),
)
def test_the_order_of_a_claims_lines_never_changes_its_amounts(claims, random):
    lines = []
    for number, cells in enumerate(claims):
        lines += [line("") | cell | {"claim_id": f"c{number}"} for cell in cells]
    shuffled = random.sample(lines, len(lines))
    made = [_counted(some) for some in (lines, shuffled)]
    assert made[0] == made[1]


def _counted(lines: list[dict[str, str]]) -> list[tuple[str, ...]]:
    given = pd.DataFrame(lines, columns=COLUMNS)
    made = price_lines(tables(), given)
    assert (made["allowed_amount"].dropna() > 0).all()
    assert (made["allowed_amount"].isna() == (made["status"] != "priced")).all()
    told = zip(given["claim_id"], made["status"], made["allowed_amount"].astype(str), strict=True)
    return sorted(told)


def test_a_cent_of_a_pair_is_never_lost():
    # an odd fee: 150 percent of it is rounded once, the two lines share it
    odd = next(code for code in SURGERY if round(amount(code, "", "facility") * 100) % 2)
    together = claim(facility(odd, "RT"), facility(odd, "LT"))
    assert Decimal(str(sum(together))).quantize(Decimal("0.01")) == cent(
        amount(odd, "50", "facility")
    )
