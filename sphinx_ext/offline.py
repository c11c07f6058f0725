"""Makes every page complete in itself.

The theme's pages are mended: scripts that a page does not need are taken out, and names that a
screen reader would read wrongly are put right. At the end every produced file is read, and the
build fails if a page would load anything from another host.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

#: Elements whose address is fetched when the page opens, with the attributes that hold it.
LOADING = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "iframe": ("src",),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "input": ("src",),
    "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
    "link": ("href",),
}
#: Links that a browser does not fetch.
NOT_FETCHED = {
    "canonical",
    "alternate",
    "license",
    "author",
    "search",
    "next",
    "prev",
    "index",
    "help",
}
OUTSIDE = re.compile(r"^\s*(?:https?:|wss?:)?//", re.IGNORECASE)
CSS_ADDRESS = re.compile(r"""(?:url\(\s*['"]?|@import\s+['"])([^'")\s]+)""", re.IGNORECASE)


# ---- mending -------------------------------------------------------------------------------------

#: Files that no page needs: the theme loads its icons as web fonts and, again, as 1.5 MB of script.
SURPLUS = ("scripts/fontawesome.js", "scripts/*.map", "styles/*.map", "*webpack-macros.html")
REDIRECT = re.compile(r'<meta http-equiv="Refresh" content="0; url=([^"]+)" />\s*')
OUR_PNG = re.compile(r'<img (?P<all>[^>]*src="(?P<path>[^":]*_images/[^"]+\.png)"[^>]*)>')
OTHERS = {"notebook", "python"}  # folders that the build puts beside the pages
MENDED = "<!-- mended -->\n"  # at the end of a page, since Sphinx writes changed pages only
MENDED_SCRIPT = "\n/* mended */\n"
EARLY_THEME = """{
      const { dataset } = document.documentElement;
      let mode = "auto";
      try { mode = localStorage.getItem("mode") || mode; } catch { /* storage is switched off */ }
      dataset.mode = mode;
      const dark = matchMedia("(prefers-color-scheme: dark)").matches;
      dataset.theme = mode !== "auto" ? mode : dark ? "dark" : "light";
    }"""


@dataclass(frozen=True)
class Mend:
    """A place in the theme's pages, what to put there, and which pages must have it."""

    what: str
    pattern: re.Pattern[str]
    replacement: str
    where: re.Pattern[str] = field(default=re.compile(""))  # by default every page


def text(theirs: str) -> re.Pattern[str]:
    """A pattern for this very text."""
    return re.compile(re.escape(theirs))


MENDS = (
    Mend(
        "the script with the theme's icons",
        re.compile(
            r"\s*<!-- So that users can add custom icons -->\s*"
            r"<script[^>]*fontawesome\.js[^>]*></script>"
        ),
        "",
    ),
    # With them one could search as one types on every page, which is off: 200 kB, before all else.
    Mend(
        "the scripts with which the search has begun on other pages than its own",
        re.compile(
            r'\s*<script src="[^"]*_static/searchtools\.js"></script>'
            r'\s*<script src="[^"]*_static/language_data\.js"></script>'
            r'\s*<script src="[^"]*searchindex\.js"></script>(?=\s*</head>)'
        ),
        "",
        where=re.compile(r"DOCUMENTATION_OPTIONS\.pagename = '(?!search')"),
    ),
    # The theme settles on light or dark only when all is loaded; a dark page would flash white.
    Mend(
        "the script that settles on light or dark",
        re.compile(
            r"document\.documentElement\.dataset\.mode = .*?dataset\.theme = [^;]*;", re.DOTALL
        ),
        EARLY_THEME,
    ),
    # What is spoken should agree with what is seen.
    Mend(
        "the label of a folded cell",
        text('<summary aria-label="Toggle hidden content">'),
        "<summary>",
        where=re.compile(r'<details class="hide '),
    ),
    Mend(
        "the left sidebar",
        text('<div id="pst-primary-sidebar" class='),
        '<div id="pst-primary-sidebar" role="complementary" aria-label="Book" class=',
    ),
    Mend(
        "the button of the left sidebar",
        text('title="Toggle primary sidebar"'),
        'title="Chapters" aria-label="Chapters"',
    ),
    Mend(
        "the button of the right sidebar",
        text('title="Toggle secondary sidebar"'),
        'title="On this page" aria-label="On this page"',
        where=re.compile(r'<div id="pst-secondary-sidebar"'),
    ),
)
THEME_SCRIPT = "scripts/pydata-sphinx-theme.js"
#: After every change of a page the theme measures and marks, box by box, all that scrolls: a second
#: on a phone. `site.js` marks what changed.
MEASURING = re.compile(
    r'\{const (\w)=\(\)=>\{document\.querySelectorAll\(\["pre",[^{}]*\{[^{}]*\}\)\}.*?,\1\(\)\}'
)


