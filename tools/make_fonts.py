"""Write the fonts of the book and of its figures from the packages that their authors publish.

    python -m tools.make_fonts FOLDER

FOLDER holds the unpacked npm packages `@fontsource-variable/source-sans-3`,
`@fontsource-variable/source-code-pro`, `@fontsource/source-sans-3` and `@fontsource/stix-two-math`,
each in a folder of that name. The pages get woff2 files (brotli, which only this script needs);
matplotlib gets one TrueType file, with some signs of its own DejaVu Sans. The fonts are under the
SIL Open Font License 1.1, DejaVu Sans is free under its own.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from matplotlib.font_manager import findfont

from tools.address import ROOT

PAGES = ROOT / "book" / "assets" / "fonts"
FIGURES = ROOT / "coursekit" / "fonts"
SANS, CODE = "@fontsource-variable/source-sans-3", "@fontsource-variable/source-code-pro"
#: What the pages take as it is: text upright and italic, code, and their Greek.
TAKEN = {
    "source-sans-3-latin": f"{SANS}/files/source-sans-3-latin-wght-normal",
    "source-sans-3-latin-italic": f"{SANS}/files/source-sans-3-latin-wght-italic",
    "source-sans-3-greek": f"{SANS}/files/source-sans-3-greek-wght-normal",
    "source-code-pro-latin": f"{CODE}/files/source-code-pro-latin-wght-normal",
    "source-code-pro-greek": f"{CODE}/files/source-code-pro-greek-wght-normal",
}
#: The characters of formulas, and signs that the font of the text lacks.
MATHEMATICS = """
    20-7E A0-FF 391-3C9 3D1 3D5 3F1 3F5 2010-2026 2032 2033 203E 2044 2061-2064 20D7 2102 210E 210F
    2113 2115 211D 2124 2190-2195 21A6 21C4 21D0 21D2 21D4 2200-222F 2243 2245 2248 2260-2265 226A
    226B 2282 2283 2286 2287 2295 2297 2299 22A4 22A5 22C5 22EE 22EF 22F1 2308-230B 23B5 25A0 25CF
    2713 2717 27E8 27E9 1D400-1D467 1D53C 1D6E2-1D71B 2016
"""
#: Signs of the figures that the font of the text lacks; matplotlib's own font has them.
SIGNS = "2190-2195 21C4 21D2 2202 2207 2208 2211-2212 221A 221E 2248 2260 2264 2265 25CF 2713 2717"
#: A changed font may not keep the reserved name "Source" (condition 3 of its license).
NAMES = {1: "Course Sans", 2: "Regular", 3: "Course Sans", 4: "Course Sans", 6: "CourseSans"}
COPYRIGHT = {0, 13, 14}


def characters(ranges: str) -> list[int]:
    """Return the numbers that hexadecimal ranges such as "20-7E 391" stand for."""
    found: list[int] = []
    for part in ranges.split():
        first, _, last = part.partition("-")
        found += range(int(first, 16), int(last or first, 16) + 1)
    return found


def cut(font: TTFont, unicodes: Iterable[int], **options: Any) -> TTFont:
    """Leave only these characters in a font."""
    cutter = subset.Subsetter(subset.Options(**options))
    cutter.populate(unicodes=unicodes)
    cutter.subset(font)
    return font


def take(folder: Path) -> None:
    """Copy the files for text and code."""
    for name, source in TAKEN.items():
        shutil.copyfile(folder / f"{source}.woff2", PAGES / f"{name}.woff2")


def cut_mathematics(folder: Path) -> None:
    """Cut the font of the formulas down to what formulas use; its table MATH stays."""
    font = TTFont(folder / "@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2")
    features = ["ssty", "dtls", "flac", "rtlm"]
    cut(font, characters(MATHEMATICS), layout_features=features).save(PAGES / "stix-two-math.woff2")


def join_text(folder: Path) -> None:
    """Join Latin, Greek and signs into one TrueType file: matplotlib looks into one file a font."""
    files = folder / "@fontsource" / "source-sans-3" / "files"
    parts = []
    for script in ("latin", "greek"):
        font = TTFont(files / f"source-sans-3-{script}-400-normal.woff2")
        font.flavor = None
        parts.append(cut(font, font.getBestCmap(), layout_features=["kern"], hinting=False))
    signs = TTFont(findfont("DejaVu Sans"))
    cut(signs, characters(SIGNS), layout_features=[], hinting=False)
    known = parts[0].getBestCmap()
    cut(signs, [sign for sign in characters(SIGNS) if sign not in known], layout_features=[])
    scale_upem(signs, parts[0]["head"].unitsPerEm)
    parts.append(signs)
    with TemporaryDirectory() as work:
        paths = [Path(work, f"{i}.ttf") for i in range(len(parts))]
        for part, path in zip(parts, paths, strict=True):
            part.save(path)
        joined = Merger().merge([str(path) for path in paths])
    names = joined["name"]
    for number in {entry.nameID for entry in names.names} - COPYRIGHT:
        names.removeNames(nameID=number)
    for number, name in NAMES.items():
        names.setName(name, number, 3, 1, 0x409)
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
