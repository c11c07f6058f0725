"""Write coursekit/content/15_attention/runs.npz: the longer runs of lesson 15.

Run it as `python -m tools.make_attention` (about half an hour on one core). The models and the
functions that train are the lesson's own, taken from its cells.

The machine of the lesson learns two poems and is measured on others:

- Lewis Carroll, "Jabberwocky", in *Through the Looking-Glass*, 1871;
- Edward Lear, "The Owl and the Pussy-cat", in *Nonsense Songs*, 1871;
- never seen: Lewis Carroll, "How doth the little crocodile", in *Alice's Adventures in
  Wonderland*, 1865, and the first stanzas of "The Walrus and the Carpenter", in *Through the
  Looking-Glass*, 1871.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import nnlib as nn
from tools import lesson_code

Array = npt.NDArray[Any]

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "lessons" / "15_attention.ipynb"
TARGET = ROOT / "coursekit" / "content" / "15_attention" / "runs.npz"
NEEDED = re.compile(
    r"^(import numpy|CHARACTERS|def learn_text|def optimizer_for|def learn_to_reverse"
    r"|class Rhymer|class Reverser|class ReadThenWrite)",
    re.MULTILINE,
)

JABBERWOCKY = """'Twas brillig, and the slithy toves
Did gyre and gimble in the wabe:
All mimsy were the borogoves,
And the mome raths outgrabe.

"Beware the Jabberwock, my son!
The jaws that bite, the claws that catch!
Beware the Jubjub bird, and shun
The frumious Bandersnatch!"

He took his vorpal sword in hand:
Long time the manxome foe he sought,
So rested he by the Tumtum tree,
And stood awhile in thought.

And, as in uffish thought he stood,
The Jabberwock, with eyes of flame,
Came whiffling through the tulgey wood,
And burbled as it came!

One, two! One, two! And through and through
The vorpal blade went snicker-snack!
He left it dead, and with its head
He went galumphing back.

"And hast thou slain the Jabberwock?
Come to my arms, my beamish boy!
O frabjous day! Callooh! Callay!"
He chortled in his joy.

'Twas brillig, and the slithy toves
Did gyre and gimble in the wabe:
All mimsy were the borogoves,
And the mome raths outgrabe.

"""
OWL = """The Owl and the Pussy-cat went to sea
In a beautiful pea-green boat,
They took some honey, and plenty of money,
Wrapped up in a five-pound note.
The Owl looked up to the stars above,
And sang to a small guitar,
"O lovely Pussy! O Pussy, my love,
What a beautiful Pussy you are,
You are,
You are!
What a beautiful Pussy you are!"

Pussy said to the Owl, "You elegant fowl!
How charmingly sweet you sing!
O let us be married! too long we have tarried:
But what shall we do for a ring?"
They sailed away, for a year and a day,
To the land where the Bong-tree grows,
And there in a wood a Piggy-wig stood
With a ring at the end of his nose,
His nose,
His nose,
With a ring at the end of his nose.

"Dear Pig, are you willing to sell for one shilling
Your ring?" Said the Piggy, "I will."
So they took it away, and were married next day
By the Turkey who lives on the hill.
They dined on mince, and slices of quince,
Which they ate with a runcible spoon;
And hand in hand, on the edge of the sand,
They danced by the light of the moon,
The moon,
The moon,
They danced by the light of the moon.

"""
CROCODILE = """How doth the little crocodile
Improve his shining tail,
And pour the waters of the Nile
On every golden scale!

How cheerfully he seems to grin,
How neatly spreads his claws,
And welcomes little fishes in,
With gently smiling jaws!

"""
WALRUS = """The sun was shining on the sea,
Shining with all his might:
He did his very best to make
The billows smooth and bright,
And this was odd, because it was
The middle of the night.

The moon was shining sulkily,
Because she thought the sun
Had got no business to be there
After the day was done.
"It's very rude of him," she said,
"To come and spoil the fun!"

