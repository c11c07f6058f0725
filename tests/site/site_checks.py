"""What a page must keep, as functions that return one sentence for each thing that is wrong."""

from __future__ import annotations

import functools
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ElementHandle, Locator, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NARROW, WIDE = 390, 1280
#: The rules of axe that look at colors.
COLORS = ("color-contrast", "link-in-text-block")
EVERY_WIDGET, NO_WIDGET = ".nn-widget:not(.nn-needs-kernel)", "no-widget"
NO_BROWSER = "no Chromium found, so the pages of the book were not opened (apt install chromium)"

# ---- opening pages -------------------------------------------------------------------------------


class _Quiet(SimpleHTTPRequestHandler):
    headers_to_add: Mapping[str, str] = {}

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the browser reports what is missing."""

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send a file; a page that was left needs no more of it."""
        with suppress(BrokenPipeError, ConnectionResetError):
            super().copyfile(source, outputfile)

    def end_headers(self) -> None:
        for name, value in self.headers_to_add.items():
            self.send_header(name, value)
        super().end_headers()


@contextmanager
def serve(folder: Path, **headers: str) -> Iterator[str]:
    """Serve a folder on a free local port; `_` in the name of a header stands for `-`."""
    added = {name.replace("_", "-"): value for name, value in headers.items()}
    kind = type("Quiet", (_Quiet,), {"headers_to_add": added})
    handler = functools.partial(kind, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def chromium() -> str | None:
    """Find a Chromium or Chrome on this machine."""
    names = (
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    )
    return next((path for name in names if (path := shutil.which(name))), None)


@contextmanager
def start_browser(path: str) -> Iterator[Browser]:
    """Start the browser; it can find no host but this machine."""
    with sync_playwright() as playwright:
        rules = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, rules])
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page that was opened, and what went wrong while it was."""

    page: Page
    problems: list[str] = field(default_factory=list)


@contextmanager
def visit(
    browser: Browser,
    url: str,
    *,
    width: int = WIDE,
    prepare: Callable[[Page], object] = lambda page: None,
    widgets: str = EVERY_WIDGET,
    **options: Any,
) -> Iterator[Visit]:
    """Open a page, wait until it stands still, and note every request and every error.

    `prepare` is called with the page before it opens; `widgets` selects those that must be live.
    """
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    prepare(page)
    seen = Visit(page)
    home = url.split("/", 3)[:3]

    def asked(address: str) -> None:
        if not address.startswith(("data:", "blob:")) and address.split("/", 3)[:3] != home:
            seen.problems.append(f"The page asks another host for {address}.")

    def said(kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            seen.problems.append(f"The console shows: {text}")

    page.on("request", lambda request: asked(request.url))
    page.on("console", lambda message: said(message.type, message.text))
    page.on("pageerror", lambda error: seen.problems.append(f"A script fails: {error}"))
    page.on(
        "response",
        lambda answer: answer.status >= 400 and seen.problems.append(f"Missing: {answer.url}."),
    )
    try:
        page.goto(url, wait_until="load")
        if options.get("java_script_enabled", True):
            settle(page, widgets)
        yield seen
    finally:
        context.close()


def settle(page: Page, widgets: str = EVERY_WIDGET) -> None:
    """Wait until widgets are live (or given up).

    A widget starts when it comes near, so the page goes to each.
    """
    page.evaluate(
        """async (widgets) => {
          const waiting = () => [...document.querySelectorAll(widgets)]
            .filter((box) => !box.dataset.state && box.checkVisibility());
          const place = scrollY;
          for (let box; (box = waiting()[0]);) {
            box.scrollIntoView({ behavior: "instant", block: "center" });
            for (let i = 0; i < 400 && !box.dataset.state; i++) {
              await new Promise((done) => setTimeout(done, 10));
            }
            if (!box.dataset.state) throw new Error(`This widget does not start: ${box.innerText}`);
          }
          scrollTo({ top: place, behavior: "instant" });
        }""",
        widgets,
    )
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))")


def open_rooms(page: Page, widgets: str = EVERY_WIDGET) -> None:
    """Open all sections that lie folded, and wait for their widgets."""
    page.evaluate(
        "document.querySelectorAll('details.nn-aside').forEach((d) => { d.open = true; })"
    )
    settle(page, widgets)


def none(problems: list[str]) -> None:
    """Fail with the sentences of all problems, if there are any."""
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


# ---- what a page must keep -----------------------------------------------------------------------


# Most elements of a lesson are tokens of highlighted code; on them axe spends half of its time. One
# of each kind stays, in each kind of block; the others become plain text of their line.
ONE_TOKEN_OF_EACH_KIND = """
() => {
  const kinds = new Set();
  for (const block of document.querySelectorAll(".highlight pre")) {
    const around = getComputedStyle(block).backgroundColor + block.closest(".highlight").className;
    for (const token of block.querySelectorAll("span[class]:not(:has(*))")) {
      const kind = `${token.className} on ${around}`;
      if (kinds.has(kind)) token.replaceWith(token.textContent);
      kinds.add(kind);
    }
  }
}
"""
# To look at colors, axe goes through every element, thousands on a page, and spends nine tenths of
# its time on it. One of each kind does: of each color and size of text on each ground, and of each
# look of a link in each text.
ONE_OF_EACH_KIND = """
(within) => {
  const ground = new Map();  // what lies under an element's text
  const under = (node) => {
    if (!node) return "";
    if (!ground.has(node)) {
      const { backgroundColor, backgroundImage, opacity, position } = getComputedStyle(node);
      const own = [backgroundColor, backgroundImage, opacity, position].join();
      const plain = own === "rgba(0, 0, 0, 0),none,1,static";
      ground.set(node, under(node.parentElement) + (plain ? "" : `|${own}`));
    }
    return ground.get(node);
  };
  const look = (node) => {
    const { color, fontSize, fontWeight, textDecorationLine } = getComputedStyle(node);
    return [color, fontSize, fontWeight, textDecorationLine, under(node)].join();
  };
  const kinds = new Map();
  const root = document.querySelector(within);
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode.parentElement;
    if (texts.currentNode.data.trim() && node.checkVisibility()) kinds.set(look(node), node);
  }
  for (const field of root.querySelectorAll("input, select, textarea")) {
    if (field.checkVisibility()) kinds.set(`${look(field)} ${field.localName}`, field);
  }
  for (const link of root.querySelectorAll("a[href]")) {
    if (link.checkVisibility()) kinds.set(`${look(link)} in ${look(link.parentElement)}`, link);
  }
  return [...new Set(kinds.values())];
}
"""


# Without `preload: false`, axe itself fetches style sheets, from a wrong address. Only the faults
# leave the browser: all that passed is megabytes on a long page.
AXE = f"""async ([within, colors, colorsOnly]) => {{
  const found = [];
  const run = async (where, options) => {{
    const always = {{ preload: false, resultTypes: ["violations"] }};
    const {{ violations }} = await axe.run(where, {{ ...always, ...options }});
    for (const {{ id, help, nodes }} of violations) {{
      for (const {{ target, html }} of nodes) {{
        found.push(`axe ${{id}}: ${{help}}, at ${{target}}: ${{html.slice(0, 120)}}`);
      }}
    }}
  }};
  if (!colorsOnly) {{
    const off = Object.fromEntries(colors.map((rule) => [rule, {{ enabled: false }}]));
    await run(within, {{ rules: off }});
  }}
  const include = ({ONE_OF_EACH_KIND})(within);
  const exclude = include.flatMap((node) => [...node.children]);
  if (include.length) await run({{ include, exclude }}, {{ runOnly: colors }});
  return found;
}}"""


def accessibility(page: Page, *, within: str = "html", colors_only: bool = False) -> list[str]:
    """Return what axe finds wrong in a part of the page, by all of its rules or those of colors."""
    page.evaluate(AXE_SCRIPT)
    page.evaluate(ONE_TOKEN_OF_EACH_KIND)
    found: list[str] = page.evaluate(AXE, [within, COLORS, colors_only])
    return found


def in_dark(page: Page) -> list[str]:
    """Turn a page dark and return what axe finds wrong with its colors there."""
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("html[data-theme=dark]")
    page.evaluate("() => new Promise((done) => setTimeout(done, 300))")  # colors fade
    return accessibility(page, colors_only=True)


def overflow(page: Page) -> list[str]:
    """Return what reaches beyond the right edge of the window."""
    wide: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
             [...document.querySelectorAll("body *")]
               .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
               .slice(0, 4).map((node) => node.outerHTML.slice(0, 120))"""
    )
    return [f"Reaches beyond the window: {node}" for node in wide]


