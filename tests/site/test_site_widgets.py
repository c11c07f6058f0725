"""Every widget of the book, moved; and the book without a server, a network or scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from site_checks import (
    Browser,
    broken_links,
    hidden_fallbacks,
    none,
    unanswered,
    undrawn,
    unmoved,
    visit,
)

#: Opened from disk: the welcome, a page of formulas, and a lesson with widgets.
FROM_DISK = ("book/index.html", "book/notation.html", "lessons/01_neurons.html")


def test_every_widget_answers(browser: Browser, origin: str, widget_page: str) -> None:
    """Each control changes picture and caption, and reset restores; answers get feedback."""
    with visit(browser, f"{origin}/{widget_page}") as seen:
        problems = list(seen.problems)
        for root in seen.page.query_selector_all(".nn-explore, .nn-drawn"):
            problems += unmoved(seen.page, root)
        for root in seen.page.query_selector_all(".nn-ask"):
            problems += unanswered(seen.page, root)
        none(problems)


def test_fallbacks_stand_in_for_scripts(browser: Browser, origin: str, widget_page: str) -> None:
    """With scripts off, every widget shows its picture and its sentence."""
    with visit(browser, f"{origin}/{widget_page}", java_script_enabled=False) as seen:
        none(hidden_fallbacks(seen.page))


@pytest.mark.parametrize("path", FROM_DISK)
def test_page_works_from_disk(browser: Browser, book: Path, path: str) -> None:
    """Opened as a file, with the network off, a page has its formulas and its widgets."""
    with visit(browser, (book / path).as_uri(), offline=True) as seen:
        none(seen.problems + undrawn(seen.page))


def test_internal_links_lead_somewhere(book: Path, page_path: str) -> None:
    """Every link within the book finds its file and its place on the page."""
    none(broken_links(book, book / page_path))


def test_a_box_of_ipywidgets_says_that_it_needs_a_kernel(browser: Browser, origin: str) -> None:
    """The page says so, and shows no dead control."""
    with visit(browser, f"{origin}/book/kit.html") as seen:
        box = seen.page.locator(".nn-needs-kernel")
        assert box.count() == 1
        assert "needs a running kernel" in box.locator(".nn-note").inner_text()
        assert box.locator("input, button").count() == 0
        none(seen.problems)


def test_search_finds_a_word_of_a_widget(browser: Browser, origin: str) -> None:
    """The search works without a server of its own, and knows what only a widget says."""
    with visit(browser, f"{origin}/search.html?q=megaohms") as seen:
        seen.page.wait_for_selector("#search-results li")
        none(seen.problems)
