"""Every page of the book, opened in a browser: complete, without errors, readable by everyone."""

from __future__ import annotations

from site_checks import (
    NARROW,
    Browser,
    accessibility,
    descriptions,
    in_dark,
    moving,
    none,
    overflow,
    undrawn,
    visit,
)


def test_page_needs_nobody_else_and_is_accessible(
    browser: Browser, origin: str, page_path: str
) -> None:
    """No outside request, no error, nothing missing; pictures described, formulas drawn.

    Axe finds nothing, in light and in dark; widgets take the room that was kept for them.
    """
    with visit(browser, f"{origin}/{page_path}", color_scheme="light") as seen:
        page = seen.page
        assert page.locator("html").get_attribute("data-theme") == "light"
        found = accessibility(page) + overflow(page) + in_dark(page)
        none(seen.problems + descriptions(page) + undrawn(page) + moving(page) + found)


def test_page_fits_a_phone(browser: Browser, origin: str, page_path: str) -> None:
    """Axe finds nothing there, too; the page never scrolls sideways, and its widgets keep room."""
    with visit(browser, f"{origin}/{page_path}", width=NARROW) as seen:
        none(accessibility(seen.page) + overflow(seen.page) + moving(seen.page))


def test_front_door_opens_the_welcome_page(browser: Browser, origin: str) -> None:
    """The address of the book itself leads to its first page."""
    with browser.new_page() as page:
        page.goto(f"{origin}/", wait_until="commit")
        page.wait_for_url(f"{origin}/book/index.html")
