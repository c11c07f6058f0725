"""The frame of the book: its opening, its widths, where one is, its code and its small manners."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from site_checks import (
    NARROW,
    Browser,
    accessibility,
    none,
    open_rooms,
    overflow,
    settle,
    visit,
)

HOME, LESSON, OTHER = "book/index.html", "lessons/01_neurons.html", "lessons/03_softmax.html"
KEY = "how-neural-networks-learn"
CODE = ".nn-code-switch select"


def bottom(page: Page, selector: str) -> float:
    """Return where the first thing of a kind ends, from the top of the page."""
    box = page.locator(selector).first.bounding_box()
    assert box is not None, selector
    return box["y"] + box["height"]


def scroll_to(page: Page, question: int) -> None:
    """Scroll until a section stands at the top."""
    page.evaluate(
        """(n) => {
          const head = document.querySelectorAll(".bd-article section > section > h2")[n - 1];
          scrollTo({ top: head.getBoundingClientRect().top + scrollY - 80, behavior: "instant" });
        }""",
        question,
    )
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")


def outline(page: Page) -> dict[str, Any]:
    """Return what a lesson's page knows of itself."""
    return dict(json.loads(page.locator("meta[name=lesson]").get_attribute("content") or ""))


# ---- the opening ---------------------------------------------------------------------------------


def test_the_opening_has_a_headline_a_way_in_and_a_thing_to_touch(
    browser: Browser, origin: str
) -> None:
    """All three in the first 600 px of a laptop; headline and way in on a phone."""
    with visit(browser, f"{origin}/{HOME}") as seen:
        page = seen.page
        page.set_viewport_size({"width": 1280, "height": 720})
        for part in (".nn-home h1", ".hero a", ".nn-home .nn-picture"):
            assert bottom(page, part) <= 600, part
        title, picture = (
            page.locator(".nn-home h1").bounding_box(),
            page.locator(".nn-picture").first,
        )
        box = picture.bounding_box()
        assert title and box and box["x"] >= title["x"] + title["width"]
        assert page.title() == "How Neural Networks Learn"
        none(seen.problems)
    with visit(browser, f"{origin}/{HOME}", width=NARROW) as seen:
        assert bottom(seen.page, ".hero a") <= 600
        none(overflow(seen.page))


def test_the_home_page_leads_on_from_where_one_was(browser: Browser, origin: str) -> None:
    with visit(browser, f"{origin}/{HOME}") as seen:
        page = seen.page
        way = page.locator(".hero a").first
        assert way.inner_text() == "Start lesson 1"
        page.goto(f"{origin}/{OTHER}")
        settle(page)
        scroll_to(page, 3)  # the first section holds the goals
        here = outline(page)["sections"][2]["id"]
        page.goto(f"{origin}/{HOME}")
        assert way.inner_text() == "Continue: lesson 3, question 2"
        assert page.locator(".hero a").nth(1).inner_text() == "Start lesson 1"
        way.click()
        page.wait_for_url(f"**/{OTHER}#{here}")
        none(seen.problems)


@pytest.mark.parametrize("text", ["{", '{"page": "javascript:alert(1)", "id": ""}', "[]"])
def test_what_is_no_place_leads_nowhere(browser: Browser, origin: str, text: str) -> None:
    with visit(browser, f"{origin}/{HOME}") as seen:
        seen.page.evaluate("([k, v]) => localStorage.setItem(k, v)", [f"{KEY}.place", text])
        seen.page.reload()
        assert seen.page.locator(".hero a").all_inner_texts() == ["Start lesson 1"]
        none(seen.problems)


# ---- reading -------------------------------------------------------------------------------------


def test_text_code_and_widgets_share_one_width_that_holds_79_characters(
    browser: Browser, origin: str
) -> None:
    with visit(browser, f"{origin}/{LESSON}") as seen:
        widths = seen.page.evaluate(
            """() => {
              const width = (node) => Math.round(node.getBoundingClientRect().width);
              const visible = (selector) => [...document.querySelectorAll(selector)]
                .find((node) => node.checkVisibility() && !node.closest(".nn-exercise"));
              const pre = visible(".bd-article .cell_input pre");
              const found = {
                text: width(visible(".bd-article section > section > p")),
                code: width(visible(".bd-article div.cell_input")) ,
                widget: width(visible(".bd-article div.cell > .cell_output .nn-ask")),
              };
              const all = [...document.querySelectorAll(".bd-article .cell_input pre")]
                .filter((node) => node.checkVisibility());
              for (const node of all) node.textContent = "m".repeat(79);
              found.cut = all.filter((node) => node.scrollWidth > node.clientWidth).length;
              found.lines = all.length;
              return found;
            }"""
        )
        assert widths["lines"] > 5 and widths["cut"] == 0
        assert widths["text"] == widths["code"] == widths["widget"]


