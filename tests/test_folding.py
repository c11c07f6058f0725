"""Folded sections: where they begin and end, and what the apps are told."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.folding import is_folded, walk
from tools.run_lessons import normalize

LESSON = """# 1 · A lesson

## In one minute

Short answers.

## A question?

The path.

### Going further: a *second* proof (12 min)

One.

```python
## not a heading
```

#### A step

Two.

### Back on the path

On it.

### What the notes say"""


def lesson() -> NotebookNode:
    code = [new_code_cell(source, execution_count=1) for source in ("claim()", "path()")]
    return new_notebook(
        cells=[
            new_markdown_cell(LESSON),
            code[0],
            new_markdown_cell("A card.\n\n## Another question?\n\nText."),
            code[1],
        ]
    )


@pytest.mark.parametrize(
    "title, folded",
    [
        ("In one minute", True),
        ("What the notes say (4 min)", True),
        ("Going further: why (12 min)", True),
        ("Going further", False),
        ("In one minute or two", False),
        ("What is a neuron?", False),
    ],
)
def test_a_title_tells_whether_a_section_is_folded(title: str, folded: bool) -> None:
    assert is_folded(title) == folded


def test_a_folded_section_ends_at_the_next_heading_of_its_level_or_above() -> None:
    folded = [text.split("\n")[0] for _, text, inside in walk(lesson()) if inside]
    assert folded == ["Short answers.", "One.", "claim()", "A card."]
    open_path = [text.split("\n")[0] for _, text, inside in walk(lesson()) if not inside]
    assert open_path == [
        "# 1 · A lesson",
        "## In one minute",
        "## A question?",
        "### Going further: a *second* proof (12 min)",
        "### Back on the path",
        "### What the notes say",
        "## Another question?",
        "path()",
    ]


def test_a_stored_lesson_has_each_folded_heading_in_a_marked_cell() -> None:
    """JupyterLab collapses a cell by its mark, Colab those that the notebook names."""
    stored = normalize(lesson())
    marked = [c for c in stored.cells if c.metadata.get("jp-MarkdownHeadingCollapsed")]
    assert [c.source for c in marked] == [
        "## In one minute",
        "### Going further: a *second* proof (12 min)",
        "### What the notes say",
    ]
    assert stored.metadata["colab"] == {"collapsed_sections": [c.id for c in marked]}
    assert [c.metadata["id"] for c in marked] == [c.id for c in marked]
    assert "#### A step" in stored.cells[5].source and len(stored.cells) == 12
    assert normalize(stored) == stored
    text = "\n\n".join(c.source for c in stored.cells if c.cell_type == "markdown")
    assert text == "\n\n".join(c.source for c in lesson().cells if c.cell_type == "markdown")


def test_a_lesson_without_folded_sections_has_no_mark() -> None:
    plain = normalize(new_notebook(cells=[new_markdown_cell("# Title\n\n## Question?")]))
    assert "colab" not in plain.metadata and len(plain.cells) == 1
