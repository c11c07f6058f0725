"""Measure the pages of the built book in Chromium and write pages.json.

Run by `make bench`. For each page with widgets: the bytes of a first visit, gzipped; the time until
the first control answers; and the time from moving a slider to the new picture being decoded. The
times are taken twice, as this machine is and with its processor slowed down four times. For each
page with code cells: the time from the first Run to its picture, what a cell takes beyond its own
work, and the memory of the page before and after.
"""

from __future__ import annotations

import gzip
import json
import statistics
from pathlib import Path
from typing import Any

from playwright.sync_api import Response

ROOT = Path(__file__).resolve().parents[1]
from tests.site.site_checks import NO_BROWSER, Browser, chromium, serve, start_browser

BOOK = ROOT / "_build" / "html"
VISITS = 3
#: What a browser wants before it says how much memory a page takes.
ISOLATED = {
    "Cross_Origin_Opener_Policy": "same-origin",
    "Cross_Origin_Embedder_Policy": "require-corp",
}

# Go to the widgets, one after the other, until one has a slider in sight; null if none has.
SLIDER = """async () => {
  for (const box of document.querySelectorAll(".nn-widget:not(.nn-needs-kernel)")) {
    if (!box.checkVisibility()) continue;
    box.scrollIntoView({ block: "center" });
    while (!box.dataset.state) await new Promise(requestAnimationFrame);
    const all = box.querySelectorAll(":is(.nn-explore, .nn-drawn) input[type=range]");
    const slider = [...all].find((one) => one.checkVisibility());
    if (slider) return slider;
  }
  return null;
}"""
# Move it there and back, and wait each time until the picture can be drawn.
MOVE = """async (slider) => {
  const root = slider.closest(".nn-explore, .nn-drawn");
  const picture = root.querySelector(".nn-picture");
  const times = [];
  for (let i = 0; i < 20; i++) {
    const started = performance.now();
    slider.value = Number(slider.value) + (i % 2 ? -1 : 1) * slider.step;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    if (picture.decode) await picture.decode();
    picture.getBoundingClientRect();
    times.push(performance.now() - started);
    await new Promise(requestAnimationFrame);
  }
  return times;
}"""


def pages_with_widgets() -> list[str]:
    """Return the pages on which something can be moved."""
    found = []
    for path in sorted(BOOK.rglob("*.html")):
        if 'class="nn-widget"' in path.read_text("utf-8"):
            found.append(path.relative_to(BOOK).as_posix())
    return found


def pages_with_python() -> list[str]:
    """Return the pages whose cells can be run."""
    return [
        page
        for page in pages_with_widgets()
        if 'name="python-in-page"' in (BOOK / page).read_text("utf-8")
    ]


def weight(browser: Browser, address: str) -> float:
    """Return the megabytes of a first visit, each answer gzipped by itself."""
    page = browser.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # it takes no method of a list
    page.goto(address, wait_until="networkidle")
    size = sum(len(gzip.compress(answer.body())) for answer in answers)
    page.close()
    return size / 1e6


def times(browser: Browser, address: str, slowdown: int) -> tuple[float, float]:
    """Return milliseconds until the first control answers, and from a move to its picture."""
    ready, moves = [], []
    for _ in range(VISITS):
        page = browser.new_page()
        page.context.new_cdp_session(page).send(
            "Emulation.setCPUThrottlingRate", {"rate": slowdown}
        )
        page.goto(address, wait_until="commit")
        page.wait_for_selector(".nn-widget", state="attached")
        page.evaluate("document.querySelector('.nn-widget').scrollIntoView({ block: 'center' })")
        page.wait_for_selector(".nn-widget[data-state=live] :is(button, select)")
        ready.append(page.evaluate("performance.now()"))
        if slider := page.evaluate_handle(SLIDER).as_element():
            moves += slider.evaluate(MOVE)[2:]
        page.close()
    return statistics.median(ready), statistics.median(moves) if moves else 0.0


# Press Run in the first cell with a picture, and wait until Python's own picture stands there.
FIRST = """async () => {
  const cells = [...document.querySelectorAll("div.cell:has(.nn-explore, .cell_output img)")];
  const cell = cells.find((one) => one.querySelector(".nn-cell-row button"));
  const drawn = ".cell_output.nn-live :is(img, .nn-widget[data-state=live])";
  const started = performance.now();
  cell.querySelector(".nn-cell-row button").click();
  while (!cell.querySelector(drawn)) await new Promise(requestAnimationFrame);
  return performance.now() - started;
}"""
# Press Run in the very first cell, which does next to nothing, and wait until it has run.
AGAIN = """() => new Promise((done) => {
  const line = document.querySelector(".nn-python [role=status]");
  const started = performance.now();
  line.textContent = "";
  new MutationObserver((_, observer) => {
    if (!/ ran in /.test(line.textContent)) return;
    observer.disconnect();
    done(performance.now() - started);
  }).observe(line, { childList: true });
  document.querySelector(".nn-cell-row button").click();
})"""
MEMORY = "async () => (await performance.measureUserAgentSpecificMemory()).bytes / 1e6"


def python(browser: Browser, address: str) -> dict[str, float]:
    """Return seconds to the first picture, milliseconds of a cell that does nothing, megabytes."""
    page = browser.new_page()
    page.goto(address, wait_until="load")
    before = page.evaluate(MEMORY)
    first = page.evaluate(FIRST)
    again = [page.evaluate(AGAIN) for _ in range(11)][1:]
    after = page.evaluate(MEMORY)
    page.close()
    return {
        "first": round(first / 1000, 1),
        "again": round(statistics.median(again)),
        "before": round(before),
        "after": round(after),
    }


def measure(browser: Browser, address: str) -> dict[str, Any]:
    """Return all numbers of one page."""
    found: dict[str, Any] = {"megabytes": round(weight(browser, address), 2)}
    for name, slowdown in (("plain", 1), ("slowed", 4)):
        ready, move = times(browser, address, slowdown)
        found[name] = {"ready": round(ready), "move": round(move, 1)}
    return found


def main() -> None:
    """Measure every page with widgets."""
    path = chromium()
    if path is None:
        print(f"The pages are not measured: {NO_BROWSER}.")
        return
    with serve(BOOK) as origin, serve(BOOK, **ISOLATED) as isolated, start_browser(path) as browser:
        results = {page: measure(browser, f"{origin}/{page}") for page in pages_with_widgets()}
        for page in pages_with_python():
            results[page]["python"] = python(browser, f"{isolated}/{page}")
    file = Path(__file__).with_name("pages.json")
    file.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    for page, found in results.items():
        print(f"{page}: {found}")


if __name__ == "__main__":
    main()
