"""What a lesson asks of its readers: counted from a small one whose numbers are known."""

from __future__ import annotations

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.reading import headings, measure, time_line, words, write_time


def printed(source: str, text: str = "", *tags: str, shown: str = "") -> NotebookNode:
    """Make a cell that printed a text, or whose value says one."""
    outputs = [new_output("stream", name="stdout", text=text)] if text else []
    if shown:
        outputs.append(new_output("execute_result", data={"text/plain": shown}))
    return new_code_cell(source, outputs=outputs, metadata={"tags": list(tags)})


def lesson() -> NotebookNode:
    return new_notebook(
        cells=[
            new_markdown_cell("# Two words\n\n**Run this lesson:** [here](x)\n\n**Time:** now"),
            printed("x = 1\n\nprint(x)", "one two three"),
            printed("assert x\nshow(fig, 'A line.')", shown="A line that rises."),
            printed("hidden = 1\nassert hidden", "four", "hide-input"),
            printed('ask("01/which-weight")', "", "remove-input", shown="Question: a b"),
            printed('ask("01/parameters")', "", "remove-input"),
            printed('ask("04/training-loop")', "", "remove-input"),
            printed("drag_line(points)", "", "remove-input", shown="Drag the line."),
            printed('def nand():\n    ...\n\ncheck("01/nand", nand)'),
            printed('check("01/nand", nand)', "", "remove-input"),
            printed('def nand():\n    return 1\n\ncheck("01/nand", nand)', "five", "hide-cell"),
            new_markdown_cell("### Going further: more (5 min)\n\nsix seven"),
            printed("y = 2\nclaim('E45', y=y)", "eight"),
        ]
    )


def test_path_and_side_rooms_are_counted_apart() -> None:
    path, rooms = measure(lesson())
    # 2 of the title, 3 printed, 1 below hidden code, 3 of the question, 5 of the folded heading
    assert path.words == 14
    assert (path.lines, path.longest, path.checks) == (2 + 2 + 3, 3, ["assert x"])
    assert path.tasks == {"choice": 1, "number": 1, "widget": 1, "arrange": 1, "code": 1}
    assert path.minutes == 14 / 200 + 7 / 10 + (1 + 2 + 2 + 3 + 6)
    assert (rooms.words, rooms.lines, rooms.checks) == (3, 2, ["claim('E45', y=y)"])


def test_the_time_is_written_into_the_header() -> None:
    notebook = lesson()
    line = "**Time:** about 15 minutes on the path, 1 more in the side rooms."
    assert time_line(notebook) == line
    write_time(notebook)
    assert notebook.cells[0].source.endswith(f"[here](x)\n\n{line}")
    assert time_line(notebook) == line


def test_the_header_says_the_sum_of_what_the_headings_of_the_rooms_say() -> None:
    """Minutes are written where none or others stood; cards and answers to look up have none."""
    notebook = lesson()
    notebook.cells += [
        new_markdown_cell("### What the notes say\n\n" + "word " * 1000),
        new_markdown_cell("Text.\n\n### Going further: most\n\n" + "word " * 401),
        new_markdown_cell("## Going on\n\nOn the path again."),
    ]
    wanted = ["### Going further: more (1 min)", "### Going further: most (3 min)"]
    assert [right for _, _, right in headings(notebook)] == wanted
    write_time(notebook)
    assert [found for _, found, _ in headings(notebook)] == wanted
    assert notebook.cells[-2].source.startswith(f"Text.\n\n{wanted[1]}\n\nword")
    assert time_line(notebook).endswith(" 4 more in the side rooms.")


def test_words_are_those_that_a_reader_sees() -> None:
    assert words("Two [words](https://example.org/a/b) — *here*, **and** `x + y`.") == 6
    assert words("A sum $\\sum_i w_i x_i + b$ is one word. $$a = b\n+ c$$") == 7
    assert words("| a | b |\n|---|---|\n| c | d |") == 4