def is_sentence(text: str) -> bool:
    """Tell whether a text is a sentence, rather than a file name, a path or a `repr`."""
    looks_like_code = re.search(r"^<|\.(png|svg|jpe?g|webp|gif)\b|^\S*/\S*$|^\w+\(", text)
    return len(text.split()) >= 4 and text.rstrip()[-1] in ".!?”)" and not looks_like_code


def descriptions(page: Page) -> list[str]:
    """Return the pictures of the text that no sentence describes."""
    pictures: list[list[str]] = page.eval_on_selector_all(
        ".bd-article img, .bd-article svg[role=img]:not(mjx-container svg), .bd-article canvas",
        """(all) => all.map((node) =>
             [node.outerHTML.slice(0, 120), node.alt ?? node.getAttribute("aria-label") ?? ""])""",
    )
    return [
        f"No sentence describes {html} (it says {text!r})."
        for html, text in pictures
        if not is_sentence(text)
    ]


def moving(page: Page) -> list[str]:
    """Return the live widgets for which the page kept another room than they take."""
    told: list[str] = page.eval_on_selector_all(
        ".nn-widget[data-state=live]",
        """(boxes) => boxes.filter((box) => box.checkVisibility()).map((box) => {
          const device = matchMedia("(max-width: 48rem)").matches ? "phone" : "laptop";
          return [box, parseFloat(getComputedStyle(box).getPropertyValue(`--on-${device}`))];
        }).filter(([box, kept]) => !(Math.abs(box.offsetHeight - kept) <= 8))
          .map(([box, kept]) => `${box.id} takes ${box.offsetHeight} px, not ${kept}: ` +
            "python -m tools.measure_widgets")""",
    )
    return told


