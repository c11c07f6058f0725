"""Measure how tall the widgets of the built book are, and write `book/heights.json`.

The pages keep that room for a widget that is still to start, so that nothing moves when it does
(`sphinx_ext/outputs.py`). The file holds, for each page and widget, the pixels on a laptop and on a
phone. The tests say when it is time to measure again; the book is then built once more.
"""

from __future__ import annotations

import json
import re
import sys

from sphinx_ext.outputs import HEIGHTS
from tests.site.site_checks import (
    NARROW,
    NO_BROWSER,
    WIDE,
    chromium,
    open_rooms,
    serve,
    start_browser,
    visit,
)
from tools.build_book import HTML

MEASURE = """(boxes) => Object.fromEntries(
  boxes.map((box) => [box.id.replace("widget-", ""), box.offsetHeight]))"""


def main() -> int:
    """Visit each page with widgets on a laptop and on a phone."""
    path = chromium()
    if path is None:
        print(NO_BROWSER, file=sys.stderr)
        return 1
    heights: dict[str, dict[str, list[int]]] = {}
    with serve(HTML) as origin, start_browser(path) as browser:
        for page in sorted(HTML.rglob("*.html")):
            if 'class="nn-widget"' not in page.read_text("utf-8"):
                continue
            name = page.relative_to(HTML).with_suffix("").as_posix()
            measured = heights[name] = {}
            for width in (WIDE, NARROW):
                with visit(browser, f"{origin}/{name}.html", width=width) as seen:
                    open_rooms(seen.page)
                    found = seen.page.locator(".nn-widget[id]").evaluate_all(MEASURE)
                for widget, height in found.items():
                    measured.setdefault(widget, []).append(height)
            print(f"{name}: {len(measured)} widgets")
    text = re.sub(r"\[\s+(\d+),\s+(\d+)\s+\]", r"[\1, \2]", json.dumps(heights, indent=2))
    HEIGHTS.write_text(text + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