"""

# The machine: at these steps its weights are kept, and its losses measured.
KEPT = (0, 30, 100, 300, 1000, 2000)
MEASURED = (0, 3, 10, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1400, 2000)

# The race: places of the grid, and of each the best of these rates.
LENGTHS = (4, 8, 16)
SIZES = {"attention": (16, 32), "LSTM": (32, 96)}  # weights: some 4 and 13, 10 and 51 thousand
RATES = {"Adam": (0.001, 0.003, 0.01), "SGD": (0.03, 0.1, 0.3)}
MARKS = (30, 100, 300, 1000)  # steps
SEEDS = 5


def definitions() -> dict[str, Any]:
    """Run those of the lesson's cells that import or define what is needed here."""
    return lesson_code.definitions(LESSON, NEEDED)


def plain(text: str, characters: str) -> str:
    """Return a text in lower case; hyphens become spaces, colons commas, all else is left out."""
    text = text.lower().translate(str.maketrans("-:;", " ,,"))
    return "".join(character for character in text if character in characters)


def machine(lesson: dict[str, Any], known: str, new: str) -> tuple[dict[str, Array], Array]:
    """Train on `known`: the weights (kept, …) by name in float16, and losses (2, measured)."""
    model, states = lesson["learn_text"](known, MEASURED[-1], marks=MEASURED)
    losses = np.zeros((2, len(MEASURED)))
    for i, state in enumerate(states):
        model.load_state_dict(state)
        losses[:, i] = [lesson["text_loss"](model, text) for text in (known, new)]
    places = [MEASURED.index(step) for step in KEPT]
    names = states[0].keys()
    return {name: np.array([states[i][name] for i in places], np.float16) for name in names}, losses


def racer(lesson: dict[str, Any], kind: str, length: int, size: int, seed: int) -> nn.Module:
    """Return a model of the race as it starts, in float32."""
    rng = np.random.default_rng(seed)
    name = {"attention": "Reverser", "LSTM": "ReadThenWrite"}[kind]
    made: nn.Module = lesson[name](length, size, rng)
    return made.astype(np.float32)


def raced(
    lesson: dict[str, Any], kind: str, length: int, size: int, name: str, rate: float, seed: int
) -> Array:
    """Share of right letters (marks, 2): in validation, and in new sequences."""
    model = racer(lesson, kind, length, size, seed)
    with np.errstate(all="ignore"):
        found: Array = lesson["learn_to_reverse"](model, length, name, rate, MARKS, seed)
    return found


def best(lesson: dict[str, Any], kind: str, length: int, size: int, name: str) -> Array:
    """Share of right letters (marks, seeds), at the rate that validates best at each mark."""
    runs = np.array(
        [
            [raced(lesson, kind, length, size, name, rate, seed) for seed in range(SEEDS)]
            for rate in RATES[name]
        ]
    )  # rates, seeds, marks, 2
    rate = np.median(runs[..., 0], axis=1).argmax(axis=0)
    return np.array([runs[rate[m], :, m, 1] for m in range(len(MARKS))])


def main() -> None:
    """Run all, and store weights in float16 and shares in float32."""
    lesson = definitions()
    characters = lesson["CHARACTERS"]
    known, new = plain(JABBERWOCKY + OWL, characters), plain(CROCODILE + WALRUS, characters)
    weights, losses = machine(lesson, known, new)
    print("machine", losses[:, -1], flush=True)
    right = np.zeros((2, 2, 2, len(LENGTHS), len(MARKS), SEEDS), np.float32)
    for place in np.ndindex(*right.shape[:4]):
        kind, optimizer = tuple(SIZES)[place[0]], tuple(RATES)[place[2]]
        length, size = LENGTHS[place[3]], SIZES[kind][place[1]]
        right[place] = best(lesson, kind, length, size, optimizer)
        print(kind, size, optimizer, length, np.median(right[place], axis=1).round(2), flush=True)
    np.savez_compressed(
        TARGET, known=known, new=new, losses=losses.astype(np.float32), right=right, **weights
    )
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
