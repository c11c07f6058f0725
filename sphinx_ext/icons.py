"""Serves the icons that the pages show, and no others.

The theme brings all of Font Awesome: 270 kB of fonts and 64 kB of rules for some 1,900 icons, of
which the book shows about twenty. When the pages are written, the rules of the others are taken
out, and the fonts are cut to what is left.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pydata_sphinx_theme
from fontTools import subset
from fontTools.ttLib import TTFont
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from sphinx_ext.offline import OTHERS

THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
STYLE = Path("styles") / "pydata-sphinx-theme.css"
SCRIPT = Path("scripts") / "pydata-sphinx-theme.js"
FONTS = Path("vendor") / "fontawesome" / "webfonts"
NAME = re.compile(r"\bfa-[\w-]+")
RULE = re.compile(r'((?:\.fa-[\w-]+:before,?)+)\{content:"[^"]*"\}')
CHARACTER = re.compile(r"\\([ef][0-9a-f]{3})\b")
SOURCES = re.compile(
    r'url\(([^)]*/fa-[\w-]+)\.woff2\) format\("woff2"\),url\([^)]*\.ttf\) format\("truetype"\)'
)

logging.getLogger("fontTools.subset").setLevel(logging.WARNING)  # it tells every step


def cut_style(style: str, used: set[str]) -> str:
    """Return the theme's style with the rules of the used icons only, and with the fonts below.

    Raises
    ------
    ValueError
        If the rules are not written as they were: the theme has changed.
    """
    if not RULE.search(style) or not SOURCES.search(style):
        raise ValueError(f"the icons of {STYLE} are not where they were; correct {__name__}")
    style = RULE.sub(lambda rule: rule[0] if used & set(NAME.findall(rule[1])) else "", style)
    return SOURCES.sub(r'url(\1.woff) format("woff")', style)


def cut_font(theirs: Path, ours: Path, characters: set[int]) -> None:
    """Write a font with some characters only, as WOFF, which needs no library to be packed."""
    font = TTFont(theirs)
    cut = subset.Subsetter()
    cut.populate(unicodes=characters)
    cut.subset(font)
    font.flavor = "woff"
    font.save(ours)


def cut_icons(app: Sphinx, error: Exception | None) -> None:
    """Replace the theme's style and fonts among the written files."""
    if error or app.builder.format != "html":
        return
    output = Path(app.outdir)
    static = output / "_static"
    pages = [p for p in output.rglob("*.html") if p.relative_to(output).parts[0] not in OTHERS]
    used = {name for p in [*pages, THEME / SCRIPT] for name in NAME.findall(p.read_text("utf-8"))}
    try:
        style = cut_style((THEME / STYLE).read_text("utf-8"), used)
    except ValueError as problem:
        raise ExtensionError(str(problem)) from None
    (static / STYLE).write_text(style, "utf-8")
    others = [p.read_text("utf-8") for p in static.rglob("*.css") if p != static / STYLE]
    characters = {int(code, 16) for text in [style, *others] for code in CHARACTER.findall(text)}
    for path in (static / FONTS).glob("*"):
        path.unlink()
    for path in (THEME / FONTS).glob("*.ttf"):
        cut_font(path, static / FONTS / f"{path.stem}.woff", characters)


def setup(app: Sphinx) -> dict[str, bool | str]:
    """Connect to Sphinx, after the pages are mended."""
    app.connect("build-finished", cut_icons, priority=915)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
