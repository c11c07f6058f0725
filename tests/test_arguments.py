"""What people may type: it works, or gets a sentence that begins with the name of what failed."""

import inspect
import math

import numpy as np
import pytest

import nnlib as nn
from nnlib.datasets import blobs, boolean, modular_addition, moons, ring, sea, spiral, split
from nnlib.drift import ADWIN, DDM, PageHinkley, population_stability_index, prequential

X, IMAGE = np.ones((4, 3)), np.ones((2, 1, 4, 4))
NAN = math.nan


def rng():
    return np.random.default_rng(0)


def with_rng(f, **more):
    """Return f with a generator of its own, if it takes one."""
    takes = "rng" in inspect.signature(f).parameters
    return lambda *a, **k: f(*a, **more, **k, **({"rng": rng()} if takes else {}))


def prediction(**options):
    return prequential(lambda x: 0, None, [1], [1], **options)


def update(detector):
    return lambda x: detector().update(x)


def train(**options):
    model = nn.Linear(3, 1, rng=rng())
    arguments = {
        "model": model,
        "loss_fn": nn.mse_loss,
        "optimizer": nn.SGD(model.parameters(), 0.1),
        "train": (X, X[:, :1]),
        "epochs": 1,
        "batch_size": 2,
        "rng": rng(),
        "progress": False,
    }
    return nn.fit(**(arguments | options))


NOT_SIZES = (0, -1, 2.0, 1.5, NAN, "3", None, True)
NOT_COUNTS = (-1, 2.0, NAN, "3", None, True)
NOT_NUMBERS = (NAN, math.inf, "3", None, 1j)
NOT_POSITIVE = (*NOT_NUMBERS, -1.0)
NOT_TYPES = (int, bool, np.float16, complex, "text", object)
linear = nn.Linear(3, 1, rng=rng())

