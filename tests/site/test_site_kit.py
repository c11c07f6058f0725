"""The kit in the browser: closed forms equal to nnlib's, and every answer judged as defined."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page
from site_checks import Browser, drag, none, visit

import nnlib as nn
from coursekit.exercises import Choice, Number, content, folder, lessons
from coursekit.widgets.bend import BENDS
from coursekit.widgets.widget import script
from nnlib.information import entropy

ALL = [(lesson, e) for lesson in lessons() for e in content(lesson).values()]
NUMBERS = [pytest.param(lesson, e, id=e.key) for lesson, e in ALL if isinstance(e, Number)]
CHOICES = [pytest.param(lesson, e, id=e.key) for lesson, e in ALL if isinstance(e, Choice)]


@pytest.fixture(scope="module")
def kit(browser: Browser) -> Iterator[Page]:
    """Open an empty page that has the kit's script as `kit`."""
    page = browser.new_page()
    page.evaluate(
        """async (text) => {
          const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
          window.kit = await import(url);
        }""",
        script(),
    )
    yield page
    page.close()


@pytest.fixture(scope="module")
def lesson_pages(browser: Browser, origin: str) -> Iterator[dict[str, Page]]:
    """Open each lesson once."""
    with ExitStack() as stack:
        seen = {}
        for lesson in lessons():
            address = f"{origin}/lessons/{folder(lesson).name}.html"
            seen[lesson] = stack.enter_context(visit(browser, address))
        yield {lesson: visited.page for lesson, visited in seen.items()}
        none([problem for visited in seen.values() for problem in visited.problems])


def test_the_neuron_of_the_line_is_nnlibs(kit: Page) -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        n, d = rng.integers(1, 6, size=2)
        x, w, b = rng.normal(size=(n, d)), rng.normal(size=d), rng.normal()
        neuron = nn.Neuron(int(d), activation=nn.step, rng=rng)
        neuron.weight.data[:], neuron.bias.data[...] = w, b
        got = kit.evaluate(
            "([w, b, x]) => kit.forms.neuron(w, b, x)", [w.tolist(), float(b), x.tolist()]
        )
        np.testing.assert_allclose(got["z"], x @ w + b, atol=1e-9)
        np.testing.assert_array_equal(got["fires"], neuron(x).data)


def test_the_shares_of_the_logits_are_nnlibs(kit: Page) -> None:
    rng = np.random.default_rng(0)
    for tau in (0.1, 1.0, 3.0, 10.0):
        for n in (3, 4, 5):
            z = rng.uniform(-6, 6, n)
            p = kit.evaluate("([z, tau]) => kit.forms.shares(z, tau)", [z.tolist(), tau])
            np.testing.assert_allclose(p, nn.softmax(z / tau).data, atol=1e-9)
            bits = kit.evaluate("(p) => kit.forms.bits(p)", p)
            assert bits == pytest.approx(entropy(p, base=2), abs=1e-9)


@pytest.mark.parametrize("name", BENDS)
def test_the_bends_are_nnlibs(kit: Page, name: str) -> None:
    z = nn.Tensor(np.random.default_rng(0).uniform(-9, 9, 200), requires_grad=True)
    a = BENDS[name][0](z)
    a.sum().backward()
    got = kit.evaluate(
        "([name, z]) => z.map((z) => kit.forms.bent(name, z))", [name, z.data.tolist()]
    )
    np.testing.assert_allclose(got, np.stack([a.data, z.grad], axis=1), atol=1e-9)
    assert kit.evaluate("(name) => kit.forms.bent(name, 0)[0]", name) == pytest.approx(
        BENDS[name][0](0.0).item(), abs=1e-12
    )


