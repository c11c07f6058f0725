"""Exercises and questions of lesson 16."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

import nnlib as nn
from coursekit.exercises import (
    Arrange,
    Choice,
    Code,
    Decoy,
    Number,
    Option,
    Slip,
    TooEarly,
    Wrong,
)
from coursekit.judge import Hint, agree

# --- two losses -----------------------------------------------------------------------------------

GUESS_SURE = Choice(
    key="guess-sure",
    predict=True,
    prompt="A nearly perfect discriminator gives each drawn point a probability of 1% to be real. "
    "With the loss log(1 − D), how strongly is the generator pushed, compared with D = 50%?",
    options=(
        Option("50 times as strongly", "It would be fair: who fails most should learn most."),
        Option("About as strongly", "The points are as wrong as ever. But the push is D's."),
        Option(
            "50 times as weakly", "Where D is sure, log(1 − D) is flat.", right=True
        ),
        Option("Not at all", "Exactly 0 only where D says exactly 0."),
    ),
)  # fmt: skip


def _softplus(z: Any) -> Any:
    return np.maximum(z, 0) + np.log1p(np.exp(-abs(np.asarray(z, float))))


def _losses(real: Any, fake: Any) -> tuple[float, float]:
    """Both losses from the logits."""
    return (
        float(_softplus(-real).mean() + _softplus(fake).mean()),
        float(_softplus(-fake).mean()),
    )


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def _on_logits(mistake: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    def made(D: Any, real: Any, fake: Any) -> Any:
        return mistake(D(real).data, D(fake).data)

    return made


def _try_losses(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(16)

    def case(n_real: int, n_fake: int, inputs: int) -> tuple[Any, ...]:
        D = nn.Sequential(nn.Linear(inputs, 4, rng=rng), nn.Tanh(), nn.Linear(4, 1, rng=rng))
        D.parameters()[-1].data[:] = rng.normal()
        return D, rng.normal(size=(n_real, inputs)) + 1, rng.normal(size=(n_fake, inputs)) - 2

    def both(D: Any, real: Any, fake: Any) -> Any:
        got = student(D, real, fake)
        if isinstance(got, nn.Tensor):
            raise Hint("Return two things: the discriminator's loss and the generator's.")
        return got

    agree(
        both,
        _on_logits(_losses),
        [case(5, 5, 2), case(3, 3, 1), case(4, 7, 3)],  # also more drawn than real points
        what=("The discriminator's loss", "The generator's loss"),
        mistakes={
            said: tuple(map(_on_logits, made))
            for said, made in {
                "The two losses stand in the wrong order: first the discriminator's.": (
                    lambda r, f: _losses(r, f)[::-1],
                ),
                "The discriminator's targets are swapped: which points does it want to call "
                "real?": (lambda r, f: (_losses(-r, -f)[0], None),),
                "The discriminator also has to recognize the real points.": (
                    lambda r, f: (_softplus(f).mean(), None),
                ),
                "The discriminator also has to see through the drawn points.": (
                    lambda r, f: (_softplus(-r).mean(), None),
                ),
                "So the generator would help the discriminator. Which label does it want for its "
                "points?": (
                    lambda r, f: (None, _softplus(f).mean()),
                    lambda r, f: (None, _losses(r, f)[0]),
                ),
                "That is the minimax loss of the generator. It hardly pushes where the "
                "discriminator is sure; use the other one.": (
                    lambda r, f: (None, -_softplus(f).mean()),
                    lambda r, f: (None, -_losses(r, f)[0]),
                ),
                "The generator has no say about the real points. What does its loss depend on?": (
                    lambda r, f: (None, _losses(-r, -f)[0]),
                    lambda r, f: (None, _softplus(-r).mean()),
                ),
                "Add the discriminator's two parts; yours is half of that.": (
                    lambda r, f: (_losses(r, f)[0] / 2, None),
                ),
                "D gives logits, and the loss takes them as they are, without a sigmoid.": (
                    lambda r, f: (_losses(_sigmoid(r), _sigmoid(f))[0], None),
                    lambda r, f: (None, _losses(_sigmoid(r), _sigmoid(f))[1]),
                ),
            }.items()
        },
    )
    D, real, fake = case(4, 4, 2)
    if not all(
        isinstance(part, nn.Tensor) and part.requires_grad for part in student(D, real, fake)
    ):
        raise Hint(
            "The numbers are right, but nothing can learn from them: return the losses as the "
            "tensors that nnlib gives, not their .data or .item()."
        )


_MY = (
    "def my_losses(D, real, fake):\n    loss = nn.binary_cross_entropy_with_logits\n"
    "    r, f = D(real), D(fake)\n    one, zero = np.ones(f.shape), np.zeros(f.shape)\n"
    "    d = loss(r, np.ones(r.shape)) + loss(f, zero)\n"
)

LOSSES = Code(
    key="losses",
    name="my_losses",
    test=_try_losses,
    right="Two losses that pull the same points to opposite sides.",
    hints=(
        "For both players the points are examples with a label, 1 for real, 0 for drawn. Who "
        "wants which label for which points?",
        "Discriminator: real points → 1, drawn points → 0, both losses added. Generator: drawn "
        "points → 1.",
        "```\ndef my_losses(D, real, fake):\n    loss = nn.binary_cross_entropy_with_logits\n"
        "    real, fake = D(real), D(fake)\n"
        "    d_loss = loss(real, np.ones(real.shape)) + loss(fake, ___)\n"
        "    g_loss = loss(___, ___)\n    return d_loss, g_loss\n```",
    ),
    solution="""def my_losses(D, real, fake):
    loss = nn.binary_cross_entropy_with_logits
    real, fake = D(real), D(fake)
    d_loss = (loss(real, np.ones(real.shape))
              + loss(fake, np.zeros(fake.shape)))
    g_loss = loss(fake, np.ones(fake.shape))
    return d_loss, g_loss