# (name in the message, function of the bad value, bad values)
TABLE = [
    # layers
    ("Conv2d", lambda v: with_rng(nn.Conv2d)(v, 2, 3), NOT_SIZES),
    ("Conv2d", lambda v: with_rng(nn.Conv2d)(1, v, 3), NOT_SIZES),
    ("Conv2d", lambda v: with_rng(nn.Conv2d)(1, 2, v), NOT_SIZES),
    ("Conv2d", lambda v: with_rng(nn.Conv2d)(1, 2, 3, stride=v), NOT_SIZES),
    ("Conv2d", lambda v: with_rng(nn.Conv2d)(1, 2, 3, padding=v), NOT_COUNTS),
    ("Conv2d", lambda v: with_rng(nn.Conv2d)(1, 2, 3, dtype=v), NOT_TYPES),
    ("conv2d", lambda v: nn.conv2d(IMAGE, np.ones((1, 1, 2, 2)), stride=v), NOT_SIZES),
    ("conv2d", lambda v: nn.conv2d(IMAGE, np.ones((1, 1, 2, 2)), padding=v), NOT_COUNTS),
    ("conv2d", lambda v: nn.conv2d(IMAGE, np.ones(v)), [(0, 1, 2, 2), (1, 1, 0, 2), (1, 2, 1, 1)]),
    ("MaxPool2d", nn.MaxPool2d, NOT_SIZES),
    ("AvgPool2d", nn.AvgPool2d, NOT_SIZES),
    ("max_pool2d", lambda v: nn.max_pool2d(IMAGE, v), (*NOT_SIZES, 5)),
    ("avg_pool2d", lambda v: nn.avg_pool2d(IMAGE, v), (*NOT_SIZES, 5)),
    ("Dropout", with_rng(nn.Dropout), (*NOT_POSITIVE, 1.5)),
    ("dropout", lambda v: nn.dropout(X, v, rng=rng()), (*NOT_POSITIVE, 1.5)),
    ("LayerNorm", nn.LayerNorm, NOT_SIZES),
    ("LayerNorm", lambda v: nn.LayerNorm(3, eps=v), NOT_POSITIVE),
    ("LayerNorm", lambda v: nn.LayerNorm(3, dtype=v), NOT_TYPES),
    ("layer_norm", lambda v: nn.layer_norm(X, X[0], X[0], eps=v), NOT_POSITIVE),
    ("BatchNorm1d", nn.BatchNorm1d, NOT_SIZES),
    ("BatchNorm1d", lambda v: nn.BatchNorm1d(3, momentum=v), (*NOT_POSITIVE, 1.5)),
    ("BatchNorm1d", lambda v: nn.BatchNorm1d(3, eps=v), NOT_POSITIVE),
    ("batch_norm", lambda v: nn.batch_norm(X, v, X[0], X[0], X[0], training=True),
     (None, 0.0, [0.0] * 3, np.zeros(4))),
    ("RNN", lambda v: with_rng(nn.RNN)(v, 2), NOT_SIZES),
    ("RNN", lambda v: with_rng(nn.RNN)(2, v), NOT_SIZES),
    ("LSTM", lambda v: with_rng(nn.LSTM)(2, v), NOT_SIZES),
    ("LSTM", lambda v: with_rng(nn.LSTM)(2, 2, dtype=v), NOT_TYPES),
    ("lstm", lambda v: with_rng(nn.LSTM)(3, 2)(X[None], v), (np.zeros((1, 2)), 3, (1, 2, 3))),
    ("MultiheadAttention", lambda v: with_rng(nn.MultiheadAttention)(v, 1), NOT_SIZES),
    ("MultiheadAttention", lambda v: with_rng(nn.MultiheadAttention)(4, v), (*NOT_SIZES, 3)),
    ("TransformerBlock", lambda v: with_rng(nn.TransformerBlock)(v, 1), NOT_SIZES),
    ("TransformerBlock", lambda v: with_rng(nn.TransformerBlock)(4, 1, hidden_features=v),
     NOT_SIZES[:-2]),
    ("Neuron", with_rng(nn.Neuron), NOT_SIZES),
    ("Neuron", lambda v: with_rng(nn.Neuron)(2, activation=v), ("relu", None)),
    ("LeakyReLU", nn.LeakyReLU, NOT_NUMBERS),
    ("leaky_relu", lambda v: nn.leaky_relu(X, v), NOT_NUMBERS),
    ("Sequential", lambda v: nn.Sequential(v), ([nn.ReLU()], None, 3)),
    # losses
    ("cross_entropy", lambda v: nn.cross_entropy(v, 0), (1.0, np.zeros((2, 0)), np.zeros(0))),
    ("cross_entropy", lambda v: nn.cross_entropy(X, v),
     (0, [0.0] * 4, ["a"] * 4, None, [0, 1, 2], [0, 1, 2, 3], [-1, 0, 0, 0], X, [True] * 4)),
    *(
        (f.__name__, lambda v, f=f: f(X, v), (1.0, [1.0], X[:, :1], X.astype(str), X * 1j, None))
        for f in (nn.mse_loss, nn.l1_loss, nn.huber_loss, nn.binary_cross_entropy_with_logits)
    ),
    ("binary_cross_entropy_with_logits",
     lambda v: nn.binary_cross_entropy_with_logits(X, X * v), (2, -1, NAN)),
    ("huber_loss", lambda v: nn.huber_loss(X, X, delta=v), (*NOT_POSITIVE, 0)),
    ("mse_loss", lambda v: nn.mse_loss(v, v), (np.zeros(0), np.zeros((3, 0)))),
    # initializers
    *((f"{kind}", lambda v, kind=kind: with_rng(getattr(nn.initializers, kind))(v),
       (3, "ab", None, (2.0, 3), (-1, 2)))
      for kind in ("zeros", "constant", "normal", "uniform", "truncated_normal", "orthogonal")),
    *(("fans", lambda v, kind=kind: with_rng(getattr(nn.initializers, kind))(v),
       ((), (0, 3), (3, 0), 3, None))
      for kind in ("glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_normal")),
    *((kind, lambda v, kind=kind: with_rng(getattr(nn.initializers, kind))((2, 2), dtype=v),
       NOT_TYPES) for kind in ("zeros", "constant", "normal", "uniform", "truncated_normal",
                               "orthogonal")),
    ("normal", lambda v: with_rng(nn.initializers.normal)((2,), std=v), NOT_POSITIVE),
    ("truncated_normal", lambda v: with_rng(nn.initializers.truncated_normal)((2,), std=v),
     NOT_POSITIVE),
    ("uniform", lambda v: with_rng(nn.initializers.uniform)((2,), bound=v), NOT_POSITIVE),
    ("constant", lambda v: nn.initializers.constant((2,), value=v), NOT_NUMBERS),
    ("orthogonal", lambda v: with_rng(nn.initializers.orthogonal)((2, 2), gain=v), NOT_NUMBERS),
    ("orthogonal", with_rng(nn.initializers.orthogonal), ((2,), (2, 2, 2), (0, 2))),
    # training
    ("fit", lambda v: train(epochs=v), NOT_SIZES),
    ("fit", lambda v: train(batch_size=v), NOT_SIZES),
    ("fit", lambda v: train(train=v), (None, X, (X,), (X, None), (X, X[:2]), (X[:0], X[:0]),
                                       (X * NAN, X), (X.astype(str), X))),
    ("fit", lambda v: train(validation=v), (X, (X,), (X, X[:2]), (X * math.inf, X))),
    ("fit", lambda v: train(model=v), (None, lambda x: x)),
    ("fit", lambda v: train(optimizer=v), (None, 0.1)),
    ("fit", lambda v: train(loss_fn=v), (None, "mse", lambda output, target: 0.0)),
    ("fit", lambda v: train(metrics=v), ([nn.accuracy], {"loss": nn.accuracy}, {"a": 3})),
    ("fit", lambda v: train(callbacks=v), ([3], [None])),
    ("fit", lambda v: train(rng=v), (0, None, np.random)),
    ("accuracy", lambda v: nn.accuracy(X, v), (None, 0, ["a"] * 4, [0, 1], [])),
    ("accuracy", lambda v: nn.accuracy(v, [0, 1]), (None, "ab", np.ones((2, 1)), 1.0)),
    ("EarlyStopping", nn.EarlyStopping, NOT_SIZES),
    ("EarlyStopping", lambda v: nn.EarlyStopping(1)(linear, v), (nn.History(),)),
    ("LearningRateSchedule", lambda v: nn.LearningRateSchedule(v, v), (None, 0.1)),
    ("schedules.step", nn.schedules.step, NOT_SIZES),
    ("schedules.step", lambda v: nn.schedules.step(1, v), NOT_POSITIVE),
    ("schedules.cosine", nn.schedules.cosine, NOT_SIZES),
    ("schedules.cosine", lambda v: nn.schedules.cosine(1, v), NOT_POSITIVE),
    ("schedules.warmup", nn.schedules.warmup, NOT_SIZES),
    ("gradcheck", lambda v: nn.gradcheck(nn.tanh, [X], eps=v, rng=rng()), (*NOT_POSITIVE, 0)),
    ("gradcheck", lambda v: nn.gradcheck(nn.tanh, [X], rtol=v, rng=rng()), NOT_POSITIVE),
    ("gradcheck", lambda v: nn.gradcheck(v, [X], rng=rng()), (lambda x: 1.0,)),
    ("History.plot", lambda v: v.plot(), (nn.History(), nn.History(loss=[]))),
    # attribution
    *((f.__name__, lambda v, f=f: f(linear, v),
       (X[0], X[:0], X * NAN, X.astype(str), None))
      for f in (nn.attribution.saliency, nn.attribution.gradient_times_input,
                nn.attribution.integrated_gradients, nn.attribution.occlusion)),
    ("saliency", lambda v: nn.attribution.saliency(v, X), (None, "model", lambda x: x.data)),
    ("saliency", lambda v: nn.attribution.saliency(linear, X, v), (1, -1, 0.0, [0, 0], "a")),
    ("integrated_gradients", lambda v: nn.attribution.integrated_gradients(linear, X, steps=v),
     NOT_SIZES),
    ("integrated_gradients", lambda v: nn.attribution.integrated_gradients(linear, X, baseline=v),
     (NAN, "a", np.zeros(5), None)),
    ("occlusion", lambda v: nn.attribution.occlusion(linear, X, size=v), (*NOT_SIZES, (), (1, 1),
                                                                          (0,))),
    ("occlusion", lambda v: nn.attribution.occlusion(linear, X, baseline=v), NOT_NUMBERS),
    ("fgsm", lambda v: nn.attribution.fgsm(linear, X, [0] * 4, eps=v), NOT_POSITIVE),
    ("fgsm", lambda v: nn.attribution.fgsm(linear, X, [0] * 4, eps=0.1, clip=v),
     (1, (1, 0), (0, NAN), "ab", (0, 1, 2))),
    # drift
    ("ADWIN", lambda v: ADWIN(delta=v), (*NOT_POSITIVE, 0, 1)),
    ("ADWIN", lambda v: ADWIN(clock=v), NOT_SIZES),
    ("ADWIN", lambda v: ADWIN(max_buckets=v), (*NOT_SIZES, 1)),
    ("ADWIN", lambda v: ADWIN(min_window_length=v), NOT_SIZES),
    ("ADWIN", lambda v: ADWIN(grace_period=v), NOT_COUNTS),
    ("DDM", lambda v: DDM(warm_start=v), NOT_COUNTS),
    ("DDM", lambda v: DDM(warning_threshold=v), NOT_POSITIVE),
    ("DDM", lambda v: DDM(drift_threshold=v), NOT_POSITIVE),
    ("PageHinkley", lambda v: PageHinkley(min_instances=v), NOT_COUNTS),
    ("PageHinkley", lambda v: PageHinkley(delta=v), NOT_POSITIVE),
    ("PageHinkley", lambda v: PageHinkley(threshold=v), NOT_POSITIVE),
    ("PageHinkley", lambda v: PageHinkley(alpha=v), (*NOT_POSITIVE, 0, 1.1)),
    ("PageHinkley", lambda v: PageHinkley(mode=v), ("", None, 3)),
    *((kind.__name__, update(kind), (*NOT_NUMBERS, -2e300, [1.0]))
      for kind in (ADWIN, DDM, PageHinkley)),
    ("population_stability_index", lambda v: population_stability_index([1, 2], [1], bins=v),
     (*NOT_SIZES, 1)),
    ("population_stability_index", lambda v: population_stability_index([1, 2], v),
     ([], [NAN], ["a"], 1.0, [[1.0]], None, [[1.0], [1.0, 2.0]])),
    ("ks_statistic", lambda v: nn.drift.ks_statistic(v, [1.0]), ([], [NAN], ["a"], 1.0, None)),
    ("prequential", lambda v: prediction(fading=v), (*NOT_POSITIVE, 0, 1.1)),
    ("prequential", lambda v: prediction(window=v), NOT_SIZES[:-2]),
    ("prequential", lambda v: prediction(delay=v), NOT_COUNTS),
    ("prequential", lambda v: prequential(lambda x: v, None, [1], [1]), (np.zeros(2), [1, 2])),
    ("prequential", lambda v: prequential(len, None, v, v), (1.0, [], None)),
    # information
    *((f.__name__, lambda v, f=f: f(v, [0.5, 0.5]),
       (None, "ab", [0.5, NAN], [1.0, 1.0], [], 1.0, [0.2, 0.3, 0.5], np.zeros((0, 2))))
      for f in (nn.information.cross_entropy, nn.information.kl_divergence)),
    ("entropy", nn.information.entropy, (None, "ab", [0.5, NAN], [2.0, -1.0], [], 1.0)),
    ("entropy", lambda v: nn.information.entropy([1.0], base=v), (*NOT_POSITIVE, 0, 1)),
    ("kl_divergence", lambda v: nn.information.kl_divergence(v, [0.0, 0.0], logits=True),
     (None, [NAN, 0.0], [math.inf, 0.0], [-math.inf] * 2, 1.0, [], [0.0] * 3)),
    ("mutual_information", lambda v: nn.information.mutual_information(v, [0, 1]),
     (None, [], [0], [NAN, 1.0], 1.0, [[1], [1, 2]])),
    ("information_plane", lambda v: nn.information.information_plane([X], [0] * 4, bins=v),
     (*NOT_SIZES, [0, NAN, 1], [1.0, 0.0], [[0.0, 1.0]], [1.0])),
    ("information_plane", lambda v: nn.information.information_plane(v, [0] * 4),
     ([], X, [X[:2]], [X * NAN], [X.astype(str)])),
    # data sets
    *((f.__name__, with_rng(f), NOT_SIZES) for f in (blobs, moons, spiral, ring, sea)),
    *((f.__name__, lambda v, f=f: f(5, noise=v, rng=rng()), NOT_POSITIVE)
      for f in (blobs, moons, spiral, ring, sea)),
    ("blobs", lambda v: blobs(5, centers=v, rng=rng()),
     (None, 1.0, [], [1.0], [[NAN, 1.0]], ["ab"], [[1.0], [1.0, 2.0]])),
    ("spiral", lambda v: spiral(5, classes=v, rng=rng()), NOT_SIZES),
    ("spiral", lambda v: spiral(5, turns=v, rng=rng()), NOT_NUMBERS),
    ("ring", lambda v: ring(5, modes=v, rng=rng()), (*NOT_SIZES, 2.5)),
    ("ring", lambda v: ring(5, radius=v, rng=rng()), NOT_NUMBERS),
    ("boolean", lambda v: boolean("xor", v), (*NOT_SIZES, 2.5, 21)),
    ("boolean", boolean, ("", None, 3, ["and"])),
    ("modular_addition", modular_addition, (*NOT_SIZES, 1)),
    ("letters", with_rng(nn.datasets.letters), NOT_SIZES),
    ("anbn", nn.datasets.anbn, NOT_SIZES),
    ("weather", nn.datasets.weather, ("", None, 3)),
    ("split", lambda v: split(X, X, test=v), (*NOT_SIZES, 4)),
    ("split", lambda v: split(v, v, test=1), (None, 1.0, [], [1.0])),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "call", "value"),
    [(name, call, value) for name, call, values in TABLE for value in values],
    ids=[f"{name}-{i}-{j}" for i, (name, _, v) in enumerate(TABLE) for j in range(len(v))],
)
def test_a_bad_value_gets_a_sentence(name, call, value):
    with pytest.raises((ValueError, TypeError)) as error:
        call(value)
    text = str(error.value)
    assert text.startswith(f"{name}: ") and len(text.split()) > 5, text


def test_whatever_is_a_number_of_numpy_works():
    """np.int64 and np.float32 come out of arrays, and are as good as Python's numbers."""
    two, half = np.int64(2), np.float32(0.5)
    assert nn.Conv2d(two, two, two, stride=two, padding=two, rng=rng()).stride == 2
    assert nn.max_pool2d(IMAGE, two).shape == (2, 1, 2, 2)
    assert nn.Dropout(half, rng=rng()).p == 0.5
    assert nn.attribution.occlusion(linear, X, size=np.int64(1)).shape == X.shape
    assert nn.attribution.occlusion(linear, X, size=[1]).shape == X.shape
    assert nn.attribution.fgsm(linear, X, X[:, :1], eps=half, loss_fn=nn.mse_loss).shape == X.shape
    assert boolean("xor", two)[0].shape == (4, 2)
    assert moons(two, noise=half, rng=rng())[0].shape == (2, 2)
    detector = ADWIN(delta=half, clock=two)
    for x in (np.float32(0.5), np.int8(1), np.bool_(True), True):
        detector.update(x)
    assert detector.width == 4
    assert len(train(epochs=two, batch_size=two)["loss"]) == 2
    assert prediction(window=two)[0].shape == (1,)
