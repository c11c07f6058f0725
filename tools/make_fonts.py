"""Write the fonts of the book and of its figures from the packages that their authors publish.

    python -m tools.make_fonts FOLDER

FOLDER holds the unpacked npm packages `@fontsource-variable/source-sans-3`,
`@fontsource-variable/source-code-pro`, `@fontsource/source-sans-3` and `@fontsource/stix-two-math`,
each in a folder of that name. The pages get woff2 files (with brotli, which only this script needs),
matplotlib gets TrueType. All are under the SIL Open Font License 1.1.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

from tools.address import ROOT

PAGES = ROOT / "book" / "assets" / "fonts"
FIGURES = ROOT / "coursekit" / "fonts"
#: What the pages take as it is: text upright and italic, code, and their Greek.
TAKEN = {
    "source-sans-3-latin.woff2": "@fontsource-variable/source-sans-3/files/{}-latin-wght-normal",
    "source-sans-3-latin-italic.woff2": "@fontsource-variable/source-sans-3/files/{}-latin-wght-italic",
    "source-sans-3-greek.woff2": "@fontsource-variable/source-sans-3/files/{}-greek-wght-normal",
    "source-code-pro-latin.woff2": "@fontsource-variable/source-code-pro/files/{}-latin-wght-normal",
    "source-code-pro-greek.woff2": "@fontsource-variable/source-code-pro/files/{}-greek-wght-normal",
}  # fmt: skip
#: The characters of formulas, and signs that the text uses and the text's font lacks.
MATHEMATICS = (
    *range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x391, 0x3CA), 0x3D1, 0x3D5, 0x3F1, 0x3F5,
    *range(0x2010, 0x2027), 0x2032, 0x2033, 0x2044, *range(0x2061, 0x2065), 0x20D7, 0x2102, 0x210E,
    0x210F, 0x2113, 0x2115, 0x211D, 0x2124, *range(0x2190, 0x2196), 0x21A6, 0x21C4, 0x21D0, 0x21D2, 0x21D4,
    *range(0x2200, 0x2230), 0x2243, 0x2245, 0x2248, *range(0x2260, 0x2266), 0x226A, 0x226B, 0x2282, 0x2283,
    0x2286, 0x2287, 0x2295, 0x2297, 0x2299, 0x22A4, 0x22A5, 0x22C5, 0x22EE, 0x22EF, 0x22F1,
    *range(0x2308, 0x230C), 0x23B5, 0x27E8, 0x27E9, *range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C),
    0x1D53C, *range(0x1D400, 0x1D434), 0x25A0, 0x25CF, 0x2713, 0x2717, 0x203E, 0x2223, 0x2225, 0x2016,
)  # fmt: skip


#: A changed font may not keep the reserved name "Source" (condition 3 of its license).
NAMES = {
    1: "Course Sans",
    2: "Regular",
    3: "Course Sans",
    4: "Course Sans",
    6: "CourseSans-Regular",
}
COPYRIGHT = {0, 13, 14}


def take(folder: Path) -> None:
    """Copy the files for text and code."""
    for name, source in TAKEN.items():
        family = name.rsplit("-latin")[0].rsplit("-greek")[0]
        PAGES.joinpath(name).write_bytes((folder / f"{source.format(family)}.woff2").read_bytes())


def cut_mathematics(folder: Path) -> None:
    """Cut the font of the formulas down to what formulas use; its table MATH stays."""
    font = TTFont(folder / "@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2")
    options = subset.Options(flavor="woff2", layout_features=["ssty", "dtls", "flac", "rtlm"])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=MATHEMATICS)
    cutter.subset(font)
    font.flavor = "woff2"
    font.save(PAGES / "stix-two-math.woff2")


def join_text(folder: Path) -> None:
    """Join Latin and Greek into one TrueType file; matplotlib looks into one file per font."""
    parts = []
    for script in ("latin", "greek"):
        font = TTFont(
            folder / f"@fontsource/source-sans-3/files/source-sans-3-{script}-400-normal.woff2"
        )
        font.flavor = None
        options = subset.Options(layout_features=["kern"], hinting=False, notdef_outline=True)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=font.getBestCmap())
        cutter.subset(font)
        parts.append(FIGURES / f"{script}.ttf")
        font.save(parts[-1])
    joined = Merger().merge([str(part) for part in parts])
    for part in parts:
        part.unlink()
    for entry in list(joined["name"].names):
        if entry.nameID in NAMES:
            joined["name"].setName(NAMES[entry.nameID], entry.nameID, 3, 1, 0x409)
        elif entry.nameID not in COPYRIGHT:
            joined["name"].removeNames(nameID=entry.nameID)
    joined["OS/2"].usWeightClass = 400
    joined.save(FIGURES / "course-sans.ttf")


def main() -> None:
    """Write all files."""
    folder = Path(sys.argv[1])
    for target in (PAGES, FIGURES):
        target.mkdir(parents=True, exist_ok=True)
    take(folder)
    cut_mathematics(folder)
    join_text(folder)
    for path in sorted([*PAGES.iterdir(), *FIGURES.iterdir()]):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