def undrawn(page: Page) -> list[str]:
    """Return the formulas that were not drawn and the widgets that are not live."""
    open_rooms(page)
    formulas: list[str] = page.eval_on_selector_all(
        ".bd-article .math",
        """(all) => all.filter((n) => !(n.querySelector("math")?.getBoundingClientRect().width > 0))
          .map((n) => n.innerText)""",
    )
    widgets: list[str] = page.eval_on_selector_all(
        ".nn-widget:not(.nn-needs-kernel)",
        """(all) => all.filter((n) => n.checkVisibility() && n.dataset.state !== "live")
          .map((n) => n.innerText)""",
    )
    return [f"This formula is not drawn: {text}" for text in formulas] + [
        f"This widget is not live: {text[:200]}" for text in widgets
    ]


def hidden_fallbacks(page: Page) -> list[str]:
    """Return the widgets that show nothing where scripts are off; what is folded is opened."""
    page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    boxes = page.locator(".nn-widget").all()
    return [
        f"Without scripts this widget shows nothing: widget {i}."
        for i, box in enumerate(boxes, 1)
        if not (shown := box.locator(".nn-fallback")).is_visible() or not shown.inner_text().strip()
    ]


# ---- links ---------------------------------------------------------------------------------------


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.names |= {value for key in ("id", "name") if (value := given.get(key))}
        if tag == "a" and (link := given.get("href")):
            self.links.append(link)