""",
    wrong=(
        Wrong(_MY + "    return d, -loss(f, zero)\n", "minimax"),
        Wrong(_MY + "    return d, loss(f, zero)\n", "would help"),
        Wrong(_MY + "    return loss(f, one), d\n", "wrong order"),
        Wrong(
            _MY + "    d = loss(r, np.zeros(r.shape)) + loss(f, one)\n    return d, loss(f, one)\n",
            "targets are swapped",
        ),
        Wrong(_MY + "    return loss(f, zero), loss(f, one)\n", "recognize the real"),
        Wrong(_MY + "    return d.item(), loss(f, one).item()\n", "nothing can learn"),
    ),
)

FACTOR = Number(
    key="factor",
    prompt="A discriminator gives a drawn image a probability of 4% to be real. By how many times "
    "is the push on this image larger with the loss −log D than with log(1 − D)?",
    answer=24,
    tolerance=0.05,
    right="(1 − D) / D = 0.96 / 0.04. The better the discriminator, the more it matters.",
    slips=(
        Slip(25, "Almost: that is 1 / D. What stands above it for −log D?"),
        Slip(0.96, "That is the factor of the one loss. Compare it with that of the other."),
        Slip(0.0417, "The other way round: which of the two is larger?"),
        Slip(0.92, "That is the difference of the two factors. How many times is asked for."),
        Slip(2.4, "Check the percent: 4% are 0.04."),
    ),
    hints=(
        "Both pushes are the slope of the logit, times a factor that depends on D alone.",
        "With −log D the factor is 1 − D, with log(1 − D) it is D.",
        "```\n(1 - 0.04) / ___\n```",
    ),
    solution="0.96 / 0.04 = 24.",
)

BEST_D = Number(
    key="best-d",
    prompt="Around a certain temperature there are 6 real days a year, and a generator draws 10. "
    "What probability of being real does the best possible discriminator give there? (It sees as "
    "many real points as drawn ones.)",
    answer=0.375,
    tolerance=0.003,
    right="6 of 16. Where both are equally frequent everywhere it says ½, and knows nothing more.",
    slips=(
        Slip(0.6, "That is 6 / 10. Of all the points there, real and drawn, how many are real?"),
        Slip(0.625, "That is the share of the drawn ones."),
        Slip(0.5, "So it would be if both were equally frequent there."),
        Slip(1.6667, "A probability can't be above 1. How many of all points there are real?"),
    ),
    hints=(
        "Of all the points around that temperature, which fraction is real?",
        "D = real / (real + drawn).",
        "```\n6 / (6 + ___)\n```",
    ),
    solution="6 / (6 + 10) = 0.375.",
)

# --- the circle -----------------------------------------------------------------------------------

GUESS_CIRCLE = Choice(
    key="guess-circle",
    predict=True,
    prompt="It starts at θ = 1, ψ = 0.5. Both players go downhill on their own (minimax) loss, at "
    "the same time, with a small learning rate. Where does it end?",
    options=(
        Option("At θ = 0, ψ = 0", "Each goes downhill, in a landscape that the other one moves."),
        Option("On a circle around (0, 0)", "So it is for infinitely small steps."),
        Option("Farther and farther out, round and round", "Every step lands a little farther out, "
               "until D is so sure that the steps are tiny.", right=True),
        Option("At θ = 0, with a steep ψ", "A steep ψ drives θ past 0."),
    ),
)  # fmt: skip

OUTWARD = Arrange(
    key="outward",
    prompt="Prove that with the minimax loss every simultaneous step leads outward, at any "
    "learning rate η. Write s for D(θ), which lies between 0 and 1. Two lines do not belong.",
    lines=(
        "One step leads from (θ, ψ) to (θ + ηsψ, ψ − ηsθ).",
        "Its squared distance from (0, 0) is (θ + ηsψ)² + (ψ − ηsθ)².",
        "Multiplied out, the terms 2ηsθψ and −2ηsθψ cancel.",
        "What is left is (θ² + ψ²) · (1 + η²s²).",
        "η and s are not 0, so each step makes the distance larger.",
    ),
    decoys=(
        Decoy(
            "Multiplied out, the terms 2ηsθψ and 2ηsθψ add up.",
            "Look at the signs of the two changes: is one of them not negative?",
        ),
        Decoy(
            "Both losses fall in each step, so the distance falls as well.",
            "Each step lowers a player's own loss, if the other one stays. Does the other stay?",
        ),
    ),
    mistakes=(
        TooEarly(1, 0, "A distance after the step: first you need the step."),
        TooEarly(2, 1, "What is multiplied out here?"),
        TooEarly(3, 2, "This is the sum without its mixed terms. Why are they gone?"),
        TooEarly(4, 3, "Where does the factor come from?"),
    ),
    right="The mixed terms cancel because each pulls at a right angle; the squares remain. No rate "
    "is small enough, but a smaller one needs more steps.",
    hints=(
        "From the step to its distance, then multiply out.",
        "Step → distance → what cancels → what is left → conclusion.",
        "Begin with where one step leads.",
    ),
    code=False,
)

THRESHOLD = Number(
    key="threshold",
    prompt="Both move at the same time; the learning rates are 0.6 for θ and 0.25 for ψ. Which "
    "penalty γ lies just between outward and inward? Find it with the widget above.",
    answer=0.15,
    tolerance=0.004,
    right="A quarter of the generator's rate; the other rate does not matter. With moves in turn "
    "the border is 0.",
    slips=(
        Slip(
            0.0625, "That would be a quarter of the rate of ψ. Look at the factor in the caption."
        ),
        Slip(0.6, "There it goes inward already, fast. Where is the factor 1?"),
        Slip(0.2125, "That takes both rates alike. But try it: the factor is below 1 there."),
        Slip(0, "Without any penalty it goes outward. Look at the factor in the caption."),
        Slip(0.3, "There it goes inward already. Where is the factor 1?"),
    ),
    hints=(
        "Set the two rates, and raise the penalty from 0, step by step.",
        "Outward: the factor in the caption is above 1. Inward: below 1.",
        "Between 0.1 and 0.2.",
    ),
    solution="At γ = 0.15 the factor is 1: 0.1 gives more, 0.2 less. In general γ = η_θ / 4.",
)

# --- a distribution -------------------------------------------------------------------------------


def _round(
    losses: Any, G: Any, D: Any, g_step: Any, d_step: Any, real: Any, z: Any, slip: str = ""
) -> None:
    """Play one round as the exercise asks, or with a slip."""
    fake = G(z)
    if slip == "generator first":
        _, g_loss = losses(D, real, fake)
        g_step.zero_grad()
        g_loss.backward()
        g_step.step()
        fake = G(z)
    before = copy.deepcopy(D)
    d_loss, _ = losses(D, real, fake.data)
    if slip != "no zero_grad":
        d_step.zero_grad()
    if slip == "wrong sign":
        d_loss = -d_loss
    if slip == "losses exchanged":
        _, d_loss = losses(D, real, fake.data)
    d_loss.backward()
    if slip != "discriminator rests":
        d_step.step()
    if slip in ("generator first", "generator rests"):
        return
    d_loss, g_loss = losses(before if slip == "at the same time" else D, real, fake)
    if slip == "minimax":
        g_loss = -d_loss
    if slip == "losses exchanged":
        g_loss = d_loss
    if slip != "no zero_grad":
        g_step.zero_grad()
    g_loss.backward()
    g_step.step()


_SLIPS = {
    "no zero_grad": "Its gradients add up: the generator's backward leaves some in the "
    "discriminator, too. Clear each player's before its own backward.",
    "at the same time": "The generator still answers the discriminator from before its step. Ask "
    "it again about the drawn points.",
    "generator first": "The order is the other way round: who should move first?",
    "discriminator rests": "The discriminator has not moved. Who calls its `step`?",
    "generator rests": "The generator has not moved. Does its loss still know where the points "
    "came from?",
    "minimax": "The generator climbs the discriminator's loss. It has a loss of its own, the "
    "second one.",
    "losses exchanged": "Each player takes the other's loss. Which of the two comes first?",
    "wrong sign": "The discriminator climbs its loss instead of descending it.",
}


def _try_round(student: Callable[..., Any]) -> None:
    def play(one_round: Callable[..., Any], case: int, slip: str = "") -> Any:
        rng = np.random.default_rng(case)
        n, sizes = (5, (2, 3, 1)) if case == 0 else (8, (3, 4, 2))
        layers = [[nn.Linear(a, b, rng=rng), nn.Tanh(), nn.Linear(b, c, rng=rng)]
                  for a, b, c in (sizes, (sizes[2], 4, 1))]  # fmt: skip
        G, D = (nn.Sequential(*parts) for parts in layers)
        steps = [nn.SGD(G.parameters(), lr=0.3), nn.SGD(D.parameters(), lr=0.2)]
        for _ in range(2):
            real, z = rng.normal(size=(n, sizes[2])) + 1, rng.normal(size=(n, sizes[0]))
            more = (slip,) if slip else ()
            one_round(_tensor_losses, G, D, *steps, real, z, *more)
        return np.concatenate([p.data.ravel() for p in (*G.parameters(), *D.parameters())])

    for case in (0, 1):
        wanted, got = play(_round, case), play(student, case)
        if np.allclose(got, wanted, rtol=1e-9, atol=1e-12):
            continue
        for slip, said in _SLIPS.items():
            if np.allclose(got, play(_round, case, slip), rtol=1e-7, atol=1e-10):
                raise Hint(said)
        start = play(lambda *_: None, case)
        if np.array_equal(got, start):
            raise Hint("Nothing has moved. Each player needs a loss, its backward, and a step.")
        raise Hint(
            "After two rounds the weights are not those of two steps each. Let the discriminator "
            "step on its loss, then the generator on its own, each with cleared gradients."
        )


def _tensor_losses(D: Any, real: Any, fake: Any) -> tuple[nn.Tensor, nn.Tensor]:
    loss, real, fake = nn.binary_cross_entropy_with_logits, D(real), D(fake)
    return (
        loss(real, np.ones(real.shape)) + loss(fake, np.zeros(fake.shape)),
        loss(fake, np.ones(fake.shape)),
    )


_ROUND = "def one_round(losses, G, D, g_step, d_step, real, z):\n    fake = G(z)\n"
_D_TURN = (
    "    d_loss, _ = losses(D, real, fake.data)\n    d_step.zero_grad()\n"
    "    d_loss.backward()\n    d_step.step()\n"
)
_G_TURN = (
    "    _, g_loss = losses(D, real, fake)\n    g_step.zero_grad()\n    g_loss.backward()\n"
    "    g_step.step()\n"
)

ROUND = Code(
    key="round",
    name="one_round",
    test=_try_round,
    right="The discriminator first, then the generator against the discriminator as it is now.",
    hints=(
        "A step of training as always, twice: loss, zero_grad, backward, step. What differs is "
        "whose loss, and whose step.",
        "D: losses(D, real, fake.data)[0]; .data keeps G out of it. Then G, with D asked anew: "
        "losses(D, real, fake)[1].",
        "```\ndef one_round(losses, G, D, g_step, d_step, real, z):\n    fake = G(z)\n"
        "    d_loss, _ = losses(D, real, fake.data)\n    d_step.zero_grad()\n    ___\n"
        "    d_step.step()\n    _, g_loss = losses(D, real, ___)\n    ___\n    ___\n"
        "    g_step.step()\n```",
    ),
    solution="""def one_round(losses, G, D, g_step, d_step, real, z):
    fake = G(z)
    d_loss, _ = losses(D, real, fake.data)
    d_step.zero_grad()
    d_loss.backward()
    d_step.step()
    _, g_loss = losses(D, real, fake)
    g_step.zero_grad()
    g_loss.backward()
    g_step.step()
