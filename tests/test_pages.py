"""How the written pages are made light: icons, pictures, and what the theme need not do."""

import re
import struct
from pathlib import Path

import pydata_sphinx_theme
import pytest
from fontTools.ttLib import TTFont

from sphinx_ext.icons import FONTS, THEME, cut_font, cut_style
from sphinx_ext.offline import THEME_SCRIPT, mend_script, size_images

RULES = (
    '.fa-bars:before,.fa-navicon:before{content:"\\f0c9"}'
    '.fa-cat:before{content:"\\f6be"}a{color:red}'
)
FACE = (
    '@font-face{src:url(../fonts/fa-solid-900.woff2) format("woff2"),url(x.ttf) format("truetype")}'
)


def test_only_used_icons_stay():
    style = cut_style(RULES + FACE, {"fa-navicon", "fa-solid"})
    assert "f0c9" in style and "f6be" not in style and "a{color:red}" in style
    assert 'src:url(../fonts/fa-solid-900.woff) format("woff")' in style


@pytest.mark.parametrize("style", [RULES, FACE])
def test_a_theme_that_writes_its_icons_otherwise_is_noticed(style):
    with pytest.raises(ValueError, match="not where they were"):
        cut_style(style, {"fa-bars"})


def test_a_cut_font_has_the_characters_asked_for(tmp_path):
    theirs, ours = THEME / FONTS / "fa-solid-900.ttf", tmp_path / "fa-solid-900.woff"
    cut_font(theirs, ours, {0xF0C9})
    assert set(TTFont(ours).getBestCmap()) == {0xF0C9}
    assert ours.stat().st_size < theirs.stat().st_size / 100


def test_pictures_have_sizes_and_wait(tmp_path):
    (tmp_path / "_images").mkdir()
    header = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 640, 480)
    (tmp_path / "_images" / "a.png").write_bytes(header)
    sized = '<img width="640" height="480" loading="lazy" '
    for tag in ('alt="A." src="_images/a.png"', 'src="_images/a.png" style="width: 9px;" /'):
        assert size_images(f"<p><img {tag}></p>", tmp_path) == f"<p>{sized}{tag}></p>"
    lazy = '<img loading="lazy" src="_images/a.png">'
    assert size_images(lazy, tmp_path) == lazy.replace("<img ", '<img width="640" height="480" ')
    for other in ('<img src="_static/logo.svg">', '<img src="data:image/png;base64,AA">'):
        assert size_images(other, tmp_path) == other


def test_the_theme_measures_nothing_box_by_box():
    theme = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static"
    theirs = (theme / THEME_SCRIPT).read_text("utf-8")
    ours = mend_script(theirs)
    assert "scrollWidth" in theirs and "scrollWidth" not in ours and len(ours) > 15_000
    with pytest.raises(ValueError, match="measures elsewhere"):
        mend_script(ours)


def test_no_rule_makes_every_change_cost_the_whole_page():
    """`:has` on an element that holds all others is asked again after every change in them."""
    for path in sorted((Path(__file__).parents[1] / "book/assets").rglob("*.css")):
        text = path.read_text("utf-8")
        assert not re.findall(
            r"(?:html|body|:root|\.bd-article|\.bd-main)[\w.#-]*:(?:not\()?:?has", text
        )
