"""Write the page of the book from the results of the benchmark."""

from __future__ import annotations

from typing import Any

PEERS = ("hand-written", "torch", "torch fused", "jax", "autograd", "mygrad", "scikit-learn")


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table whose first column is text and whose others are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def ratio(row: dict[str, float] | None) -> str:
    """Return a median ratio with its quartiles."""
    return "–" if row is None else f"{row['ratio']:.2f} ({row['low']:.2f}–{row['high']:.2f})"


def speed(results: dict[str, Any], dtype: str) -> str:
    """Return the table of ratios of one type of numbers."""
    rows = []
    for name, types in results["cases"].items():
        found = types[dtype]
        share = found["floor"]["microseconds"] / found["nnlib"]["microseconds"]
        rows.append(
            [
                name,
                f"{found['nnlib']['microseconds']:.0f}",
                *(ratio(found.get(peer)) for peer in PEERS),
                f"{share:.0%}",
            ]
        )
    return table(["one training step", "nnlib, µs", *PEERS, "products alone"], rows)


def memory(results: dict[str, Any]) -> str:
    """Return the table of peak memory."""
    peers = ("nnlib", "torch", "jax", "autograd", "mygrad")
    rows = [
        [name, *(f"{found[peer]:.1f}" if peer in found else "–" for peer in peers)]
        for name, found in results["memory"].items()
    ]
    return table(["MiB above the start", *peers], rows)


def growth(results: dict[str, Any]) -> str:
    """Return the table of growth with width, depth and batch."""
    rows = [
        [
            f"{row['kind']} {row['value']}",
            f"{row['microseconds']:.0f}",
            f"{row['floor']:.0f}",
            f"{row['microseconds'] / row['floor']:.1f}",
            f"{row['mebibytes']:.2f}",
        ]
        for row in results["growth"]
    ]
    return table(["MLP", "step, µs", "products alone, µs", "quotient", "MiB in a step"], rows)


def pages_table(pages: dict[str, Any]) -> str:
    """Return the table of the book's pages in a browser."""
    rows = [
        [
            name.removesuffix(".html"),
            f"{found['megabytes']:.2f}",
            *(
                f"{found[how][what] or '–'}"
                for what in ("ready", "move")
                for how in ("plain", "slowed")
            ),
        ]
        for name, found in pages.items()
    ]
    head = [
        "page",
        "first visit, MB",
        "first control, ms",
        "slowed 4×",
        "new picture, ms",
        "slowed 4×",
    ]
    return table(head, rows)


def python_section(pages: dict[str, Any]) -> str:
    """Return what is said of Python in the pages, if the book had it when it was measured."""
    rows = [
        [name.removesuffix(".html"), f"{times['first']:.1f}"]
        + [f"{times[what]}" for what in ("again", "before", "after")]
        for name, found in pages.items()
        if (times := found.get("python"))
    ]
    if not rows:
        return ""
    head = ["page", "first Run, s", "next Run, ms", "only read, MB", "with Python, MB"]
    return f"""
### Python in the page

The time from the first Run, which loads Python, to its picture; that of a cell which does next to
nothing; and the memory of the page, when it is only read and after that.

{table(head, rows)}"""


def write_page(results: dict[str, Any], pages: dict[str, Any]) -> str:
    """Return the whole page."""
    machine = results["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    return f"""# How fast is nnlib?

This page is written by `make bench`. It comes from one machine: {machine["cpu"]},
{machine["cores"]} cores of which one thread was used, Python {machine["python"]},
{versions}.

A number is the time of a peer divided by the time of nnlib: above 1, nnlib is faster. It is the
median over interleaved rounds, with the quartiles in parentheses. All libraries start from the same
weights, and their losses were compared first. "torch" is PyTorch step by step with its default
optimizer, "torch fused" with `fused=True`; "jax" is a whole step compiled with `jax.jit`.

Two columns show the limit. "hand-written" is a step in NumPy that knows its one network, written
out forward and backward, without a graph and without checks: what is missing to 1 is the price of
`Tensor`. The last column is the share of nnlib's time that its matrix products take alone: no
library that computes with the same products can be faster than that.

## float64

{speed(results, "float64")}
## float32

{speed(results, "float32")}
Why small networks win: PyTorch spends some microseconds on every operation before it computes
anything, and nnlib spends less. Where the products dominate, there is little to gain, and a
compiler that merges several operations into one pass over the memory, as JAX does, can be faster.

Where the lead is small, the profile says why. In the smallest MLP about half of the time is Python
itself, roughly a microsecond for each result that is recorded and each gradient that is passed on.
In the RNN almost half are products of 32×64 and 64×64 numbers, one for each step, which wait
for each other. In the transformer a fifth is the exact gelu, since NumPy has no error function.
mygrad and autograd are measured as they come, mygrad with its memory guard.

## Memory

By how much the peak memory of a new process grows in five steps, float64. What a library needs
for its own code is not counted, except what it loads at the first step.

{memory(results)}
## Start

`import nnlib` takes {results["import_milliseconds"]:.0f} ms when NumPy is there already.

## Growth

MLPs with layers of equal width, SGD, float64: 3 layers and a batch of 64 where the width grows;
width 128 and a batch of 64 where the depth grows; width 128 and 3 layers where the batch grows.

{growth(results)}
## The pages of this book

Measured in Chromium on the same machine, from a server on that machine: all bytes of a first visit,
gzipped; the time until the first control of a page answers; the time from moving a slider to its
new picture. A display shows a new frame every 16 ms. The columns "slowed 4×" are with the processor
slowed down four times, about a phone's.

{pages_table(pages)}{python_section(pages)}"""
