"""The kit in the browser: closed forms equal to nnlib's, and every answer judged as defined."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import asdict
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page
from site_checks import NO_WIDGET, Browser, drag, none, settle, visit

import nnlib as nn
from coursekit import ask, slide_kernel
from coursekit.exercises import Arrange, Choice, Number, content, find, folder, in_order, lessons
from coursekit.widgets.arrange import arrange_data
from coursekit.widgets.bend import BENDS
from coursekit.widgets.duel import game
from coursekit.widgets.shift import FALL, HIGH, LOW, SPREAD, World, days
from coursekit.widgets.widget import script, style
from nnlib.information import entropy

LESSONS = Path(__file__).parents[2] / "lessons"
TEXTS = {n: (LESSONS / f"{folder(n).name}.ipynb").read_text("utf-8") for n in lessons()}
#: The questions that stand on the pages; those of a gallery are shown one at a time.
ALL = [
    (lesson, e)
    for lesson in lessons()
    for e in content(lesson).values()
    if f'ask(\\"{lesson}/{e.key}\\")' in TEXTS[lesson]
]
NUMBERS = [pytest.param(lesson, e, id=e.key) for lesson, e in ALL if isinstance(e, Number)]
CHOICES = [pytest.param(lesson, e, id=e.key) for lesson, e in ALL if isinstance(e, Choice)]
ARRANGES = [pytest.param(lesson, e, id=e.key) for lesson, e in ALL if isinstance(e, Arrange)]
LOOP_PAGE = "lessons/04_backpropagation.html"


@pytest.fixture(scope="module")
def kit(browser: Browser, origin: str) -> Iterator[Page]:
    """Open an empty page of the book's server that has the kit's script as `kit`."""
    page, problems = browser.new_page(), []
    page.on("pageerror", lambda error: problems.append(f"A script fails: {error}"))
    empty = {"body": "<!doctype html>", "content_type": "text/html"}
    page.route("**/empty.html", lambda route: route.fulfill(**empty))
    page.goto(f"{origin}/empty.html")
    page.add_style_tag(content=style())
    page.evaluate(
        """async (text) => {
          const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
          window.kit = await import(url);
        }""",
        script(),
    )
    yield page
    page.close()
    none(problems)


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


def test_the_weights_and_the_mix_of_the_lookup_are_nnlibs(kit: Page) -> None:
    rng = np.random.default_rng(0)
    for n, d in ((3, 2), (6, 2), (5, 4)):
        q, keys, values = rng.uniform(-3, 3, d), rng.uniform(-3, 3, (n, d)), rng.normal(size=(n, 2))
        got = kit.evaluate(
            "([q, keys, values]) => kit.forms.looked(q, keys, values)",
            [part.tolist() for part in (q, keys, values)],
        )
        mix = nn.scaled_dot_product_attention(q[None], keys, values).data[0]
        np.testing.assert_allclose(got["mix"], mix, atol=1e-9)
        weights = nn.scaled_dot_product_attention(q[None], keys, np.eye(n)).data[0]
        np.testing.assert_allclose(got["weights"], weights, atol=1e-9)


def test_a_covered_picture_is_the_one_that_numpy_covers(kit: Page) -> None:
    rng = np.random.default_rng(0)
    for side in (4, 14):
        for _ in range(10):
            x, size = rng.random((side, side)), int(rng.integers(0, 4))
            row, column = (int(k) for k in rng.integers(0, side - size + 1, 2))
            ink = int(rng.integers(2))
            got = kit.evaluate(
                "([x, side, square]) => kit.forms.covered(x, side, square)",
                [
                    x.ravel().tolist(),
                    side,
                    {"row": row, "column": column, "size": size, "ink": ink},
                ],
            )
            x[row : row + size, column : column + size] = ink
            np.testing.assert_array_equal(got, x.ravel())


@pytest.mark.parametrize("padding", [0, 1, 2])
def test_the_map_of_a_kernel_is_nnlibs(kit: Page, padding: int) -> None:
    rng = np.random.default_rng(padding)
    for rows, columns in ((3, 3), (5, 8), (9, 4)):
        x, kernel, bias = rng.normal(size=(rows, columns)), rng.normal(size=(3, 3)), rng.normal()
        got = kit.evaluate(
            "([x, shape, k, b, p]) => kit.forms.convolved(x, shape, k, b, p)",
            [x.ravel().tolist(), [rows, columns], kernel.ravel().tolist(), float(bias), padding],
        )
        wanted = nn.conv2d(x[None, None], kernel[None, None], np.array([bias]), padding=padding)
        np.testing.assert_allclose(got, wanted.data.ravel(), atol=1e-9)


@pytest.mark.parametrize("shape, padding, pool", [((8, 8), 1, 2), ((7, 10), 0, 2), ((6, 9), 2, 3)])
def test_what_a_convolutional_network_says_is_nnlibs(
    kit: Page, shape: tuple[int, int], padding: int, pool: int
) -> None:
    rng = np.random.default_rng(0)
    maps = 4 * math.prod((n + 2 * padding - 2) // pool for n in shape)
    layers: list[Any] = [nn.Conv2d(1, 4, 3, padding=padding, rng=rng), nn.ReLU()]
    layers += [nn.MaxPool2d(pool), nn.Flatten(), nn.Linear(maps, 5, rng=rng)]
    for layer in (layers[0], layers[4]):
        layer.bias.data[:] = rng.normal(size=layer.bias.shape)
    model = nn.Sequential(*layers)
    widget = slide_kernel({"noise": rng.random(shape)}, network=model)
    for _ in range(5):
        x = rng.random(shape)
        got = kit.evaluate(
            "([network, x, shape]) => kit.forms.readBy(network, x, shape)",
            [widget.data["network"], x.ravel().tolist(), list(shape)],
        )
        maps_there = model[1](model[0](x[None, None])).data[0]
        np.testing.assert_allclose(got["maps"], maps_there.reshape(4, -1), atol=1e-9)
        np.testing.assert_allclose(got["p"], nn.softmax(model(x[None, None])).data[0], atol=1e-9)


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM])
def test_the_states_and_answers_of_a_reader_are_nnlibs(kit: Page, kind: Any) -> None:
    """So is how far the answer moves when a letter is swapped for another of its kind."""
    rng = np.random.default_rng(0)
    for _ in range(10):
        letters, hidden, answers, length = (int(k) for k in rng.integers(2, 8, 4))
        layer, out = kind(letters, hidden, rng=rng), nn.Linear(hidden, answers, rng=rng)
        layer.bias.data[:] = rng.normal(size=layer.bias.shape)
        out.bias.data[:] = rng.normal(size=answers)
        weights = [layer.weight_ih, layer.weight_hh, layer.bias, out.weight, out.bias]
        text = rng.integers(letters, size=length).tolist()
        kinds = [list(range(0, letters, 2)), list(range(1, letters, 2))]

        def last(
            text: list[int], layer: Any = layer, out: Any = out, letters: int = letters
        ) -> Any:
            return nn.softmax(out(layer(np.eye(letters)[None, text])[0])).data[0]

        sent = {
            "gates": layer.gates,
            "hidden": hidden,
            "w": [w.data.ravel().tolist() for w in weights],
        }
        read, moved = kit.evaluate(
            """([model, text, kinds]) => [
              kit.forms.recited(model, text), kit.forms.influences(model, text, kinds),
            ]""",
            [sent, text, kinds],
        )
        np.testing.assert_allclose(
            [r["h"] for r in read], layer(np.eye(letters)[None, text])[0].data[0], atol=1e-9
        )
        np.testing.assert_allclose([r["p"] for r in read], last(text), atol=1e-9)
        wanted = [
            max(
                (
                    abs(last([*text[:i], other, *text[i + 1 :]])[-1] - last(text)[-1]).sum() / 2
                    for other in kinds[own % 2]
                    if other != own
                ),
                default=0,
            )
            for i, own in enumerate(text)
        ]
        np.testing.assert_allclose(moved, wanted, atol=1e-9)


@pytest.mark.parametrize("phi", ["identity", "relu", "tanh", "sigmoid"])
@pytest.mark.parametrize("sizes", [(64, 32, 10), (2, 2, 1), (5, 7, 6, 3), (3, 1)])
def test_the_passes_of_the_network_are_nnlibs(kit: Page, sizes: tuple[int, ...], phi: str) -> None:
    """Forward, backward and one step of SGD, for a softmax of many outputs or one logit."""
    rng = np.random.default_rng(0)
    layers: list[Any] = []
    for n, m in itertools.pairwise(sizes):
        layers += [nn.Linear(n, m, rng=rng), getattr(nn, phi)]
        layers[-2].bias.data[:] = rng.normal(size=m)
    model, x = nn.Sequential(*layers[:-1]), rng.normal(size=sizes[0])
    linear = model.layers[::2]
    label = int(rng.integers(max(2, sizes[-1])))
    z = model(x[None])
    loss = (
        nn.binary_cross_entropy_with_logits(z, [[float(label)]])
        if sizes[-1] == 1
        else nn.cross_entropy(z, [label])
    )
    loss.backward()
    sent = [
        {"w": layer.weight.data.ravel().tolist(), "b": layer.bias.data.tolist(), "phi": phi}
        for layer in linear
    ]
    sent[-1]["phi"] = "identity"
    pass_, back, after = kit.evaluate(
        """([layers, x, label]) => {
          const { forward, backward, stepped } = kit.forms;
          const pass = forward(layers, x), back = backward(layers, pass, label);
          return [pass, back, forward(stepped(layers, pass, back.deltas, 0.3), x)];
        }""",
        [sent, x.tolist(), label],
    )
    share = nn.sigmoid(z) if sizes[-1] == 1 else nn.softmax(z)
    np.testing.assert_allclose(pass_["p"], share.data[0], atol=1e-9)
    assert back["loss"] == pytest.approx(loss.item(), abs=1e-9)
    for layer, a, delta in zip(linear, pass_["a"], back["deltas"], strict=False):
        np.testing.assert_allclose(np.outer(a, delta), layer.weight.grad, atol=1e-9)
        np.testing.assert_allclose(delta, layer.bias.grad, atol=1e-9)
    nn.SGD(model.parameters(), lr=0.3).step()
    np.testing.assert_allclose(after["z"][-1], model(x).data, atol=1e-9)


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


def test_the_days_of_a_shifted_world_are_nnlibs(kit: Page) -> None:
    """Probabilities, accuracy and KS distance; and P(x | y) stays when the share changes."""
    rng = np.random.default_rng(0)
    fixed = {"low": LOW, "high": HIGH, "spread": SPREAD, "fall": FALL}
    for _ in range(30):
        worlds = [
            World(rng.uniform(5, 45), rng.uniform(0, 34), 2 ** rng.uniform(-4, 4)) for _ in "ab"
        ]
        border = float(rng.uniform(LOW, HIGH))
        got, ks = kit.evaluate(
            """([worlds, border, fixed]) => {
              const found = worlds.map((world) => kit.forms.days(world, border, fixed));
              return [found, kit.forms.distance(...found)];
            }""",
            [[asdict(world) for world in worlds], border, fixed],
        )
        totals = []
        for there, world in zip(got, worlds, strict=True):
            x, empty, full = days(world)
            np.testing.assert_allclose(there["x"], x, atol=1e-9)
            np.testing.assert_allclose([there["empty"], there["full"]], [empty, full], atol=1e-9)
            assert there["share"] == pytest.approx(full.sum(), abs=1e-9)
            right = np.where(x > border, full, empty).sum()
            assert there["right"] == pytest.approx(right, abs=1e-9)
            totals.append((empty + full).cumsum())
            even = days(World(world.mean, world.rise))[1:]
            for part, other in zip((empty, full), even, strict=True):
                np.testing.assert_allclose(part / part.sum(), other / other.sum(), atol=1e-9)
        assert ks == pytest.approx(abs(totals[0] - totals[1]).max(), abs=1e-9)


def test_the_bits_of_a_code_are_nnlibs_and_no_word_begins_another(kit: Page) -> None:
    rng = np.random.default_rng(0)
    for _ in range(40):
        p, lengths = rng.dirichlet(np.ones(4)), rng.integers(1, 6, 4)
        got = kit.evaluate("([p, l]) => kit.forms.coded(p, l)", [p.tolist(), lengths.tolist()])
        assert got["entropy"] == pytest.approx(entropy(p, base=2), abs=1e-9)
        assert got["mean"] == pytest.approx(p @ lengths, abs=1e-9)
        assert got["used"] == pytest.approx((0.5**lengths).sum(), abs=1e-12)
        assert (got["words"] is None) == (got["used"] > 1)
        for (word, bits), (other, _) in itertools.permutations(
            zip(got["words"] or [], lengths, strict=False), 2
        ):
            assert len(word) == bits and not other.startswith(word)


def test_the_bits_of_two_variables_are_nnlibs(kit: Page) -> None:
    rng = np.random.default_rng(1)
    for p, yes, no in (*rng.random((30, 3)), (0.5, 1.0, 0.0), (0.3, 0.0, 0.0)):
        got = kit.evaluate(
            "([p, yes, no]) => kit.forms.entropies(p, yes, no)", [float(p), float(yes), float(no)]
        )
        table = np.array([[p * yes, p * (1 - yes)], [(1 - p) * no, (1 - p) * (1 - no)]])
        x, y, both = (
            entropy(q, base=2) for q in (table.sum(axis=1), table.sum(axis=0), table.ravel())
        )
        want = {"x": x, "y": y, "both": both, "shared": x + y - both}
        assert got == pytest.approx(want, abs=1e-9)


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


def test_the_network_of_the_towers_is_nnlibs(kit: Page) -> None:
    """Four steps a tower, a neuron that fires where both bumps meet, and a weighted sum."""
    rng = np.random.default_rng(0)
    for steep in (5, 50, 200):
        n = int(rng.integers(1, 7))
        towers = rng.uniform((0, 0, 0.1, -1), (1, 1, 1, 1), size=(n, 4))
        spot = rng.uniform(0, 1, 2)
        first, second = nn.Linear(2, 4 * n, rng=rng), nn.Linear(4 * n, n, rng=rng)
        first.weight.data[:], second.weight.data[:] = 0, 0
        second.bias.data[:] = -1.5 * steep
        for k, (*middle, side, _) in enumerate(towers):
            for i in (0, 1):
                for j, sign in enumerate((-1, 1)):
                    at = 4 * k + 2 * i + j
                    first.weight.data[i, at] = steep
                    first.bias.data[at] = -steep * (middle[i] + sign * side / 2)
                    second.weight.data[at, k] = -sign * steep
        out = nn.sigmoid(second(nn.sigmoid(first(spot[None])))).data[0] @ towers[:, 3]
        got = kit.evaluate(
            "([list, steep, spot]) => kit.forms.towersAt(list, steep, spot)",
            [towers.tolist(), steep, spot.tolist()],
        )
        assert got == pytest.approx(out, abs=1e-9)


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


@pytest.mark.parametrize("in_turn", [False, True])
@pytest.mark.parametrize("minimax", [False, True])
def test_the_game_of_two_numbers_is_nnlibs(kit: Page, in_turn: bool, minimax: bool) -> None:
    """The path, and by how much a step near the balance multiplies the distance."""
    rng = np.random.default_rng(0)
    for penalty in (0.0, 0.1, 0.8, 2.0):
        start, rates = rng.uniform((-2, -1.2), (2, 1.2)), rng.uniform(0.05, 1, 2)
        rules = {"g": rates[0], "d": rates[1], "penalty": penalty}
        rules |= {"inTurn": in_turn, "minimax": minimax}
        path, factor = kit.evaluate(
            """([start, rules]) =>
              [kit.forms.played(start, rules, 30), kit.forms.factor(rules)]""",
            [start.tolist(), rules],
        )
        want = game(tuple(start), tuple(rates), penalty, in_turn, minimax, 30)
        np.testing.assert_allclose(path, want, atol=1e-9)
        near = [
            game(tuple(1e-6 * unit), tuple(rates), penalty, in_turn, minimax, 1)[1] / 1e-6
            for unit in np.eye(2)
        ]
        assert factor == pytest.approx(abs(np.linalg.eigvals(near)).max(), abs=1e-5)


@pytest.mark.parametrize(
    "path, told", [("book/kit.html", True), ("lessons/05_gradient_descent.html", False)]
)
def test_the_walk_downhill_keeps_its_limit_where_that_is_the_task(
    browser: Browser, origin: str, path: str, told: bool
) -> None:
    with visit(browser, f"{origin}/{path}") as seen:
        caption = seen.page.locator(".nn-drawn[aria-label='Walk downhill'] .nn-caption")
        assert "momentum 0" in caption.inner_text()
        assert ("the limit is" in caption.inner_text()) == told
        none(seen.problems)


ALONE = """async (data) => {
  localStorage.clear();
  const el = document.createElement("div"), state = { kind: "ask", data };
  document.body.replaceChildren(el);
  const set = (key, value) => { state[key] = value; };
  const model = { get: (key) => state[key], set, save_changes() {} };
  await kit.default.render({ model, el });
}"""


def question(kit: Page, lesson: str, exercise: Choice | Number) -> Locator:
    """Show a question, fresh: nothing answered, no hint open."""
    kit.evaluate(ALONE, ask(f"{lesson}/{exercise.key}").data)
    return kit.locator(".nn-ask")


# Gives answers by script, which is quicker than by hand: hands are for `test_site_widgets`.
ANSWERS = """(form, given) => given.map((one) => {
  const fields = form.querySelectorAll("input[type=radio], input[type=text]");
  if (typeof one === "number") fields[one].click();
  if (typeof one === "string") {
    fields[0].value = one;
    fields[0].dispatchEvent(new Event("input", { bubbles: true }));
  }
  form.querySelector(".nn-submit").click();
  return form.querySelector(".nn-feedback").innerText;
})"""


def answers(form: Locator, *given: str | int | None) -> list[str]:
    """Give a text, the place of an option, or nothing new; return what is said to each."""
    said: list[str] = form.evaluate(ANSWERS, list(given))
    return said


@pytest.mark.parametrize("lesson, exercise", NUMBERS)
def test_each_number_gets_its_own_words(kit: Page, lesson: str, exercise: Number) -> None:
    values = [exercise.answer, *(slip.value for slip in exercise.slips)]
    odd = [str(exercise.answer * 7.31 + 12345), "a few"]
    said = answers(question(kit, lesson, exercise), *(f"{v:.12g}" for v in values), *odd)
    assert said == [
        f"✓ Right. {plain(exercise.right)}",
        *(f"→ Not yet. {plain(slip.hint)}" for slip in exercise.slips),
        "→ Not yet. That is not it. Take a hint, if you like.",
        "Type a number, such as 12, 0.5 or 3/4.",
    ]


@pytest.mark.parametrize("lesson, exercise", CHOICES)
def test_each_choice_gets_its_own_words(kit: Page, lesson: str, exercise: Choice) -> None:
    form = question(kit, lesson, exercise)
    options = in_order(exercise, f"{lesson}/{exercise.key}")
    assert form.locator(".nn-option").all_inner_texts() == [plain(o.text) for o in options]
    if exercise.predict:  # one guess, and no verdict
        assert answers(form, None, 0) == [
            "Choose one of the answers first.", "Kept. You will see.",
        ]  # fmt: skip
        return
    assert answers(form, None, *range(len(options))) == [
        "Choose one of the answers first.",
        *(f"{'✓ Right.' if o.right else '→ Not yet.'} {plain(o.feedback)}" for o in options),
    ]


@pytest.mark.parametrize("lesson, exercise", [p for p in NUMBERS + CHOICES if p.values[1].hints])
def test_the_ladder_ends_with_the_solution(kit: Page, lesson: str, exercise: Any) -> None:
    form = question(kit, lesson, exercise)
    button, steps = form.locator(".nn-hint"), form.locator(".nn-hints li")
    for i in range(len(exercise.hints) + 1):
        assert steps.count() == i
        button.click()
    assert steps.last.inner_text().startswith("Solution.")
    assert button.is_hidden()


def judged(kit: Page, name: str, exercise: Arrange, *programs: list[str]) -> list[list[Any]]:
    """Judge programs, lines in the order in which they are given."""
    data = arrange_data(exercise, name)
    texts = [text for text, _, _ in data["rows"]]
    rows = [[texts.index(text) for text in placed] for placed in programs]
    script = "([data, all]) => all.map((rows) => kit.forms.judgeArrange(data, rows))"
    verdicts: list[list[Any]] = kit.evaluate(script, [data, rows])
    return verdicts


@pytest.mark.parametrize("lesson, exercise", ARRANGES)
def test_each_order_gets_its_own_words(kit: Page, lesson: str, exercise: Arrange) -> None:
    """Every order that is allowed passes; decoys, named mistakes and gaps get their own hint."""
    name, lines = f"{lesson}/{exercise.key}", list(exercise.lines)
    places = range(len(lines))
    orders = list(permutations(places)) if len(lines) <= 7 else [tuple(places)]
    programs = [[lines[place] for place in order] for order in orders]
    for order, (right, said) in zip(orders, judged(kit, name, exercise, *programs), strict=True):
        allowed = all(order.index(a) < order.index(b) for a, b in exercise.needs())
        assert right == allowed and (said == exercise.right) == allowed
    for decoy in exercise.decoys:
        assert judged(kit, name, exercise, [*lines, decoy.text]) == [[False, decoy.hint]]
    for early in exercise.mistakes:
        swapped = [lines[early.line], lines[early.than]]
        assert judged(kit, name, exercise, swapped) == [[False, early.hint]]
    nothing, (right, said) = judged(kit, name, exercise, [], lines[1:])
    assert nothing[0] is None
    assert right is False and said.startswith("So far nothing is wrong, but 1 of")


def arrangement(page: Page) -> tuple[Locator, Locator, Locator]:
    """Return the exercise of lesson 4: its form, its program, and the lines to choose from."""
    box = page.locator(".nn-arrange")
    return box, box.locator(".nn-built"), box.locator(".nn-pool")


def in_words(lines: Locator) -> list[str]:
    """Return the lines of a list as they are read."""
    return lines.locator(".nn-words").all_inner_texts()


LOOP = find("04/training-loop")


def test_lines_are_put_in_order_by_the_keyboard_and_stay(browser: Browser, origin: str) -> None:
    """Added, moved and taken out by keys, never losing the focus; the answer survives a reload."""
    assert isinstance(LOOP, Arrange)
    lines = [line.strip() for line in LOOP.lines]
    with visit(browser, f"{origin}/{LOOP_PAGE}") as seen:
        page, (box, built, pool) = seen.page, arrangement(seen.page)
        lying = in_words(pool)

        def press(line: str, what: str, key: str = "Enter") -> str:
            box.get_by_role("button", name=f"{what}: {line}", exact=True).press(key)
            return str(page.evaluate("document.activeElement.getAttribute('aria-label') ?? ''"))

        for line in reversed(lines):
            assert press(line, "Add").startswith("Add: ")
        box.locator(".nn-submit").press("Enter")
        hint = box.locator(".nn-feedback").inner_text()
        assert hint == f"→ Not yet. {plain(LOOP.mistakes[0].hint)}"
        for i, line in enumerate(lines):
            for _ in range(len(lines) - 1 - i):
                assert press(line, "Move up", "ArrowUp") == f"Move up: {line}"
        assert in_words(built) == lines
        assert press(lines[-1], "Take out", "Delete").startswith("Take out: ")
        assert press(lines[-1], "Add") != ""
        box.locator(".nn-submit").press("Enter")
        for _ in range(2):
            assert in_words(built) == lines
            assert box.locator(".nn-feedback").inner_text() == f"✓ Right. {plain(LOOP.right)}"
            page.reload()
            settle(page)
        box.locator(".nn-reset").click()
        assert in_words(pool) == lying and not in_words(built)
        none(seen.problems)


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "finger"])
def test_lines_are_dragged_into_order(browser: Browser, origin: str, touch: bool) -> None:
    """Into the program, within it and out of it; beside the handle a swipe scrolls the page."""
    size: dict[str, Any] = {"width": 390, "has_touch": True} if touch else {}
    with visit(browser, f"{origin}/{LOOP_PAGE}", **size) as seen:
        page, (box, built, pool) = seen.page, arrangement(seen.page)
        box.scroll_into_view_if_needed()
        finger = page.context.new_cdp_session(page)

        def drag_to(start: Locator, goal: Locator, share: float) -> None:
            place, to = start.bounding_box(), goal.bounding_box()
            assert place and to
            x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
            end = to["y"] + share * to["height"]
            steps = [y + (end - y) * i / 5 for i in range(6)]
            if not touch:
                page.mouse.move(x, y)
                page.mouse.down()
                for up in steps:
                    page.mouse.move(x + 5, up)
                page.mouse.up()
                return
            for kind, up in zip(["touchStart", *["touchMove"] * 5], steps, strict=True):
                points = [{"x": x, "y": up}]
                finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

        page.evaluate("document.querySelector('.nn-arrange').scrollIntoView({ block: 'center' })")
        first, second = in_words(pool)[:2]
        drag_to(pool.locator(".nn-grab").first, built, 0.5)
        assert in_words(built) == [first]
        drag_to(pool.locator(".nn-grab").first, built.locator("li").first, 0.2)
        assert in_words(built) == [second, first]
        drag_to(built.locator(".nn-grab").first, built, 0.95)
        assert in_words(built) == [first, second]
        drag_to(built.locator(".nn-grab").first, pool, 0.5)
        assert in_words(built) == [second] and in_words(pool)[0] == first
        if touch:
            scrolled = page.evaluate("scrollY")
            place = pool.locator(".nn-words").first.bounding_box()
            assert place
            for kind, up in (("touchStart", 0), *(("touchMove", 20 * i) for i in range(1, 6))):
                points = [{"x": place["x"] + 20, "y": place["y"] + 5 - up}]
                finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
            page.wait_for_timeout(300)
            assert page.evaluate("scrollY") > scrolled and in_words(built) == [second]
        none(seen.problems)


def test_a_line_is_dragged_by_its_ends_and_its_middle(browser: Browser, origin: str) -> None:
    with visit(browser, f"{origin}/book/kit.html", widgets="#widget-line") as seen:
        page, box = seen.page, widget(seen.page, "line")
        values = box.locator("output")
        for grip, moved, kept in ((2, (2,), (0, 1)), (0, (0, 1), ()), (1, (0, 1), ())):
            before = values.all_inner_texts()
            drag(page, box.locator(".nn-grip").nth(grip), 25, 40)
            after = values.all_inner_texts()
            assert all(before[i] != after[i] for i in moved)
            assert all(before[i] == after[i] for i in kept)
        none(seen.problems)


#: The drawn widgets by name, each with a grip that moves up and down.
DRAWN = {
    "line": 2,
    "logits": 2,
    "bumps": 4,
    "towers": 0,
    "bend": 0,
    "downhill": 0,
    "duel": 0,
    "shift": 2,
    "cover": 0,
    "slide": 0,
    "code": 4,
    "joint": 1,
    "lookup": 0,
}


@pytest.fixture(scope="module")
def touched(browser: Browser, origin: str) -> Iterator[Page]:
    """Open the kit's page on a device with a touch screen, with these widgets live."""
    chosen = ", ".join(f"#widget-{name}" for name in DRAWN)
    options = {"width": 390, "has_touch": True, "widgets": chosen}
    with visit(browser, f"{origin}/book/kit.html", **options) as seen:
        yield seen.page
        none(seen.problems)