""",
    wrong=(
        Wrong(
            (_ROUND + _D_TURN + _G_TURN)
            .replace("    d_step.zero_grad()\n", "")
            .replace("    g_step.zero_grad()\n", ""),
            "gradients add up",
        ),
        Wrong(
            _ROUND + _G_TURN + "    fake = G(z)\n" + _D_TURN,
            "order is the other way round",
        ),
        Wrong(_ROUND + _D_TURN, "generator has not moved"),
        Wrong(_ROUND + _G_TURN, "discriminator has not moved"),
        Wrong(
            _ROUND + _D_TURN + _G_TURN.replace("_, g_loss", "d_loss, _").replace(
                "g_loss.backward", "(-d_loss).backward"
            ),
            "climbs the discriminator's loss",
        ),
        Wrong(
            _ROUND + _D_TURN.replace("d_loss, _", "_, d_loss") + _G_TURN.replace(
                "_, g_loss", "g_loss, _"
            ),
            "takes the other's loss",
        ),
    ),
)  # fmt: skip

# --- collapse -------------------------------------------------------------------------------------


def _covered(points: Any, centers: Any, radius: float, share: float) -> int:
    near = np.linalg.norm(points[:, None] - centers, axis=2) <= radius
    return int((near.mean(axis=0) >= share).sum())


def _try_covered(student: Callable[..., Any]) -> None:
    rng = np.random.default_rng(1)
    angle = 2 * np.pi * np.arange(6) / 6
    six = 3 * np.column_stack([np.cos(angle), np.sin(angle)])
    grid = np.array([[0.0, 0], [0, 2], [2, 0], [2, 2]])
    cases = []
    for centers, picks, spread, radius, share in (
        (six, [0] * 30 + [1] * 20 + [2] * 6 + [3] + [5] + [4] * 8, 0.3, 0.6, 0.05),
        (grid, [0] * 10 + [1] * 9 + [2] * 8 + [3] * 11, 0.2, 0.25, 0.12),
        (np.array([[-1.0], [1], [4]]), [0] * 5 + [2] * 15 + [1] * 8, 0.5, 1.5, 0.2),
    ):
        there = centers[picks]
        points = there + spread * rng.normal(size=there.shape)
        points[-8:] += 1.5 * radius  # far from where they belong
        cases.append((points, centers, radius, share))
    agree(
        student,
        _covered,
        cases,
        what="The number of clusters",
        mistakes={
            "One point is not enough: a cluster counts from the given share of all points on.": (
                lambda p, c, r, s: int(
                    (np.linalg.norm(p[:, None] - c, axis=2) <= r).any(axis=0).sum()
                )
            ),
            "You ignore the radius: what lies far from all centers belongs to none.": (
                lambda p, c, r, s: int(
                    (
                        np.bincount(
                            np.linalg.norm(p[:, None] - c, axis=2).argmin(axis=1), minlength=len(c)
                        )
                        >= s * len(p)
                    ).sum()
                )
            ),
            "That is how many points are near a center. How many centers have enough of them?": (
                lambda p, c, r, s: int(
                    (np.linalg.norm(p[:, None] - c, axis=2) <= r).any(axis=1).sum()
                )
            ),
            "Those are the shares. How many of them reach the one that is asked for?": (
                lambda p, c, r, s: (np.linalg.norm(p[:, None] - c, axis=2) <= r).mean(axis=0)
            ),
            "Every center has a nearest point. Does it lie within the radius, and do enough?": (
                lambda p, c, r, s: len(c)
            ),
        },
    )  # fmt: skip


_FAR = (
    "def covered(points, centers, radius, share):\n"
    "    far = np.linalg.norm(points[:, None] - centers, axis=2)\n"
)

COVERED = Code(
    key="covered",
    name="covered",
    test=_try_covered,
    right="This is the number that a discriminator does not see: it looks at one point at a time.",
    hints=(
        "A table of distances, a row for each point, a column for each center. Then compare.",
        "near = distance ≤ radius; its mean over the points is a share for each center.",
        "```\ndef covered(points, centers, radius, share):\n"
        "    far = np.linalg.norm(points[:, None] - centers, axis=2)\n"
        "    near = far <= ___\n    return (near.mean(axis=___) >= share).sum()\n```",
    ),
    solution="""def covered(points, centers, radius, share):
    far = np.linalg.norm(points[:, None] - centers, axis=2)
    near = far <= radius
    return (near.mean(axis=0) >= share).sum()