def test_a_line_says_where_one_is(browser: Browser, origin: str) -> None:
    with visit(browser, f"{origin}/{LESSON}") as seen:
        page, where = seen.page, seen.page.locator(".nn-where")
        headings = page.locator(".bd-article section > section > h2").all_inner_texts()
        count = sum("?" in heading for heading in headings)
        assert where.inner_text().startswith(f"{count} questions · ")
        scroll_to(page, 1)
        assert where.inner_text().startswith("After this lesson you can · ")
        scroll_to(page, 4)
        assert where.inner_text().startswith(f"Question 3 of {count} · ")
        left = int(where.inner_text().split("·")[1].split()[0])
        scroll_to(page, 5)
        assert int(where.inner_text().split("·")[1].split()[0]) < left
        assert page.locator(".nn-trail > span").count() == len(headings)
        page.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
        page.wait_for_function("document.querySelector('.nn-where').textContent.includes('done')")
        none(seen.problems)


def test_what_is_answered_is_marked_in_the_contents(browser: Browser, origin: str) -> None:
    """In the list of lessons, in the page's contents, in the line and on the card."""
    with visit(browser, f"{origin}/{LESSON}") as seen:
        page = seen.page
        assert page.locator(".nn-done, .nn-solved").count() == 0
        first = next(one for one in outline(page)["sections"] if one["exercises"])
        record = {name: {"right": True, "tries": 1} for name in first["exercises"]}
        page.evaluate("([k, v]) => localStorage.setItem(k, v)", [KEY, json.dumps(record)])
        page.reload()
        settle(page)
        contents = page.locator(f".page-toc a[href='#{first['id']}'] .nn-all")
        assert contents.count() == 1 and page.locator(".nn-solved").count() == 1
        lesson = page.locator(".bd-docs-nav .current .nn-done")
        assert f"{len(record)} of " in (lesson.get_attribute("title") or "")
        none(accessibility(page))
        page.goto(f"{origin}/{HOME}")
        card = page.locator(".nn-card-state").first
        assert f"{len(record)} of " in card.inner_text()
        none(seen.problems)


SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((e) => e.value)))
    .observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("path", [HOME, LESSON, "lessons/14_recurrence.html"])
def test_nothing_moves_while_a_page_loads(browser: Browser, origin: str, path: str) -> None:
    """But for what a font moves that comes late: there is none here."""
    with visit(browser, "about:blank") as seen:
        seen.page.route("**/*.woff2", lambda route: route.abort())
        seen.page.add_init_script(SHIFTS)
        seen.page.goto(f"{origin}/{path}", wait_until="networkidle")
        assert seen.page.evaluate("window.shifts.reduce((sum, shift) => sum + shift, 0)") < 0.02


# ---- code on demand ------------------------------------------------------------------------------


def shown(page: Page) -> tuple[int, int]:
    """Return how many cells show their code, outside exercises and in them."""
    found: list[int] = page.evaluate(
        """() => {
          const text = ".bd-article div.cell:not(.tag_hide-cell) :is(pre, .cm-content)";
          const all = [...document.querySelectorAll(text)].filter((code) =>
            code.closest(".cell_input") && code.checkVisibility({ contentVisibilityAuto: true }));
          return [false, true].map((boxed) =>
            all.filter((pre) => Boolean(pre.closest(".nn-exercise")) === boxed).length);
        }"""
    )
    return found[0], found[1]


def test_readers_choose_how_much_code_they_see(browser: Browser, origin: str) -> None:
    """All, the essential or none; the choice is remembered, and exercises keep their code."""
    with visit(browser, f"{origin}/{LESSON}") as seen:
        page = seen.page
        essential, boxed = shown(page)
        page.locator(CODE).select_option("all")
        every, _ = shown(page)
        page.locator(CODE).select_option("none")
        assert every > essential > 0 and boxed > 0
        assert shown(page) == (0, boxed)
        assert page.locator(".bd-article .cell_output").first.is_visible()
        page.goto(f"{origin}/{OTHER}")
        settle(page)
        assert page.locator(CODE).input_value() == "none" and shown(page)[0] == 0
        none(seen.problems)


def test_without_scripts_all_code_is_shown(browser: Browser, origin: str) -> None:
    with visit(browser, f"{origin}/{LESSON}", java_script_enabled=False) as seen:
        hidden = seen.page.evaluate(
            """() => [...document.querySelectorAll(".bd-article div.cell:not(.tag_hide-cell) pre")]
              .filter((pre) => pre.closest(".cell_input") && !pre.closest("details.nn-aside"))
              .filter((pre) => !pre.checkVisibility()).length"""
        )
        assert hidden == 0
        none(seen.problems)


# ---- exercises -----------------------------------------------------------------------------------