@pytest.mark.parametrize("neurons, phi", [("sigmoid", nn.sigmoid), ("relu", nn.relu)])
def test_the_network_of_the_bumps_is_nnlibs(kit: Page, neurons: str, phi: Any) -> None:
    rng = np.random.default_rng(0)
    x = np.linspace(0, 1, 41)
    for steepness in (5, 50, 500):
        bumps, width = rng.uniform(-1, 2, size=(int(rng.integers(1, 9)), 2)), rng.uniform(0.1, 1)
        made = kit.evaluate(
            "([bumps, width, steep, kind]) => kit.forms.weights(bumps, width, steep, kind)",
            [bumps.tolist(), width, steepness, neurons],
        )
        w, b, v = (np.array(made[key]) for key in "wbv")
        hidden, out = nn.Linear(1, w.size, rng=rng), nn.Linear(w.size, 1, rng=rng)
        hidden.weight.data[:], hidden.bias.data[:] = w.reshape(hidden.weight.shape), b
        out.weight.data[:], out.bias.data[:] = v.reshape(out.weight.shape), 0
        got = kit.evaluate(
            "([x, made, kind]) => kit.forms.network(x, made, kind)", [x.tolist(), made, neurons]
        )
        np.testing.assert_allclose(got, out(phi(hidden(x[:, None]))).data[:, 0], atol=1e-9)

        def step(z: Any) -> Any:  # of height 1, at z = 0
            return np.clip(z + 0.5, 0, 1) if neurons == "relu" else nn.sigmoid(z).data

        left, right = bumps[:, 0] - width / 2, bumps[:, 0] + width / 2
        edges = step(steepness * (x[:, None] - left)) - step(steepness * (x[:, None] - right))
        np.testing.assert_allclose(got, edges @ bumps[:, 1], atol=1e-9)


def test_the_walk_downhill_is_that_of_nnlibs_sgd(kit: Page) -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        curvatures, start = rng.uniform(0.01, 8, size=2), rng.normal(size=2)
        rate, momentum = rng.uniform(0.01, 2 / curvatures.max()), rng.choice([0, 0.5, 0.9])
        w = nn.Tensor(start.copy(), requires_grad=True)
        optimizer = nn.SGD([w], lr=rate, momentum=momentum)
        path = [start]
        for _ in range(30):
            optimizer.zero_grad()
            (w * w * (curvatures / 2)).sum().backward()
            optimizer.step()
            path.append(w.data.copy())
        got = kit.evaluate(
            "([start, bend, rate, momentum]) => kit.forms.descent(start, bend, rate, momentum, 30)",
            [start.tolist(), curvatures.tolist(), float(rate), float(momentum)],
        )
        np.testing.assert_allclose(got, path, atol=1e-9)


def question(pages: dict[str, Page], lesson: str, prompt: str) -> Locator:
    """Find a question on its lesson's page, fresh: nothing answered, no hint open."""
    shown = prompt.replace("`", "")
    form = pages[lesson].locator(".nn-ask").filter(has_text=shown)
    assert form.count() == 1
    return form


def answer(form: Locator) -> str:
    form.locator(".nn-submit").click()
    return form.locator(".nn-feedback").inner_text()


@pytest.mark.parametrize("lesson, exercise", NUMBERS)
def test_each_number_gets_its_own_words(
    lesson_pages: dict[str, Page], lesson: str, exercise: Number
) -> None:
    form = question(lesson_pages, lesson, exercise.prompt)
    box = form.locator("input")
    box.fill(f"{exercise.answer:.12g}")
    assert answer(form) == f"✓ Right. {plain(exercise.right)}"
    for slip in exercise.slips:
        box.fill(f"{slip.value:.12g}")
        assert answer(form) == f"→ Not yet. {plain(slip.hint)}"
    box.fill(f"{exercise.answer * 7.31 + 12345}")
    assert answer(form) == "→ Not yet. That is not it. Take a hint, if you like."
    box.fill("a few")
    assert answer(form) == "Type a number, such as 12, 0.5 or 3/4."


