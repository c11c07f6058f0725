"""Folded sections in the page: with and without scripts, from an address, in print, and alive."""

from __future__ import annotations

from playwright.sync_api import Locator, Page
from site_checks import Browser, none, visit

KIT, ROOM = "book/kit.html", "going-further-a-side-room-2-min"


def room(page: Page) -> Locator:
    """Return the folded section of the kit's page."""
    return page.locator(f"section#{ROOM} > details")


def test_a_folded_section_holds_its_cells_and_no_more(browser: Browser, origin: str) -> None:
    """Closed at first, with its heading in sight; opened by the keyboard, its widget moves."""
    with visit(browser, f"{origin}/{KIT}") as seen:
        page, box = seen.page, room(seen.page)
        widget = box.locator(".nn-drawn")
        assert page.locator("details.nn-aside").count() == 1 == box.count()
        assert box.get_by_role("heading", name="Going further: a side room").is_visible()
        assert box.locator("div.cell").count() == 2 and not widget.is_visible()
        box.locator("summary").first.press("Enter")
        widget.wait_for()  # it starts when it comes into view
        assert "a cell of the side room" in box.inner_text()
        before = widget.locator("output").all_inner_texts()
        widget.locator("input[type=range]").first.press("ArrowRight")
        assert widget.locator("output").all_inner_texts() != before
        none(seen.problems)


def test_an_address_opens_the_section_that_it_leads_to(browser: Browser, origin: str) -> None:
    """From outside and by the contents beside the page, whose entry is kept."""
    with visit(browser, f"{origin}/{KIT}#{ROOM}") as seen:
        assert room(seen.page).get_attribute("open") is not None
        none(seen.problems)
    with visit(browser, f"{origin}/{KIT}") as seen:
        page = seen.page
        page.locator(f'.bd-sidebar-secondary a[href="#{ROOM}"]').evaluate("(n) => n.click()")
        page.wait_for_function("document.querySelector('details.nn-aside').open")
        none(seen.problems)


def test_a_folded_section_opens_without_scripts(browser: Browser, origin: str) -> None:
    with visit(browser, f"{origin}/{KIT}", java_script_enabled=False) as seen:
        box = room(seen.page)
        box.locator("summary").first.click()
        assert box.get_by_text("Whatever a lesson holds").is_visible()


def test_a_folded_section_is_open_on_paper(browser: Browser, origin: str) -> None:
    """The page opens it to print and closes it after."""
    with visit(browser, f"{origin}/{KIT}") as seen:
        for event, state in (("beforeprint", True), ("afterprint", False)):
            seen.page.evaluate("(name) => dispatchEvent(new Event(name))", event)
            assert seen.page.evaluate("document.querySelector('details.nn-aside').open") == state
        none(seen.problems)