@pytest.mark.parametrize("name, grip", DRAWN.items(), ids=DRAWN)
def test_a_finger_drags_the_picture_and_not_the_page(touched: Page, name: str, grip: int) -> None:
    box = widget(touched, name)
    circle = box.locator(".nn-grip").nth(grip)
    circle.scroll_into_view_if_needed()
    place = circle.bounding_box()
    assert place is not None
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    before, scrolled = box.locator("output").all_inner_texts(), touched.evaluate("scrollY")
    finger = touched.context.new_cdp_session(touched)
    for kind, up in (("touchStart", 0), *(("touchMove", 8 * i) for i in range(1, 9))):
        points = [{"x": x, "y": y - up}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touched.wait_for_timeout(100)
    assert box.locator("output").all_inner_texts() != before
    assert touched.evaluate("scrollY") == scrolled


def test_a_kernel_is_changed_by_a_click_and_its_slider_and_slides_over_a_drawing(
    browser: Browser, origin: str
) -> None:
    with visit(browser, f"{origin}/book/kit.html", widgets="#widget-slide") as seen:
        box = widget(seen.page, "slide")
        caption = box.locator(".nn-caption")
        first = caption.inner_text()
        assert "vertical edges: at row 3, column 3" in first
        box.locator("[data-cell='8']").click()
        assert "Weight 9 of 9 is 1.00" in caption.inner_text()
        box.get_by_label("its value").press("ArrowRight")
        assert "vertical edges (changed)" in caption.inner_text()
        assert "Weight 9 of 9 is 1.10" in caption.inner_text()
        box.get_by_label("picture", exact=True).select_option("a 5")
        grid = box.locator(".nn-net-ink")
        grid.focus()
        before = caption.inner_text()
        for key in ("ArrowLeft", "Space", "ArrowUp", "Space"):
            grid.press(key)
        assert before != caption.inner_text()
        assert caption.inner_text().startswith("Your drawing")
        box.locator(".nn-reset").click()
        assert caption.inner_text() == first
        none(seen.problems)


def test_a_filter_of_a_network_is_changed_and_one_draws_for_it(
    browser: Browser, origin: str
) -> None:
    with visit(browser, f"{origin}/lessons/13_convolution.html") as seen:
        box = seen.page.locator(".nn-drawn:has([data-map])")
        caption = box.locator(".nn-caption")
        assert "filter 1: " in caption.inner_text() and "The network says 7" in caption.inner_text()
        box.locator("[data-map='5']").click()
        assert "filter 6: " in caption.inner_text()
        box.get_by_role("button", name="Clear").click()
        assert caption.inner_text().startswith("Your drawing, filter 6: at row 4")
        blank = caption.inner_text()
        pad = box.locator(".nn-net-pad").bounding_box()
        assert pad is not None
        for across in (0.3, 0.6):
            x, y = pad["x"] + across * pad["width"], pad["y"] + pad["height"] / 4
            seen.page.mouse.move(x, y)
            seen.page.mouse.down()
            seen.page.mouse.move(x, y + pad["height"] / 2, steps=6)
            seen.page.mouse.up()
        drawn = caption.inner_text()
        assert drawn != blank
        box.get_by_label("its value").press("ArrowRight")
        assert "filter 6 (changed)" in caption.inner_text() and caption.inner_text() != drawn
        none(seen.problems)


def test_a_raised_bar_lowers_the_others_and_stays_under_the_pointer(
    browser: Browser, origin: str
) -> None:
    with visit(browser, f"{origin}/book/kit.html", widgets="#widget-logits") as seen:
        box = widget(seen.page, "logits")

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
    with visit(browser, f"{origin}/book/kit.html", widgets="#widget-bumps") as seen:
        box = widget(seen.page, "bumps")
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
    with visit(browser, f"{origin}/book/kit.html", widgets="#widget-bend") as seen:
        box = widget(seen.page, "bend")
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


def test_a_letter_is_swapped_and_the_head_is_dragged(browser: Browser, origin: str) -> None:
    with visit(browser, f"{origin}/book/kit.html", widgets="#widget-reader") as seen:
        box = widget(seen.page, "reader")
        caption, swap = box.locator(".nn-caption"), box.get_by_role("button", name="Swap the")
        assert "after “(ab)b”" in caption.inner_text()
        swap.click()
        assert "after “)ab)b”" in caption.inner_text()
        swap.click()
        assert "after “(ab)b”" in caption.inner_text()
        drag(seen.page, box.locator(".nn-grip"), -120, 0)
        assert int(box.locator("output").first.inner_text()) < 5
        none(seen.problems)


def widget(page: Page, name: str) -> Locator:
    """Return a widget of a page by its name there."""
    return page.locator(f"#widget-{name} .nn-kit")


def test_no_widget_is_taller_than_a_laptops_window(browser: Browser, origin: str) -> None:
    with visit(browser, f"{origin}/book/kit.html") as seen:
        heights = seen.page.locator("[id^=widget-] :is(.nn-explore, .nn-drawn)").evaluate_all(
            "(all) => all.map((n) => [n.closest('[id]').id, n.getBoundingClientRect().height])"
        )
        assert len(heights) > 8
        none([f"{name} is {height:.0f} px high." for name, height in heights if height > 600])


def test_nothing_moves_when_a_caption_changes(browser: Browser, origin: str) -> None:
    """Each slider to both ends: the controls stay where they are."""
    for width in (1280, 390):
        with visit(browser, f"{origin}/book/kit.html", width=width) as seen:
            problems: list[str] = seen.page.evaluate(
                """() => [...document.querySelectorAll("[id^=widget-] :is(.nn-explore, .nn-drawn)")]
                  .flatMap((box) => {
                    const sliders = [...box.querySelectorAll("input[type=range]")]
                      .filter((slider) => slider.checkVisibility());
                    const top = (slider) => slider.getBoundingClientRect().top -
                      box.getBoundingClientRect().top;
                    return sliders.flatMap((slider) => {
                      const places = [slider.min, slider.max].map((value) => {
                        slider.value = value;
                        slider.dispatchEvent(new Event("input"));
                        return [top(slider), box.offsetHeight];
                      });
                      return String(places[0]) === String(places[1]) ? [] :
                        [`${box.parentElement.parentElement.id}: ${places.join(" then ")}`];
                    });
                  })"""
            )
            none(problems)


def test_a_copied_link_leads_to_the_widget_in_its_state(browser: Browser, origin: str) -> None:
    allowed = {"permissions": ["clipboard-read", "clipboard-write"]}
    with visit(browser, f"{origin}/book/kit.html", **allowed) as seen:
        links, captions = {}, {}
        for name in ("descend", "line", "network", "folding"):
            box = widget(seen.page, name)
            slider = box.locator("input[type=range]:visible").first
            slider.press("ArrowRight" if name != "network" else "ArrowLeft")
            captions[name] = box.locator(".nn-caption").inner_text()
            box.get_by_role("button", name="Copy link").click()
            box.get_by_role("button", name="Copied").wait_for()
            links[name] = seen.page.evaluate("navigator.clipboard.readText()")
        none(seen.problems)
    for name, link in links.items():
        with visit(browser, link, widgets=NO_WIDGET) as seen:
            box = widget(seen.page, name)
            box.locator(".nn-caption").wait_for()
            seen.page.wait_for_timeout(500)
            assert box.locator(".nn-caption").inner_text() == captions[name]
            assert box.evaluate("(n) => Math.abs(n.getBoundingClientRect().top) < innerHeight")
            none(seen.problems)


def test_a_digit_is_drawn_and_a_neuron_is_chosen(browser: Browser, origin: str) -> None:
    """By mouse and by keyboard; Clear empties the grid, Reset brings the first example back."""
    with visit(browser, f"{origin}/book/kit.html", widgets="#widget-network") as seen:
        page, box = seen.page, widget(seen.page, "network")
        caption, grid = box.locator(".nn-caption"), box.locator(".nn-net-ink")
        first = caption.inner_text()
        box.get_by_role("button", name="Clear").click()
        assert "Nothing is drawn" in caption.inner_text()
        place = grid.bounding_box()
        assert place is not None
        x, y = place["x"] + place["width"] / 2, place["y"]
        page.mouse.move(x, y + 0.1 * place["height"])
        page.mouse.down()
        page.mouse.move(x, y + 0.9 * place["height"], steps=8)
        page.mouse.up()
        assert "It says" in (drawn := caption.inner_text()) and "Nothing" not in drawn
        grid.press("ArrowLeft")
        grid.press("Space")
        assert grid.evaluate("(n) => n === document.activeElement")
        neurons = box.locator(".nn-net-neurons")
        neurons.press("ArrowDown")
        assert "Hidden neuron 1 adds 64 products" in caption.inner_text()
        neurons.press("ArrowRight")
        assert "Output 0 adds 32 products" in caption.inner_text()
        box.get_by_role("button", name="Gradient").click()
        assert "For the label 1 the loss is" in caption.inner_text()
        step = box.get_by_label("one step, η")
        for _ in range(4):
            step.press("ArrowRight")
        assert "One step of η = 0.1 takes 1 from" in caption.inner_text()
        box.get_by_role("button", name="Reset").click()
        assert caption.inner_text() == first
        none(seen.problems)


def test_a_second_neuron_folds_the_plane(browser: Browser, origin: str) -> None:
    with visit(browser, f"{origin}/book/kit.html", widgets="#widget-folding") as seen:
        page, box = seen.page, widget(seen.page, "folding")
        caption = box.locator(".nn-caption")
        assert box.locator(".nn-grip").count() == 2
        for _ in range(3):
            drag(page, box.locator(".nn-grip").first, 10, 10)
        assert "Is one line enough?" in caption.inner_text()
        box.get_by_role("button", name="Add a second neuron").click()
        assert box.locator(".nn-grip").count() == 6
        training = box.get_by_label("training")
        training.press("End")
        assert "4 of 4 points are right, after 240 steps" in caption.inner_text()
        none(seen.problems)


def test_a_graph_is_stepped_to_its_end_and_back(browser: Browser, origin: str) -> None:
    with visit(browser, f"{origin}/book/kit.html", widgets="#widget-graph") as seen:
        box = widget(seen.page, "graph")
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