@pytest.mark.parametrize("lesson, exercise", CHOICES)
def test_each_choice_gets_its_own_words(
    lesson_pages: dict[str, Page], lesson: str, exercise: Choice
) -> None:
    form = question(lesson_pages, lesson, exercise.prompt)
    assert answer(form) == "Choose one of the answers first."
    for i, option in enumerate(exercise.options):
        form.locator("input").nth(i).check()
        opening = "✓ Right. " if option.right else "" if exercise.predict else "→ Not yet. "
        assert answer(form) == opening + plain(option.feedback)


@pytest.mark.parametrize("lesson, exercise", [p for p in NUMBERS + CHOICES if p.values[1].hints])
def test_the_ladder_ends_with_the_solution(
    lesson_pages: dict[str, Page], lesson: str, exercise: Any
) -> None:
    form = question(lesson_pages, lesson, exercise.prompt)
    button, steps = form.locator(".nn-hint"), form.locator(".nn-hints li")
    for i in range(len(exercise.hints) + 1):
        assert steps.count() == i
        button.click()
    assert steps.last.inner_text().startswith("Solution.")
    assert button.is_hidden()


def test_a_line_is_dragged_by_its_ends_and_its_middle(browser: Browser, origin: str) -> None:
    with visit(browser, f"{origin}/book/index.html") as seen:
        page, box = seen.page, seen.page.locator(".nn-drawn")
        values = box.locator("output")
        for grip, moved, kept in ((2, (2,), (0, 1)), (0, (0, 1), ()), (1, (0, 1), ())):
            before = values.all_inner_texts()
            drag(page, box.locator(".nn-grip").nth(grip), 25, 40)
            after = values.all_inner_texts()
            assert all(before[i] != after[i] for i in moved)
            assert all(before[i] == after[i] for i in kept)
        none(seen.problems)


#: The drawn widgets: their page, their place on it, and a grip that moves up and down.
DRAWN = [
    ("book/index.html", 0, 2),
    ("book/kit.html", 1, 2),
    ("book/kit.html", 2, 4),
    ("book/kit.html", 3, 0),
    ("book/kit.html", 4, 0),
]


