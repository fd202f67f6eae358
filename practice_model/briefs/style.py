"""Style: the colors, type sizes and faces that charts share with the pages.

Sizes are points of the figure as it is printed or shown; nothing is scaled afterwards. The faces
are registered from the font wheel by path, so that no font of the machine can stand in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from matplotlib import font_manager

from practice_model.briefs import fonts

COLORS: Mapping[str, str] = MappingProxyType(
    {
        "ink": "#1A2330",
        "ink2": "#465160",
        "ink3": "#66717E",
        "us": "#0B4A82",
        "us_mid": "#3A86C4",
        "us_tint": "#DDE9F4",
        "us_band": "#B9D3EA",
        "gain_1": "#EEF4FA",
        "gain_2": "#CFE1F1",
        "gain_3": "#9FC3E3",
        "them": "#9E5000",
        "them_tint": "#FBE9D3",
        "market": "#7B8794",
        "market_tint": "#DFE4E9",
        "loss": "#A81E2C",
        "loss_tint": "#F8E0E0",
        "rule": "#B8C1CB",
        "hair": "#E1E6EB",
        "wash": "#F4F6F8",
        "white": "#FFFFFF",
    }
)
"""Colors by meaning: `us` and `us_mid` better for us, `them` theirs, `loss` bad; gains deepen."""

REGULAR, SEMIBOLD = 400, 600
FACES = ("Regular", "It", "Semibold", "SemiboldIt")
PIXEL = 0.75  # points


@dataclass(frozen=True)
class Size:
    """How large a chart is drawn, in points: its width, its labels, its smallest type, a row."""

    width: float
    label: float
    small: float
    row: float
    side_columns: bool = True


SIZES: Mapping[str, Size] = MappingProxyType(
    {
        "print": Size(width=4.46 * 72, label=7.9, small=7.1, row=0.22 * 72),
        "desktop": Size(width=828 * PIXEL, label=15 * PIXEL, small=14.4 * PIXEL, row=27 * PIXEL),
        "phone": Size(
            width=358 * PIXEL,
            label=13 * PIXEL,
            small=12 * PIXEL,
            row=26 * PIXEL,
            side_columns=False,
        ),
    }
)
"""The desktop's type still has 12 pixels where its column narrows to 700 pixels."""


@lru_cache
def register_faces() -> None:
    """Make matplotlib know the faces of the wheel, once."""
    for face in FACES:
        font_manager.fontManager.addfont(str(fonts.FOLDER / f"SourceSansPro-{face}.ttf"))


def settings(salt: str) -> Any:
    """Return the drawing settings of one chart: its text stays text, its bytes repeat.

    The salt names the chart, so that two charts of a page share no id.
    """
    return {
        "font.family": fonts.FAMILY,
        "svg.fonttype": "none",
        "svg.hashsalt": salt,
        "text.parse_math": False,
        "axes.unicode_minus": True,
    }
