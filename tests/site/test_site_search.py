"""The search: lessons first, sections named, prose quoted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from site_checks import none, visit


@pytest.mark.parametrize("asked", ["softmax", "learning rate", "momentum"])
def test_the_search_leads_to_a_section_of_a_lesson(
    browser: Browser, origin: str, asked: str
) -> None:
    with visit(browser, f"{origin}/search.html?q={asked}") as seen:
        page = seen.page
        page.wait_for_selector("#search-results li p.context a[href*='#']")
        first = page.locator("#search-results li").first
        assert "lessons/" in (first.locator("a").first.get_attribute("href") or "")
        quoted = first.locator("p.context").inner_text()
        assert asked in quoted.lower() and "import " not in quoted and "nn." not in quoted
        link = first.locator("p.context a").get_attribute("href") or ""
        pages = [
            row.get_attribute("href") or "" for row in page.locator("#search-results li > a").all()
        ]
        if any("reference.html" in href for href in pages):
            lessons = [i for i, href in enumerate(pages) if "lessons/" in href]
            reference = [i for i, href in enumerate(pages) if "reference.html" in href]
            assert lessons[0] < reference[0]
        page.goto(link)
        target = page.locator(f"[id='{link.partition('#')[2]}']").first
        assert target.is_visible()
    none(seen.problems)