def mend(page: str) -> str:
    """Return the page without what it does not need and with names that can be read aloud.

    Raises
    ------
    ValueError
        If something that is to be mended is not there: the theme has changed.
    """
    if redirect := REDIRECT.fullmatch(page):
        return (
            '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
            f"<title>Opening the book</title>{redirect[0].strip()}</head>\n"
            f'<body><main><h1><a href="{redirect[1]}">Open the book</a></h1></main></body></html>\n'
            + MENDED
        )
    for part in MENDS:
        needed = part.where.search(page)
        page, count = part.pattern.subn(lambda _, part=part: part.replacement, page)
        if needed and not count:
            raise ValueError(f"{part.what} is not where it was; correct MENDS in {__name__}")
    return page + MENDED


def mend_script(script: str) -> str:
    """Return the theme's script without what it does that `site.js` does.

    Raises
    ------
    ValueError
        If that is not there: the theme has changed.
    """
    script, count = MEASURING.subn("{}", script)
    if count != 1:
        raise ValueError(f"it measures elsewhere what scrolls; correct MEASURING in {__name__}")
    return script


def size_images(page: str, folder: Path) -> str:
    """Give the pictures of a page in a folder their sizes, and let them come when they are near.

    Where the size is known, nothing moves when a picture arrives.
    """

    def sized(image: re.Match[str]) -> str:
        with (folder / image["path"]).open("rb") as file:
            width, height = struct.unpack(">II", file.read(24)[16:])
        lazy = "" if "loading=" in image["all"] else 'loading="lazy" '
        return f'<img width="{width}" height="{height}" {lazy}{image["all"]}>'

    return OUR_PNG.sub(sized, page)


def mend_pages(app: Sphinx, error: Exception | None) -> None:
    """Mend every page that was written, and take out the files that none of them needs."""
    if error or app.builder.format != "html":
        return
    output = Path(app.outdir)
    for pattern in SURPLUS:
        for path in (output / "_static").glob(pattern):
            path.unlink()
    theme = output / "_static" / THEME_SCRIPT
    if not theme.read_text("utf-8").endswith(MENDED_SCRIPT):
        try:
            theme.write_text(mend_script(theme.read_text("utf-8")) + MENDED_SCRIPT, "utf-8")
        except ValueError as problem:
            raise ExtensionError(f"{THEME_SCRIPT}: {problem}.") from None
    for path in output.rglob("*.html"):
        page = path.read_text("utf-8")
        if page.endswith(MENDED) or path.relative_to(output).parts[0] in OTHERS:
            continue
        try:
            path.write_text(size_images(mend(page), path.parent), "utf-8")
        except ValueError as problem:
            raise ExtensionError(f"{path.relative_to(output)}: {problem}.") from None


# ---- the check -----------------------------------------------------------------------------------


class _Loads(HTMLParser):
    """Collects the outside addresses that one page would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.outside: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in_style = tag == "style"
        if tag == "link" and set(given.get("rel", "").lower().split()) & NOT_FETCHED:
            return
        for name in LOADING.get(tag, ()):
            for part in (
                given.get(name, "").split(",") if name == "srcset" else [given.get(name, "")]
            ):
                if OUTSIDE.match(part):
                    self.outside.append(part.strip())
        self.outside += outside_of_css(given.get("style", ""))

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.outside += outside_of_css(data)


def outside_of_css(text: str) -> list[str]:
    """Return the outside addresses that a style sheet would fetch."""
    return [address for address in CSS_ADDRESS.findall(text) if OUTSIDE.match(address)]


def outside_of_page(text: str) -> list[str]:
    """Return the outside addresses that a page would fetch."""
    parser = _Loads()
    parser.feed(text)
    return parser.outside


def check_folder(folder: Path) -> list[str]:
    """Return one sentence for every file that would load something from another host."""
    sentences = []
    readers = {".html": outside_of_page, ".css": outside_of_css}
    for path in sorted(folder.rglob("*")):
        if (reader := readers.get(path.suffix)) and (found := reader(path.read_text("utf-8"))):
            sentences.append(
                f"{path.relative_to(folder)} would load {', '.join(sorted(set(found)))} from "
                "another host; pages must work without a network, so serve it with the book."
            )
    return sentences


def check_pages(app: Sphinx, error: Exception | None) -> None:
    """Fail the build if a page would load anything from another host."""
    if error or app.builder.format != "html":
        return
    if sentences := check_folder(Path(app.outdir)):
        raise ExtensionError("\n".join(sentences))


def setup(app: Sphinx) -> dict[str, bool | str]:
    """Connect to Sphinx; the order of the priorities is the order of the work."""
    app.connect("build-finished", mend_pages, priority=910)
    app.connect("build-finished", check_pages, priority=920)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