@pytest.mark.parametrize(
    "path, which, grip", DRAWN, ids=["line", "logits", "bumps", "bend", "downhill"]
)
def test_a_finger_drags_the_picture_and_not_the_page(
    browser: Browser, origin: str, path: str, which: int, grip: int
) -> None:
    with visit(browser, f"{origin}/{path}", width=390, has_touch=True) as seen:
        page, box = seen.page, seen.page.locator(".nn-drawn").nth(which)
        circle = box.locator(".nn-grip").nth(grip)
        circle.scroll_into_view_if_needed()
        place = circle.bounding_box()
        assert place is not None
        x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
        before, scrolled = box.locator("output").all_inner_texts(), page.evaluate("scrollY")
        touch = page.context.new_cdp_session(page)
        for kind, up in (("touchStart", 0), *(("touchMove", 8 * i) for i in range(1, 9))):
            points = [{"x": x, "y": y - up}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.wait_for_timeout(100)
        assert box.locator("output").all_inner_texts() != before
        assert page.evaluate("scrollY") == scrolled
        none(seen.problems)


def test_a_raised_bar_lowers_the_others_and_stays_under_the_pointer(
    browser: Browser, origin: str
) -> None:
    with visit(browser, f"{origin}/book/kit.html") as seen:
        box = seen.page.locator(".nn-drawn").nth(1)

        def percents() -> list[float]:
            shown = box.locator(".nn-value").all_text_contents()
            return [float(text.rstrip("%")) for text in shown]

        before, grip = percents(), box.locator(".nn-grip").nth(1)
        grip.scroll_into_view_if_needed()
        was = grip.bounding_box()
        drag(seen.page, grip, 0, -60)
        after, now = percents(), grip.bounding_box()
        assert after[1] > before[1] and all(after[i] < before[i] for i in (0, 2, 3))
        assert was and now and was["y"] - now["y"] == pytest.approx(60, abs=2)
        none(seen.problems)


def test_bumps_are_placed_by_hand_and_kept_when_their_number_changes(
    browser: Browser, origin: str
) -> None:
    with visit(browser, f"{origin}/book/kit.html") as seen:
        box = seen.page.locator(".nn-drawn").nth(2)
        names = box.locator("label").all_inner_texts()
        shown = box.locator("output")  # of the sliders; the first label is the menu's

        def value(name: str) -> float:
            return float(shown.nth(names.index(name) - 1).inner_text().replace("−", "-"))

        def gap() -> float:
            return float(box.locator(".nn-caption").inner_text().split(" by ")[1].split()[0])

        first = gap()
        drag(seen.page, box.locator(".nn-grip").nth(1), 30, -60)
        assert value("chosen bump") == 2
        assert value("its place") > 0.3 and value("its height") > 0.2
        assert gap() < first
        height, bumps = value("its height"), box.get_by_label("bumps", exact=True)
        bumps.press("ArrowRight")
        assert value("bumps") == 6 == box.locator(".nn-grip").count()
        assert value("its height") in (height, 0)
        for _ in range(5):
            bumps.press("ArrowLeft")
        assert value("chosen bump") == 1 == box.locator(".nn-grip").count()
        box.get_by_role("button", name="Heights of the target").click()
        one = gap()
        for _ in range(7):
            bumps.press("ArrowRight")
        box.get_by_role("button", name="Heights of the target").click()
        assert gap() < one / 3  # Nielsen's argument: more bumps, a smaller gap
        none(seen.problems)


def test_the_bias_moves_sideways_and_what_is_added_afterward_up(
    browser: Browser, origin: str
) -> None:
    with visit(browser, f"{origin}/book/kit.html") as seen:
        box = seen.page.locator(".nn-drawn").nth(3)
        shown = box.locator("output")  # weight, bias, added afterward
        before = shown.all_inner_texts()
        drag(seen.page, box.locator(".nn-grip"), 60, 0)
        sideways = shown.all_inner_texts()
        assert sideways[0] == before[0] and sideways[1] != before[1]
        assert abs(float(sideways[2].replace("−", "-"))) < 0.05
        drag(seen.page, box.locator(".nn-grip"), 0, -60)
        up = shown.all_inner_texts()
        assert float(up[2]) > 1
        none(seen.problems)


def test_a_graph_is_stepped_to_its_end_and_back(browser: Browser, origin: str) -> None:
    with visit(browser, f"{origin}/book/kit.html") as seen:
        box = seen.page.locator(".nn-drawn").nth(5)
        after, before = (box.get_by_role("button", name=name) for name in ("Next", "Back"))
        caption, grads = box.locator(".nn-caption"), box.locator(".nn-grad:not(:empty)")
        assert caption.inner_text() == "a · b + a. Given: a = 2 and b = −3."
        before.press("Enter")  # there is nothing before the start
        assert box.locator("output").inner_text() == "start"
        after.press("Enter")
        assert caption.inner_text() == "Forward, 1 of 2: × of a = 2 and b = −3 gives −6."
        assert grads.count() == 0
        for _ in range(9):  # twice as far as the end is
            after.press("Enter")
        assert caption.inner_text().endswith("Done: a has gradient −2 and b has gradient 2.")
        assert sorted(grads.all_text_contents()) == ["grad 1", "grad 1", "grad 2", "grad −2"]
        assert box.locator("output").inner_text() == "back 4"
        before.press("Enter")
        assert box.locator("output").inner_text() == "back 3"
        assert sorted(grads.all_text_contents()) == ["grad 1", "grad 1", "grad −2"]
        none(seen.problems)


def plain(text: str) -> str:
    """Return a text as the page shows it."""
    return text.replace("`", "")
