"""Widgets as payloads: what they hold, what they say as text, and what bad input is told."""

from __future__ import annotations

import gzip
import itertools
import re
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

import nnlib as nn
from coursekit import (
    build_code,
    build_from_bumps,
    build_from_towers,
    cover_part,
    drag_line,
    drag_shift,
    explore,
    figure,
    folding,
    look_up,
    move_bend,
    move_logits,
    network,
    notes_table,
    play_duel,
    read_along,
    share_bits,
    show,
    slide_kernel,
    step_graph,
    walk_downhill,
)
from coursekit.figures import svg
from coursekit.widgets.explore import MOST_BYTES, pack
from coursekit.widgets.widget import WIDGETS, module, script

KEYS = np.array([[2.0, 0], [0, 1], [-1, -1]])


def draw(rate: float, kind: str = "a") -> tuple[Figure, str]:
    fig, ax = figure(size=(2, 1))
    ax.plot([0, rate])
    return fig, f"A line of kind {kind} that rises to {rate}."


def test_explore_holds_a_picture_and_a_sentence_for_every_combination() -> None:
    widget = explore(draw, rate=[0.1, 1.0, 2.0], kind=["a", "b"], start={"rate": 1.0})
    frames = gzip.decompress(widget.frames).split(b"\0")
    assert len(frames) == len(widget.data["alts"]) == 6
    assert len(set(frames)) == 3 and all(b"<svg" in frame for frame in frames)
    assert widget.data["alts"][3] == "A line of kind b that rises to 1.0."
    rate, kind = widget.data["controls"]
    assert (rate["slider"], rate["start"], rate["values"]) == (True, 1, ["0.1", "1", "2"])
    assert (kind["slider"], kind["label"]) == (False, "kind")
    assert repr(widget) == (
        "Explore by rate (0.1, 1, 2); kind (a, b). First picture: "
        "A line of kind a that rises to 1.0."
    )


