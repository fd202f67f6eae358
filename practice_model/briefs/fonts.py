"""The typeface of the briefs: where the wheel keeps it, and a small copy for a web page.

Source Sans Pro, SIL Open Font License; its digits, `$`, `+` and U+2212 have one width.
"""

from base64 import b64encode
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import font_source_sans_pro
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FOLDER = Path(font_source_sans_pro.__file__).with_name("files")
FAMILY = "Source Sans Pro"
FACES = {"Regular": (400, "normal"), "Semibold": (600, "normal"), "It": (400, "italic")}
LETTERS = (*range(0x20, 0x7F), *range(0xA0, 0x180))  # Latin
SIGNS = (0x2010, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x202F, 0x2190,
         0x2191, 0x2192, 0x2193, 0x2212, 0x2248, 0x2264, 0x2265)  # fmt: skip


def face(name: str) -> bytes:
    """The bytes of one face of the wheel, as TrueType."""
    return (FOLDER / f"SourceSansPro-{name}.ttf").read_bytes()


@lru_cache
def embedded() -> str:
    """Return the `@font-face` rules of a page that carries its own Latin letters."""
    rules = []
    for name, (weight, style) in FACES.items():
        data = b64encode(_subset(face(name))).decode("ascii")
        rules.append(
            f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-style:{style};'
            f'src:url(data:font/woff;base64,{data}) format("woff")}}'
        )
    return "\n".join(rules)


def _subset(whole: bytes) -> bytes:
    font = TTFont(BytesIO(whole), recalcTimestamp=False)
    options = Options(layout_features=["kern"], hinting=False, recalc_timestamp=False)
    cutter = Subsetter(options)
    cutter.populate(unicodes=[*LETTERS, *SIGNS])
    cutter.subset(font)
    font.flavor = "woff"
    written = BytesIO()
    font.save(written)
    return written.getvalue()