@functools.cache
def _anchors(path: Path) -> _Anchors:
    parser = _Anchors()
    parser.feed(path.read_text("utf-8"))
    return parser


def broken_links(folder: Path, path: Path) -> list[str]:
    """Return the links of a page that lead to no file or no place of the book."""
    broken = []
    for link in _anchors(path).links:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if target.is_dir():
            target /= "index.html"
        name = unquote(parts.fragment)
        if not target.is_file() or folder.resolve() not in target.resolve().parents:
            broken.append(f"{link} leads to no file of the book.")
        elif name and target.suffix == ".html" and name not in _anchors(target).names:
            broken.append(f"{link} leads to no place on that page.")
    return broken


# ---- widgets -------------------------------------------------------------------------------------

# What a widget shows: its picture, its caption, and the places of its controls. One call for all,
# since a widget is asked for it after every move.
STATE = """async (root) => {
  const picture = root.querySelector(".nn-picture");
  const drawn = async () => {
    if (picture.tagName === "CANVAS") return picture.toDataURL();
    if (picture.tagName !== "IMG") return picture.innerHTML;
    await picture.decode().catch(() => {});
    return [...new Uint8Array(await (await fetch(picture.src)).arrayBuffer())]
      .reduce((sum, byte) => (sum * 31 + byte) % 4294967291, 7);
  };
  const controls = [...root.querySelectorAll("input[type=range], select")]
    .filter((control) => control.checkVisibility());
  return [
    String(await drawn()),
    root.querySelector(".nn-caption").innerText,
    controls.map((control) => control.value).join(),
  ];
}"""


def _part(root: ElementHandle, selector: str) -> ElementHandle:
    part = root.query_selector(selector)
    assert part is not None, f"a widget has no {selector}"
    return part


def _state(root: ElementHandle) -> list[str]:
    """Return what a widget shows: its picture, its caption and the places of its controls."""
    state: list[str] = root.evaluate(STATE)
    return state


def _controls(root: ElementHandle) -> list[ElementHandle]:
    return [c for c in root.query_selector_all("input[type=range], select") if c.is_visible()]


def _key(page: Page, element: ElementHandle, key: str) -> None:
    """Press a key on an element. Playwright's own `press` and `click` wait some frames."""
    element.evaluate("(node) => node.focus()")
    page.keyboard.press(key)


def _click(page: Page, element: ElementHandle, across: float = 0.5) -> None:
    """Click an element with the mouse, at a part of its width; what covers it gets the click."""
    x, y = element.evaluate(
        """(node, across) => {
          node.scrollIntoView({ behavior: "instant", block: "center" });
          const box = node.getBoundingClientRect();
          return [box.x + across * box.width, box.y + box.height / 2];
        }""",
        across,
    )
    page.mouse.click(x, y)


def _press(page: Page, control: ElementHandle) -> None:
    """Move a control by one step, away from the end where it may stand."""
    key = control.evaluate(
        """(n) => n.tagName === "SELECT"
          ? (n.selectedIndex === n.length - 1 ? "ArrowUp" : "ArrowDown")
          : (+n.value >= +n.max ? "ArrowLeft" : "ArrowRight")"""
    )
    _key(page, control, key)


def _pull(page: Page, control: ElementHandle) -> None:
    """Move a control with the mouse, to the far side of its track."""
    if control.get_attribute("type") != "range":
        control.select_option(index=1 - min(1, int(control.evaluate("(n) => n.selectedIndex"))))
        return
    low = control.evaluate("(n) => +n.value - +n.min < (n.max - n.min) / 2")
    _click(page, control, 0.85 if low else 0.15)


def drag(page: Page, grip: ElementHandle | Locator, across: float, down: float) -> None:
    """Pull a grip with the mouse."""
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across, y + down, steps=4)
    page.mouse.up()