def test_a_widget_that_is_too_heavy_for_a_page_says_what_to_do() -> None:
    noise = np.random.default_rng(0).bytes(MOST_BYTES // 2)
    assert pack([noise], "explore(small)")
    said = r"explore\(draw_all\): its 3 pictures weigh 0.60 MB, but 0.4 MB are the most"
    with pytest.raises(ValueError, match=said):
        pack([noise, noise[::-1], noise[::2] + noise[1::2]], "explore(draw_all)")


def test_explore_is_named_for_its_function() -> None:
    assert explore(draw, rate=[1, 2]).data["name"] == "draw"
    unnamed = explore(lambda n: draw(n), n=[1, 2])
    assert unnamed.data["name"] == "lambda"


def test_explore_gives_the_same_bytes_for_the_same_pictures() -> None:
    assert explore(draw, rate=[1, 2]).frames == explore(draw, rate=[1, 2]).frames


def mlp(*sizes: int, last: Any = None) -> nn.Sequential:
    rng = np.random.default_rng(0)
    layers: list[Any] = []
    for n, m in itertools.pairwise(sizes):
        layers += [nn.Linear(n, m, rng=rng), nn.Tanh()]
    return nn.Sequential(*layers[:-1], *([last] if last else []))


def mlp_moments(*sizes: int) -> list[tuple[int, dict[str, Any]]]:
    return [(i, mlp(*sizes).state_dict()) for i in range(3)]


def zeros(*shape: int) -> Any:
    return np.zeros(shape)


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: explore(draw), "name at least one parameter"),
        (lambda: explore(draw, rate=[]), "rate needs a list of at least two values"),
        (lambda: explore(draw, rate=3), "rate needs a list of at least two values"),
        (lambda: explore(draw, rate="12"), "rate needs a list of at least two values"),
        (lambda: explore(draw, rate=range(20), kind=range(20)), "20 rate × 20 kind make 400"),
        (lambda: explore(draw, rate=[1, 2], start={"rat": 1}), "there is no parameter 'rat'"),
        (lambda: explore(draw, rate=[1, 2], start={"rate": 3}), "start rate=3 is not among"),
        (lambda: explore(draw, rate=[1, 2], start=[1, 2]), "needs another name than start"),
        (lambda: explore(draw, rat=[1, 2]), r"draw\(rat=1\) raised TypeError"),
        (lambda: explore(lambda n: 1 / n, n=[0, 1]), r"draw\(n=0\) raised ZeroDivisionError"),
        (lambda: explore(lambda n: n, n=[0, 1]), r"must return \(Figure, sentence\)"),
        (lambda: explore(lambda n: (figure()[0], "x"), n=[0, 1]), "needs a sentence"),
        (lambda: drag_line({"a": ([[1, 2]], [1, 0])}), "a needs points x"),
        (lambda: move_logits(["a", "b"]), "three to five different names"),
        (lambda: move_logits("abc"), "three to five different names"),
        (lambda: move_logits(["a", "b", "b"]), "three to five different names"),
        (lambda: move_logits(["a", "b", "c"], [1, 2]), "3 names need as many logits"),
        (lambda: move_logits(["a", "b", "c"], [1, 2, 7]), "between -6 and 6"),
        (lambda: move_logits(["a", "b", "c"], temperature=0), "the temperature is one of 0.1"),
        (lambda: build_from_bumps(lambda x: 1.0), "that are not all the same"),
        (lambda: build_from_bumps(np.zeros_like), "that are not all the same"),
        (lambda: build_from_bumps(np.sin, bumps=9), "bumps is one of 1, 2"),
        (lambda: build_from_bumps(np.sin, steepness=7), "steepness is one of 5, 10"),
        (lambda: build_from_bumps(np.sin, neurons="tanh"), "neurons is one of sigmoid, relu"),
        (lambda: drag_shift(mean=50), "mean is from 5 to 45, but got 50"),
        (lambda: drag_shift(rise=-1), "rise is from 0 to 34, but got -1"),
        (lambda: build_from_towers(lambda a, b: 1.0), "into as many numbers from 0 to 1"),
        (lambda: build_from_towers(lambda a, b: a + b), "from 0.0333333 to 1.96667"),
        (lambda: build_from_towers(lambda a, b: a, towers=7), "towers is one of 1, 2"),
        (lambda: build_from_towers(lambda a, b: a, steepness=7), "steepness is one of 5, 10"),
        (lambda: build_code(["a", "b", "c"]), "give four different names"),
        (lambda: build_code("abcd"), "give four different names"),
        (lambda: build_code(list("abcd"), (0.5, 0.5, 0, 0)), "p are four probabilities of at"),
        (lambda: build_code(list("abcd"), (0.5, 0.5, 0.5, 0.5)), "that add up to 1"),
        (lambda: build_code(list("abcd"), lengths=(1, 2, 3, 6)), "whole numbers from 1 to 5"),
        (lambda: share_bits("a", "a"), "give two different names"),
        (lambda: share_bits("a", "b", (0.5, 1.1, 0)), "two probabilities from 0 to 1"),
        (lambda: look_up("abc", KEYS, KEYS), "three to six different names"),
        (lambda: look_up(["a", "b", "b"], KEYS, KEYS), "three to six different names"),
        (lambda: look_up(list("abc"), KEYS[:2], KEYS), r"keys must be numbers .* shape \(3, 2\)"),
        (lambda: look_up(list("abc"), KEYS, KEYS + 2), "values must be numbers from -3 to 3"),
        (lambda: look_up(list("abc"), KEYS, KEYS, (0, np.nan)), "query must be numbers"),
        (lambda: move_bend("relu"), "the activation is one of step, sigmoid, tanh, ReLU"),
        (lambda: move_bend(weights=(5, 0)), "w is from -4 to 4 and b from -6 to 6"),
        (lambda: step_graph({}), "give a dict of results by name"),
        (lambda: step_graph(node()), "give a dict of results by name"),
        (lambda: step_graph({"x": node()}), "x has 1 nodes; 2 to 30"),
        (lambda: step_graph({"y": node(3.0)}), "y holds a float that can't be drawn"),
        (lambda: step_graph({"y": node(node(), local=())}), "has 1 parents, but 0 local"),
        (lambda: step_graph({"y": node(node(), local=(np.nan,))}), "a number that is not finite"),
        (lambda: walk_downhill(curvature=3), "curvature is one of 1, 2, 4, 8, but got 3"),
        (lambda: walk_downhill(condition=7), "condition is one of 1, 2, 5"),
        (lambda: walk_downhill(rate=3.0), "rate is from 0.01 to 2.2, but got 3.0"),
        (lambda: walk_downhill(momentum=1), "momentum is from 0 to 0.98"),
        (lambda: walk_downhill(start=(2, 0)), r"start\[0\] is from -1.2 to 1.2"),
        (lambda: play_duel(order="first"), "order is one of at the same time, in turn, but"),
        (lambda: play_duel(loss="hinge"), "loss is one of minimax, non-saturating, but got"),
        (lambda: play_duel(rates=(0.3, 1.1)), r"rates\[1\] is from 0.05 to 1, but got 1.1"),
        (lambda: play_duel(penalty=-1), "penalty is from 0 to 2, but got -1"),
        (lambda: play_duel(start=(1, 1.5)), r"start\[1\] is from -1.2 to 1.2, but got 1.5"),
        (lambda: show(figure()[0], "plot"), "needs a sentence"),
        (lambda: folding({}), "with at least one"),
        (lambda: folding({"a": ([[1, 2]], [1, 0])}), "a needs 2 to 40 points x"),
        (lambda: folding({"a": (zeros(2, 2), [1, 2])}), "labels of a are 0 and 1"),
        (lambda: folding({"a": (zeros(2, 2), [1, 0])}, task="b"), "is one of a, but got 'b'"),
        (lambda: network(mlp(2, 2)[0], zeros(1, 2)), "is a Sequential, but got Linear"),
        (lambda: network(nn.Sequential(nn.Tanh()), zeros(1, 2)), "but got tanh"),
        (lambda: network(mlp(2, 2, last=nn.Tanh()), zeros(1, 2)), "ends with tanh"),
        (lambda: network(mlp(2, 2), zeros(1, 3)), r"x is \(n, 2\) with n from 1, but got \(1, 3\)"),
        (lambda: network(mlp(2, 2), zeros(1, 2), [2]), "from 0 to 1, but got"),
        (lambda: network(mlp(2, 2), zeros(1, 2), names=["a"]), "2 outputs need as many names"),
        (lambda: network(mlp(2, 2), zeros(1, 2), inputs=["a"]), "2 inputs need as many names"),
        (lambda: network(mlp(2, 2), zeros(1, 2), training=[]), "at least one"),
        (
            lambda: network(mlp(2, 2), zeros(1, 2), training=[("a", mlp(3, 2).state_dict())]),
            r"at 'a' needs layers.0.weight of shape \(2, 2\), but has \(3, 2\)",
        ),
        (lambda: network(mlp(2, 2), zeros(1, 2), choose_activation=["step"]), "but got 'step'"),
        (lambda: network(mlp(2, 2), zeros(1, 2), start={"step": 1}), "but got 'step'"),
        (lambda: network(mlp(2, 2), zeros(1, 2), start={"example": 1}), "example is from 0 to 0"),
        (lambda: network(mlp(2, 2), zeros(1, 2), start={"view": "back"}), "forward, gradient"),
        (lambda: network(mlp(2, 2), zeros(1, 2), start={"neuron": (2, 0)}), "layer from 1 to 1"),
        (
            lambda: network(mlp(64, 512, 10), zeros(1, 64), training=mlp_moments(64, 512, 10)),
            "0.4 MB are the most",
        ),
    ],
)
def test_bad_input_is_told_in_a_sentence(call: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        call()


def test_show_wants_a_figure() -> None:
    with pytest.raises(TypeError, match=r"call it as show\(fig, 'what is seen'\)"):
        show("a line that rises", figure()[0])  # type: ignore[arg-type]


def test_a_picture_is_its_sentence() -> None:
    fig, _ = figure()
    picture = show(fig, "An empty pair\n of axes.")
    data, metadata = picture._repr_mimebundle_()
    assert repr(picture) == data["text/plain"] == "An empty pair of axes."
    assert data["image/png"].startswith(b"\x89PNG")
    assert metadata["image/png"] == {"width": int(5.6 * 96)}


def test_svg_is_the_same_each_time() -> None:
    first, second = (svg(draw(1.0)[0]) for _ in range(2))
    assert first == second and b"<dc:date>" not in first


def test_a_widget_is_an_ipywidget_and_can_be_observed() -> None:
    import ipywidgets

    widget = explore(draw, rate=[1, 2])
    seen: list[Any] = []
    widget.observe(lambda change: seen.append(change["new"]), "state")
    widget.state = {"rate": "2"}
    assert ipywidgets.VBox([widget]).children == (widget,) and seen == [{"rate": "2"}]
    bundle = widget._repr_mimebundle_()
    assert set(bundle) == {
        "text/plain",
        "image/png",
        "application/vnd.jupyter.widget-view+json",
    }


def test_every_script_is_part_of_the_one_that_is_sent() -> None:
    for path in WIDGETS.rglob("*.js"):
        assert path.stem == "main" or f"const {module(path)} = " in script(), path.name
    assert not re.search(r"^(import|export function)", script(), re.MULTILINE)
    assert script().count("export default") == 1


def test_the_kit_works_where_anywidget_ipywidgets_and_ipython_are_missing() -> None:
    program = """
import sys
for name in ("anywidget", "ipywidgets", "IPython"):
    sys.modules[name] = None
from coursekit import ask, check, explore, figure, notes_table
widget = explore(lambda n: (figure()[0], f"Picture number {n} of two."), n=[1, 2])
print(widget, sorted(widget._repr_mimebundle_()))
print(ask("01/cover"), check("01/nand", lambda: ([-1, -1], 1.5)), notes_table("01"))
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "First picture: Picture number 1 of two. ['image/png', 'text/plain']" in run.stdout


def test_the_table_of_the_notes_lists_every_row() -> None:
    assert len(repr(notes_table("01")).splitlines()) == 44


def test_drag_line_keeps_the_tasks_in_their_order() -> None:
    x = np.array([[0.0, 0], [1, 1]])
    widget = drag_line({"z": (x, np.array([0, 1])), "a": (x, np.array([1, 0]))})
    assert [name for name, *_ in widget.data["tables"]] == ["z", "a"]


def test_drawn_widgets_hold_their_start_and_say_what_to_do() -> None:
    logits = move_logits(["cat", "dog", "fox"], [2, 1, 0], temperature=0.5)
    assert (logits.kind, logits.data["start"], logits.data["temperature"]) == (
        "logits",
        [2.0, 1.0, 0.0],
        0.5,
    )
    assert repr(logits).endswith("First: cat 87%, dog 12%, fox 2%.")
    bumps = build_from_bumps(lambda x: np.sin(6 * x), bumps=3, name="the wave")
    assert repr(bumps).startswith("Build the wave from bumps")
    low, high = bumps.data["low"], bumps.data["high"]
    assert low < min(bumps.data["y"]) and max(bumps.data["y"]) < high
    towers = build_from_towers(lambda a, b: a * b, towers=3, name="the slope")
    assert repr(towers).startswith("Build the slope from towers, five hidden neurons each")
    assert (towers.data["count"], len(towers.data["first"])) == (3, 6)
    assert towers.data["y"][0] < towers.data["y"][29] < towers.data["y"][-1]
    bend = move_bend("tanh", weights=(2, -1))
    assert (bend.data["names"][bend.data["start"]], bend.data["weights"]) == ("tanh", [2, -1])
    assert repr(bend).startswith("Shift and stretch an activation function")
    assert move_bend().data["weights"] is None
    walk = walk_downhill(condition=50, rate=0.2, momentum=0.5, start=(1.0, -0.5))
    assert repr(walk).startswith("Walk down a bowl by gradient descent")
    assert (walk.data["condition"], walk.data["start"]) == (50, [1.0, -0.5])
    assert walk.data["limit"] and not walk_downhill(limit=False).data["limit"]
    duel = play_duel(order="in turn", rates=(0.2, 0.1), penalty=0.5)
    assert (duel.data["order"], duel.data["loss"], duel.data["rates"]) == (1, 0, [0.2, 0.1])
    assert "60 steps lead from 1.12 to 0." in repr(duel) and "to 1.95" in repr(play_duel())
    code = build_code(["a", "b", "c", "d"], (0.4, 0.3, 0.2, 0.1), (1, 2, 3, 3))
    assert repr(code).endswith("At first the mean length is 1.90 bits, the entropy 1.85.")
    joint = share_bits("rain", "umbrella", (0.5, 1, 0))
    assert repr(joint).endswith("and the bits that they share: at first 1.00.")
    lookup = look_up(["a", "b", "c"], KEYS, -KEYS, query=(0, 0))
    assert repr(lookup).endswith("First: a 33%, b 33%, c 33%.")
    assert (lookup.data["query"], lookup.data["values"][1]) == ([0, 0], [0, -1])
    for widget in (logits, bumps, towers, bend, walk, duel, code, joint, lookup):
        assert widget._repr_mimebundle_()["image/png"].startswith(b"\x89PNG")


def covered_networks() -> dict[str, nn.Sequential]:
    found = {}
    for seed, name in enumerate("AB"):
        rng = np.random.default_rng(seed)
        layers = [nn.Linear(16, 3, rng=rng), nn.ReLU(), nn.Linear(3, 1, rng=rng)]
        found[name] = nn.Sequential(*layers)
    return found


def test_pictures_to_be_covered_hold_the_networks_and_say_the_verdicts() -> None:
    networks, x = covered_networks(), np.random.default_rng(2).random((3, 16))
    widget = cover_part(networks, x, [0, 1, 1], names=["cat", "dog"], size=2)
    assert (widget.kind, widget.data["networks"], widget.data["side"]) == ("cover", ["A", "B"], 4)
    assert widget.data["sizes"] == [16, 3, 1] and widget.data["labels"] == [0, 1, 1]
    numbers = np.frombuffer(widget.frames, "<f8")
    np.testing.assert_array_equal(numbers[:48], networks["A"][0].weight.data.ravel())
    assert len(numbers) == 2 * (16 * 3 + 3 + 3 + 1)
    p = float(nn.sigmoid(networks["B"](x[:1])).data[0, 0])
    says = f"B says {['cat', 'dog'][p > 0.5]}, with {max(p, 1 - p):.0%}"
    assert repr(widget).endswith(says + ".")
    assert widget._repr_mimebundle_()["image/png"].startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"networks": {}}, "one or more networks by name"),
        ({"x": np.zeros((2, 15))}, "square pictures"),
        ({"y": [0, 2]}, "0 or 1 for each of the 2 pictures"),
        ({"names": ["cat"]}, "two classes have two names"),
        ({"size": 7}, "from 0 to 6 pixels"),
        ({"x": np.zeros((2, 25))}, "25 inputs, one a pixel, and one output"),
    ],
)
def test_what_can_not_be_covered_is_told_in_a_sentence(changed: dict[str, Any], said: str) -> None:
    good = {"networks": covered_networks(), "x": np.zeros((2, 16)), "y": [0, 1]}
    good |= {"names": ["cat", "dog"]}
    given = good | changed
    with pytest.raises(ValueError, match=said):
        cover_part(given.pop("networks"), given.pop("x"), given.pop("y"), **given)


def filters(*, padding: int = 1, **conv: Any) -> nn.Sequential:
    rng = np.random.default_rng(0)
    layers = [nn.Conv2d(1, 3, 3, padding=padding, rng=rng, **conv), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(48, 4, rng=rng))


def test_a_kernel_slides_over_pictures_and_says_its_first_sum() -> None:
    x = np.random.default_rng(0).random((8, 8))
    widget = slide_kernel({"noise": x, "wall": np.ones((4, 6))}, photographs=["wall"], start=(1, 2))
    assert [p["shape"] for p in widget.data["pictures"]] == [[8, 8], [4, 6]]
    assert [p["draw"] for p in widget.data["pictures"]] == [True, False]
    total = (x[1:4, 4] - x[1:4, 2]).sum()
    assert repr(widget).endswith(f"(vertical edges) the sum is {total:.2f}.")
    assert widget._repr_mimebundle_()["image/png"].startswith(b"\x89PNG")


def test_the_kernels_of_a_network_are_its_filters() -> None:
    model = filters(bias=False)
    widget = slide_kernel({"blank": np.zeros((8, 8))}, network=model, relu=True)
    assert [k["name"] for k in widget.data["kernels"]] == ["filter 1", "filter 2", "filter 3"]
    sent = [k["weights"] for k in widget.data["kernels"]]
    np.testing.assert_array_equal(sent, model[0].weight.data.reshape(3, 9))
    assert widget.data["network"]["biases"] == [0, 0, 0] and widget.data["padding"] == 1
    assert widget.data["start"]["relu"] == 1


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"pictures": {}}, "one or more pictures by name"),
        ({"pictures": {"a": np.zeros(9)}}, r"a must be \(rows, columns\), from 3 to 96 pixels"),
        ({"pictures": {"a": np.zeros((2, 9))}}, r"has shape \(2, 9\)"),
        ({"pictures": {"a": np.full((3, 3), np.nan)}}, "numbers from 0 to 1, but holds nan"),
        ({"photographs": ["b"]}, r"photographs are among \['a'\], not 'b'"),
        ({"kernels": {"k": np.zeros((2, 3))}}, r"k must be 3 by 3 numbers, but has shape \(2, 3\)"),
        ({"start": (6, 0)}, "of 6 by 6, from"),
        ({"network": filters(), "kernels": {"k": np.eye(3)}}, "brings its own kernels"),
        ({"network": nn.Sequential(nn.ReLU())}, "but got Sequential"),
        ({"network": filters(stride=2)}, "with stride 1"),
        (
            {"network": filters(), "pictures": {"a": np.zeros((8, 8)), "b": np.zeros((9, 9))}},
            "have one shape",
        ),
    ],
)
def test_what_no_kernel_slides_over_is_told_in_a_sentence(
    changed: dict[str, Any], said: str
) -> None:
    given: dict[str, Any] = {"pictures": {"a": np.zeros((8, 8))}} | changed
    with pytest.raises(ValueError, match=said):
        slide_kernel(given.pop("pictures"), **given)


def two_readers() -> dict[str, Any]:
    rng = np.random.default_rng(0)
    return {
        "RNN": (nn.RNN(3, 4, rng=rng), nn.Linear(4, 3, rng=rng)),
        "LSTM": (nn.LSTM(3, 2, rng=rng), nn.Linear(2, 3, rng=rng)),
    }


def test_networks_that_read_along_hold_their_weights_and_say_the_answer() -> None:
    networks = two_readers()
    widget = read_along(networks, "abc", ["abca", "ccab"], kinds=["ab", "c"], read=3)
    assert (widget.kind, widget.data["letters"], widget.data["read"]) == ("reader", [*"abc"], 3)
    assert [made["gates"] for made in widget.data["networks"]] == [1, 4]
    numbers = np.frombuffer(widget.frames, "<f8")
    np.testing.assert_array_equal(numbers[:12], networks["RNN"][0].weight_ih.data.ravel())
    assert len(numbers) == (12 + 16 + 4 + 12 + 3) + (24 + 16 + 8 + 6 + 3)
    layer, out = networks["RNN"]
    p = nn.softmax(out(layer(np.eye(3)[None, [0, 1, 2]])[1])).data[0]
    assert repr(widget).endswith(f"expects “{'abc'[p.argmax()]}” with {p.max():.0%}.")
    assert widget._repr_mimebundle_()["image/png"].startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"networks": {}}, "give networks by name"),
        ({"networks": {"A": nn.RNN(3, 4, rng=np.random.default_rng(0))}}, "is a pair of an RNN"),
        ({"letters": "aba"}, "letters are different characters"),
        ({"kinds": ["ab"]}, "each of the letters 'abc' is of one kind"),
        ({"lines": ["ab", "abc"]}, "lines have one length"),
        ({"lines": ["a" * 19]}, "from 2 to 18 letters"),
        ({"lines": ["abd"]}, "'d' is in a line, but not in 'abc'"),
        ({"read": 4}, "read is from 1 to 3 letters"),
        ({"answers": ["yes", "no"]}, "with 3 letters, 4 hidden numbers and 2 answers"),
    ],
)
def test_what_can_not_be_read_along_is_told_in_a_sentence(
    changed: dict[str, Any], said: str
) -> None:
    good = {"networks": two_readers(), "letters": "abc", "lines": ["abc"], "kinds": ["ab", "c"]}
    given: dict[str, Any] = good | changed
    with pytest.raises(ValueError, match=said):
        read_along(given.pop("networks"), given.pop("letters"), given.pop("lines"), **given)


def test_a_network_holds_its_training_as_bytes_and_says_what_it_shows() -> None:
    moments = mlp_moments(64, 8, 10)
    x = np.random.default_rng(0).random((3, 64))
    shown = network(mlp(64, 8, 10), x, [1, 2, 3], training=moments, time="epoch")
    assert shown.data["double"] and shown.data["pixels"] == 8
    numbers = np.frombuffer(shown.frames, "<f8").reshape(3, -1)
    np.testing.assert_array_equal(numbers[0, :512], moments[0][1]["layers.0.weight"].ravel())
    np.testing.assert_array_equal(numbers[0, -10:], moments[0][1]["layers.2.bias"])
    best = nn.softmax(mlp(64, 8, 10)(x[0])).data
    assert repr(shown).endswith(f"it says {best.argmax()}, with {best.max():.0%}.")
    assert "3 moments of its training" in repr(shown)
    many = network(mlp(64, 32, 10), x, training=mlp_moments(64, 32, 10) * 7)
    assert not many.data["double"] and len(many.frames) == 21 * 2410 * 4
    one = network(mlp(2, 2, 1, last=nn.Sigmoid()), [[0, 1]], [1], start={"neuron": (1, 1)})
    assert (one.data["phis"], one.data["pixels"]) == (["tanh", "identity"], 0)


@pytest.mark.parametrize("name", ["and", "or", "xor", "nand"])
def test_the_recorded_training_of_folding_ends_all_right(name: str) -> None:
    x, y = nn.datasets.boolean(name)
    shown = folding({name: (x, y)})
    assert len(shown.data["trained"][0]) == len(shown.data["moments"])
    one, two, out = np.array(shown.data["trained"][0][-1])
    h = nn.sigmoid(x @ np.stack([one[:2], two[:2]], axis=1) + [one[2], two[2]]).data
    np.testing.assert_array_equal(h @ out[:2] + out[2] > 0, y)


def node(*parents: Any, data: float = 1.0, name: str = "y", local: Any = (2.0,)) -> Any:
    return SimpleNamespace(data=data, name=name, parents=parents, local=local if parents else ())


def of_tensor(tensor: nn.Tensor, made: dict[nn.Tensor, Any]) -> Any:
    """Turn nnlib's memory of a computation into nodes."""
    if tensor not in made:
        back = tensor._pullback
        parts = [] if back is None else back(np.ones(()))  # type: ignore[misc]
        local = [0.0 if part is None else float(part) for part in parts]  # none for a constant
        parents = [of_tensor(parent, made) for parent in tensor._parents]
        made[tensor] = node(*parents, data=tensor.item(), name=f"n{len(made)}", local=local)
    return made[tensor]


def test_the_gradients_of_a_stepped_graph_are_nnlibs() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        a, b, c = (nn.Tensor(float(v), requires_grad=True) for v in rng.normal(size=3))
        hidden = nn.tanh(a * b + c)
        loss = (hidden - a) * (hidden - a) * b + hidden / (c * c + 1.0) * a
        made: dict[nn.Tensor, Any] = {}
        widget = step_graph({"loss": of_tensor(loss, made)})
        [graph], grads = widget.data["graphs"], {}
        for step in graph["steps"]:
            if "grad" in step:
                grads[graph["nodes"][step["node"]]["label"]] = step["grad"]
        loss.backward()
        for tensor in (a, b, c):
            assert grads[made[tensor].name] == f"{tensor.grad.item():.3g}".replace("-", "−")


def test_a_stepped_graph_says_what_is_seen_and_adds_where_paths_meet() -> None:
    x = node(data=3.0, name="x")
    square = node(x, x, data=9.0, name="×", local=(3.0, 3.0))
    steps = step_graph({"x · x": square}).data["graphs"][0]["steps"]
    assert [step["name"] for step in steps] == ["start", "forward 1", "turn", "back 1", "back 2"]
    assert steps[0]["said"] == "x · x. Given: x = 3."
    assert steps[1]["said"] == "Forward, 1 of 1: × of x = 3 and x = 3 gives 9."
    assert steps[3]["said"].endswith("times its local derivative 3 that is 3 for x.")
    assert steps[4]["said"].endswith(
        "which had 3 by another path: together 6. Done: x has gradient 6."
    )
    assert step_graph({"x · x": square})._repr_mimebundle_()["image/png"].startswith(b"\x89PNG")


def test_the_boxes_of_a_graph_stand_apart_below_their_parents_and_off_its_edges() -> None:
    rng = np.random.default_rng(0)
    for _ in range(60):
        nodes = [node(name=f"x{i}") for i in range(int(rng.integers(1, 5)))]
        for i in range(int(rng.integers(1, 9))):
            both = [nodes[k] for k in rng.integers(0, len(nodes), size=2)]
            nodes.append(node(*both, name=f"n{i}", local=(1.0, 2.0)))
        graph = step_graph({"random": nodes[-1]}).data["graphs"][0]
        (wide, high), (width, height) = graph["box"], graph["size"]
        places = [node["at"] for node in graph["nodes"]]
        for i, (x, y) in enumerate(places):
            assert wide / 2 <= x <= width - wide / 2 and high / 2 <= y <= height - high / 2
            assert all(abs(x - u) > wide or abs(y - v) > high for u, v in places[:i])
        for edge in graph["edges"]:
            assert edge["line"][0][1] < edge["line"][-1][1]
            for x, y in edge["line"]:
                assert all(abs(x - u) > wide / 2 or abs(y - v) >= high / 2 for u, v in places)
