"""Charts to draw in tests: an ordinary one, and those that are hard to set."""

from typing import Any


def row(label: str, value: float | None, text: str, *columns: str) -> dict[str, Any]:
    return {"label": label, "value": value, "text": text, "fact": "x", "columns": list(columns)}


def block(kind: str, rows: list[dict[str, Any]], total: dict[str, Any] | None, **data: Any) -> Any:
    from practice_model.briefs import charts

    made = {
        "id": f"a_{kind}",
        "kind": "chart",
        "chart": kind,
        "title": [{"text": "Net "}, {"text": "−$21k", "fact": "offer.change"}],
        "alt": [{"text": "Bars of the change a year by group."}],
        "data": {
            "head": "Change a year, $ thousand",
            "columns_head": "",
            "columns": [],
            "scale": 1000.0,
            "unit": "USD/year",
            "rows": rows,
            "total": total,
        }
        | data,
    }
    return made | {"texts": charts.texts(made)}


def ordinary() -> Any:
    rows = [
        row("Office visits", 41_230.0, "+41", "108.1", "118.3"),
        row("Diagnostic testing", 7_800.0, "+8", "102.9", "107.6"),
        row("Retina and drugs", 4_100.0, "+4", "105.0", "106.7"),
        row("Cataract surgery", -35_240.0, "−35", "132.0", "116.8"),
        row("Surgery center fees", -24_010.0, "−24", "133.1", "125.6"),
        row("Glaucoma surgery", -9_100.0, "−9", "123.9", "111.6"),
        row("Oculoplastics", -5_900.0, "−6", "118.6", "106.3"),
    ]
    total = row("All groups", -21_120.0, "−21", "117.2", "115.8")
    return block("waterfall", rows, total, columns_head="% of Medicare", columns=["Now", "Offer"])


def whole_dollars(*rows: dict[str, Any], total: dict[str, Any] | None = None) -> Any:
    return block("bars", list(rows), total, head="$ a year", scale=1.0)


def hard_ones() -> dict[str, Any]:
    """Charts by what is hard about them."""
    long = "New codes that fall to the default rate of an amendment of long ago"
    losses = [row(f"Group {name}", -900.0 * at, f"−{at}") for at, name in enumerate("abcdefghi", 1)]
    return {
        "only losses": block("waterfall", losses, row("All", -40_500.0, "−41")),
        "only gains": whole_dollars(
            row("Visits", 12.0, "+12"), row("Tests", 1_250_000.0, "+1,250,000")
        ),
        "one small row": whole_dollars(row("Visits", 3.0, "+3"), total=row("All", 3.0, "+3")),
        "nothing moves": whole_dollars(
            row("Visits", 0.0, "0"), row("Tests", 0.0, "0"), total=row("All", 0.0, "0")
        ),
        "long names": whole_dollars(
            row(long, -1_546.0, "−1,546"), row(f"{long}, twice", 29_781.0, "+29,781")
        ),
        "a missing figure": whole_dollars(
            row("Implants", None, "not priced"), row("Frozen year", 18_544.0, "+18,544"),
            row("Locality", -29_781.0, "−29,781"), total=row("All", -11_237.0, "−11,237"),
        ),
        "far from zero on one side": whole_dollars(
            row("Visits", 25.0, "+25"), row("Surgery", -2_400_000.0, "−2,400,000")
        ),
        "a wide head": block(
            "waterfall", [row("Visits", 9_000.0, "+9", "104.0", "109.7")], None,
            columns=["Now, of the frozen year", "Their offer, read as printed"],
            columns_head="% of Medicare at our own locality",
            head="Change a year on our mix of the last year, $ thousand",
        ),
    }  # fmt: skip
