"""Every page of the book, opened in a browser: complete, without errors, readable by everyone."""

from __future__ import annotations

import pytest
from site_checks import (
    NARROW,
    WIDE,
    Browser,
    accessibility,
    descriptions,
    none,
    overflow,
    undrawn,
    visit,
)


def test_page_needs_nobody_else(browser: Browser, origin: str, page_path: str) -> None:
    """No outside request, no error, nothing missing; pictures described, formulas drawn."""
    with visit(browser, f"{origin}/{page_path}") as seen:
        none(seen.problems + descriptions(seen.page) + undrawn(seen.page))


@pytest.mark.parametrize(("scheme", "width"), [("light", WIDE), ("dark", WIDE), ("light", NARROW)])
def test_page_is_accessible(
    browser: Browser, origin: str, page_path: str, scheme: str, width: int
) -> None:
    """Axe finds nothing, in light and dark, wide and narrow; a phone never scrolls sideways."""
    url = f"{origin}/{page_path}"
    with visit(browser, url, width=width, color_scheme=scheme) as seen:
        assert seen.page.locator("html").get_attribute("data-theme") == scheme
        none(accessibility(seen.page) + overflow(seen.page))


def test_front_door_opens_the_welcome_page(browser: Browser, origin: str) -> None:
    """The address of the book itself leads to its first page."""
    with browser.new_page() as page:
        page.goto(f"{origin}/", wait_until="commit")
        page.wait_for_url(f"{origin}/book/index.html")