""",
    wrong=(
        Wrong(_FAR + "    return (far <= radius).any(axis=0).sum()\n", "One point is not enough"),
        Wrong(_FAR + "    return (far <= radius).any(axis=1).sum()\n", "how many points are near"),
        Wrong(_FAR + "    return (far <= radius).mean(axis=0)\n", "Those are the shares"),
        Wrong(
            _FAR + "    near = np.bincount(far.argmin(axis=1), minlength=len(centers))\n"
            "    return (near >= share * len(points)).sum()\n",
            "ignore the radius",
        ),
    ),
)


GUESS_COLLAPSE = Choice(
    key="guess-collapse",
    predict=True,
    prompt="Run B drew its points in few places. Which player was the slow one?",
    options=(
        Option("The discriminator: a weak judge lets everything pass", "The usual suspect: "
               "Goodfellow and others (2014) warn of a generator that runs ahead."),
        Option("The generator: it could not follow", "It learned at a tenth of the rate.",
               right=True),
        Option("Either would do: what matters is that they differ", "Not here: look at the other "
               "corner of the map below."),
        Option("Neither: B was unlucky with its first weights", "A had the same ones, and other "
               "seeds agree."),
    ),
)  # fmt: skip

PACKS = Choice(
    key="packs",
    prompt="Which change to the discriminator lets it notice by itself that all drawn points are "
    "alike?",
    options=(
        Option("It sees four points at once, all real or all drawn", "Four real points are seldom "
               "alike; four drawn ones from one cluster always are (PacGAN, Lin and others, 2018).",
               right=True),
        Option("It gets twice as many hidden neurons", "It would judge each point better, but "
               "still one at a time."),
        Option("It sees each point four times in a row", "That is the same point four times. What "
               "does it learn about the others?"),
        Option("It takes four steps for each of the generator's", "A stronger judge, but of the "
               "same question: is this point real?"),
    ),
    hints=("A single point from a real cluster is a good point. What shows only in several?",),
)  # fmt: skip

TOOL = Choice(
    key="tool",
    prompt="For which task would you still try a GAN, or its loss, first?",
    options=(
        Option("Sharpen each frame of a game, within 5 milliseconds", "One pass, and the result "
               "has to look real: here the adversarial loss is at home.", right=True),
        Option("Tell how probable a measurement of a machine is", "A GAN draws samples. It gives "
               "no probability for a given one."),
        Option("Draw rare diseases, each kind as often as it occurs", "Rare kinds are the first "
               "to get lost. Who would notice?"),
        Option("Fill a gallery with paintings, overnight, of the best quality", "There is time "
               "for many passes, and diffusion models have been ahead here since about 2021."),
    ),
    hints=("What does a GAN do that others can't: quickly, surely, or completely?",),
)  # fmt: skip

# --- test yourself --------------------------------------------------------------------------------

TEST_1 = Choice(
    key="test-bug",
    prompt="1. What is wrong in the code?",
    options=(
        Option("The penalty is added with the wrong sign", "It raises the loss where the slope is "
               "steep, as it should."),
        Option("One player gets gradients that belong to the other's loss",
               "Each `backward` adds to the gradients of θ and ψ alike. Clear both before it.",
               right=True),
        Option("The generator has to move before the discriminator", "Either may begin: the "
               "moves alternate."),
        Option("The generator uses the wrong one of the two losses", "−log D is the "
               "non-saturating loss."),
    ),
)  # fmt: skip
TEST_2 = Choice(
    key="test-diagnose",
    prompt="2. Diagnose the picture: real points (dots), drawn ones (squares), and both "
    "losses, which never changed.",
    options=(
        Option("Mode collapse: the drawn points sit close together", "They do. But the "
               "discriminator would have something to say about that."),
        Option("The game is solved: both losses have the values of the balance", "They have. Look "
               "at the points."),
        Option("The discriminator says ½ to everything, and does not learn",
               "1.39 is 2 ln 2, 0.69 is ln 2: it answers without looking.", right=True),
        Option("The discriminator is so sure that nothing gets through", "Then its loss would be "
               "near 0."),
    ),
)  # fmt: skip
TEST_3 = Choice(
    key="test-loss",
    prompt="3. The generator's loss has risen from 0.9 to 1.6 in the last hour of training. What "
    "follows for its drawings?",
    options=(
        Option("It got worse: the loss is measured on the same data", "On the same data, but by "
               "another discriminator."),
        Option("It got better, since it now has the harder opponent", "The opponent got better. "
               "Did it, too?"),
        Option("Nothing yet: look at samples, and count", "The discriminator may have improved, "
               "or the generator declined.", right=True),
        Option("The learning rate is too large", "It may be. This number does not show it."),
    ),
)  # fmt: skip
TEST_4 = Choice(
    key="test-faces",
    prompt="4. Experts take 97% of a GAN's portraits for photographs. But 5,000 portraits show "
    "60 faces. What do you do?",
    options=(
        Option("Penalize a steep discriminator, change the rates, and count again", "It "
               "collapsed: perfect samples, few kinds. What cured it here need not everywhere, so "
               "count.", right=True),
        Option("Nothing: 97% is close to perfect", "Each portrait is. What about all together?"),
        Option("Train it longer, with the same settings, as its samples are so good", "What has "
               "collapsed here did not come back by itself."),
        Option("Switch to the minimax loss, which is the original one", "It weakens the push "
               "where the generator is caught; variety is another matter."),
    ),
)  # fmt: skip
TEST_5 = Choice(
    key="test-start",
    prompt="5. In the game of two numbers, at the same time, minimax, without a penalty, you halve "
    "both rates. What becomes of the path?",
    options=(
        Option("It turns inward, once the rates are small enough", "Each step still lands outside "
               "of its circle, if only a little."),
        Option("It still leads outward, but more slowly", "By 1 + η²s² a step, squared: small, and "
               "never 1.", right=True),
        Option("It closes to a circle", "Only for infinitely small steps."),
        Option("Nothing: the rates cancel", "For the direction, yes. For how far outside a step "
               "lands, no."),
    ),
)  # fmt: skip