def unmoved(page: Page, root: ElementHandle) -> list[str]:
    """Return the controls of a picture that move nothing, and what the reset leaves moved."""
    problems = []
    reset = _part(root, ".nn-reset")
    first = _state(root)

    def must_change(how: str, name: str) -> None:
        now = _state(root)
        problems.extend(
            f"{what} stays the same when {name} is moved by {how}."
            for what, was, after in zip(("The picture", "The caption"), first, now, strict=False)
            if was == after
        )

    for control in _controls(root):
        name = control.evaluate("(n) => n.labels[0]?.textContent ?? n.outerHTML")
        for how, move in (("keyboard", _press), ("mouse", _pull)):
            move(page, control)
            must_change(how, name)
            _key(page, reset, "Enter") if how == "keyboard" else _click(page, reset)
            if _state(root) != first:
                problems.append(f"Reset does not bring back the first picture after {name}.")
    for grip in root.query_selector_all(".nn-grip"):
        drag(page, grip, 12, 25)
        must_change("mouse", "a grip in the picture")
        _click(page, reset)
        if _state(root) != first:
            problems.append("Reset does not bring back the first picture after a grip.")
    if not _controls(root):
        problems.append("There is nothing to move.")
    said = "(all) => all.map((node) => node.textContent)"
    for text in root.eval_on_selector_all("output, option", said):
        if re.match(r"-[\d.]", text):
            problems.append(f"The number {text} has a hyphen instead of a minus.")
    if _part(root, ".nn-caption").get_attribute("aria-live") != "polite":
        problems.append("The caption is not read aloud when it changes (aria-live).")
    return problems


def unanswered(page: Page, root: ElementHandle) -> list[str]:
    """Return what is wrong with a question: answers without feedback, a hint that says nothing.

    Two answers are given, one with the mouse and one with the keyboard, and one hint is taken:
    `test_site_kit` tries all, without the page.
    """
    problems = []
    submit, feedback = _part(root, ".nn-submit"), _part(root, ".nn-feedback")
    if feedback.get_attribute("role") != "status":
        problems.append("The feedback is not read aloud (role=status).")

    def said() -> str:
        return feedback.inner_text().strip()

    choices = root.query_selector_all("input[type=radio]")
    if "nn-predict" in (root.get_attribute("class") or ""):
        return problems + _unkept(page, root, choices, said)
    heard = set()
    if choices:
        _click(page, choices[0])
        _click(page, submit)
        heard.add(said())
        _key(page, choices[1], "Space")
        _key(page, submit, "Enter")
        heard.add(said())
    elif box := root.query_selector("input[type=text]"):
        for text in ("not a number", "1"):
            box.fill(text)
            _key(page, box, "Enter")
            heard.add(said())
    else:  # lines to be put in order: none, then one
        _click(page, submit)
        heard.add(said())
        _click(page, _part(root, ".nn-pool .nn-in"))
        _click(page, submit)
        heard.add(said())
    if "" in heard:
        problems.append("An answer gets no feedback.")
    if len(heard) < 2:
        problems.append("All answers get the same feedback.")
    if (hint := root.query_selector(".nn-hint")) and hint.is_visible():
        before = root.inner_text()
        _click(page, hint)
        if root.inner_text() == before:
            problems.append("A hint shows nothing.")
    return problems


def _unkept(
    page: Page, root: ElementHandle, choices: list[ElementHandle], said: Callable[[], str]
) -> list[str]:
    """Return what is wrong with a guess: none is asked for again, one is kept and said to be."""
    submit = _part(root, ".nn-submit")
    _click(page, submit)
    if "Choose" not in said():
        return ["A guess without a choice gets no sentence."]
    _click(page, choices[-1])
    _key(page, submit, "Enter")
    if "Kept" not in said() or submit.is_visible():
        return ["A guess is not kept."]
    return ["A kept guess can change."] * any(choice.is_enabled() for choice in choices)