def test_an_exercise_is_one_box_with_one_check(browser: Browser, live_book: str) -> None:
    """Prompt, editor, Check, hints and a folded solution; the editor comes without the focus."""
    with visit(browser, f"{live_book}/{LESSON}") as seen:
        page = seen.page
        open_rooms(page)
        boxes = page.locator(".nn-exercise")
        assert boxes.count() > 1
        for box in boxes.all():
            box.scroll_into_view_if_needed()
            box.locator(".nn-stub .cm-content").wait_for()
            assert box.locator(".nn-cell-row button:visible").all_inner_texts() == ["Check"]
            assert box.locator("details").count() == 1
            assert not box.locator("details .cell_input").is_visible()
        assert page.evaluate("document.activeElement === document.body")
        none(seen.problems + accessibility(page))


# ---- small things that cost trust ----------------------------------------------------------------


def test_a_drawer_closes_when_a_place_is_chosen(browser: Browser, origin: str) -> None:
    with visit(browser, f"{origin}/{LESSON}", width=NARROW) as seen:
        page = seen.page
        for toggle, link in (
            (".primary-toggle", "#pst-primary-sidebar-modal .current > a"),
            (".secondary-toggle", "#pst-secondary-sidebar-modal .page-toc a >> nth=2"),
        ):
            page.locator(toggle).click()
            assert page.locator("dialog[open]").count() == 1
            page.locator(link).click()
            assert page.locator("dialog[open]").count() == 0
        none(seen.problems)


def test_the_color_button_works_without_storage(browser: Browser, origin: str) -> None:
    off = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });"
    prepare = lambda page: page.add_init_script(off)  # noqa: E731
    with visit(browser, f"{origin}/{LESSON}", prepare=prepare) as seen:
        themes = set()
        for _ in range(3):
            seen.page.locator(".theme-switch-button").first.click()
            themes.add(seen.page.locator("html").get_attribute("data-theme"))
        assert themes == {"light", "dark"}


def test_the_magnifier_stands_beside_the_words(browser: Browser, origin: str) -> None:
    with visit(browser, f"{origin}/{LESSON}") as seen:
        page = seen.page
        page.locator(".search-button-field").click()
        icon = page.locator("#pst-search-dialog .fa-magnifying-glass").bounding_box()
        start = page.locator("#pst-search-dialog input").evaluate(
            "(n) => n.getBoundingClientRect().left + parseFloat(getComputedStyle(n).paddingLeft)"
        )
        assert icon and start >= icon["x"] + icon["width"]


def test_only_lessons_lead_to_notebooks(browser: Browser, origin: str, book: Path) -> None:
    """No Colab on a page that is no notebook; no way to the book inside the book."""
    for path in sorted((book / "book").glob("*.html")):
        assert "dropdown-launch-buttons" not in path.read_text("utf-8"), path.name
    for path in sorted((book / "lessons").glob("*.html")):
        text = path.read_text("utf-8")
        assert "dropdown-launch-buttons" in text and "Run this lesson:" not in text


def test_the_solution_takes_the_focus(browser: Browser, origin: str) -> None:
    """The button that showed it is gone; the next Tab goes on from there."""
    with visit(browser, f"{origin}/{LESSON}") as seen:
        box = seen.page.locator(".nn-ask:has(.nn-hint)").first
        while (button := box.locator(".nn-hint")).is_visible():
            button.press("Enter")
        assert box.locator(".nn-hints li").last.evaluate("(n) => n === document.activeElement")


def test_paper_has_no_dead_controls(browser: Browser, origin: str) -> None:
    """Folded code is left out, solutions are open, and nothing is there to press."""
    with visit(browser, f"{origin}/{LESSON}") as seen:
        page = seen.page
        page.emulate_media(media="print")
        assert page.locator(".bd-article :is(button, input[type=range]):visible").count() == 0
        folds = page.locator(
            ".bd-article :is(details.nn-folds, div.cell:not(.tag_hide-cell) > details)"
        )
        assert folds.count() > 3
        assert not any(fold.is_visible() for fold in folds.all())
        none([] if page.locator(".nn-exercise details pre").first.is_visible() else ["folded"])


def test_a_copied_formula_is_tex(browser: Browser, origin: str) -> None:
    allowed = {"permissions": ["clipboard-read", "clipboard-write"]}
    with visit(browser, f"{origin}/book/notation.html", **allowed) as seen:
        copied = seen.page.evaluate(
            """async () => {
              const math = document.querySelector(".bd-article math");
              getSelection().selectAllChildren(math.closest("td, p"));
              document.execCommand("copy");
              return [await navigator.clipboard.readText(), math.getAttribute("alttext")];
            }"""
        )
        assert f"${copied[1]}$" in copied[0]
        none(seen.problems)
