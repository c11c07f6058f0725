"""What every stored lesson must be: run in order, text only, and without a way around nbval.

Each rule is a function from a lesson to a list of sentences, one for each thing that is wrong.
Below the rules, a tiny lesson is broken in many ways, to show that each rule can fail.
"""

from __future__ import annotations

import ast
import copy
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat
import pytest
from nbformat import NotebookNode
from page_needs import named

from coursekit.exercises import Choice, find
from tools.address import Address, first_cell, read_address, run_line
from tools.reading import TIME, headings, measure, time_line, write_time
from tools.run_lessons import normalize, plain, read, stored_text, with_address

ROOT = Path(__file__).resolve().parent.parent

LESSONS = sorted((ROOT / "lessons").glob("*.ipynb"))
MAX_LINES = 20
MAX_WIDTH = 88  # what a page shows without scrolling sideways
ALLOWED_IMPORTS = {
    "numpy",
    "matplotlib",
    "nnlib",
    "coursekit",
    "__future__",
} | sys.stdlib_module_names


@dataclass
class Lesson:
    """A stored notebook, its bytes and where it is."""

    path: Path
    text: str
    notebook: NotebookNode

    @property
    def code(self) -> list[NotebookNode]:
        """The code cells."""
        return [cell for cell in self.notebook.cells if cell.cell_type == "code"]

    @property
    def prose(self) -> list[NotebookNode]:
        """The Markdown cells."""
        return [cell for cell in self.notebook.cells if cell.cell_type == "markdown"]

    @property
    def outputs(self) -> list[tuple[int, NotebookNode]]:
        """All outputs with the number of their code cell."""
        return [(n, out) for n, cell in enumerate(self.code, 1) for out in cell.outputs]


def load(path: Path) -> Lesson:
    """Read a lesson."""
    return Lesson(path, path.read_text(encoding="utf-8"), read(path))


# --- the rules ---------------------------------------------------------------------------------


def ran_in_order(lesson: Lesson) -> list[str]:
    """nbval passes a cell with neither count nor outputs, so every cell must have a count."""
    counts = [cell.execution_count for cell in lesson.code]
    if counts == list(range(1, len(counts) + 1)):
        return []
    return [f"The execution counts are {counts}, not 1 to {len(counts)}: run `make lessons`."]


def no_comment_for_nbval(lesson: Lesson) -> list[str]:
    """A comment can tell nbval to skip a cell or to ignore its output."""
    pattern = r"NBVAL_|PYTEST_VALIDATE"
    return [
        f"Code cell {n} holds a mark for nbval."
        for n, cell in enumerate(lesson.code, 1)
        if re.search(pattern, cell.source)
    ]


def no_tag_that_skips(lesson: Lesson) -> list[str]:
    """Tags can do the same, or make the book skip a cell."""
    bad = re.compile(r"nbval[-_].*|pytest-validate.*|raises-exception|skip-execution")
    return [
        f"A cell has the tag {tag!r}, which switches checks off."
        for cell in lesson.notebook.cells
        for tag in cell.metadata.get("tags", [])
        if bad.fullmatch(tag.lower())
    ]


def no_error(lesson: Lesson) -> list[str]:
    """No stored exception."""
    return [
        f"Code cell {n} stores an exception: {out.ename}."
        for n, out in lesson.outputs
        if out.output_type == "error"
    ]


def text_only(lesson: Lesson) -> list[str]:
    """No pictures, no widgets, in outputs, metadata or Markdown."""
    problems = [
        f"Code cell {n} stores {kind}: run `make lessons`."
        for n, out in lesson.outputs
        for kind in out.get("data", {})
        if kind.startswith("image/") or "jupyter.widget" in kind
    ]
    if "widgets" in lesson.notebook.metadata:
        problems.append("The notebook stores widget state: run `make lessons`.")
    if any("attachments" in cell or "data:image/" in cell.source for cell in lesson.prose):
        problems.append("A Markdown cell embeds a picture: draw it in a code cell.")
    return problems


def imports_run_everywhere(lesson: Lesson) -> list[str]:
    """The page, Colab and a phone have the standard library, numpy, matplotlib and nnlib."""
    problems = []
    for n, cell in enumerate(lesson.code, 1):
        try:
            nodes = list(ast.walk(ast.parse(cell.source)))
        except SyntaxError:
            problems.append(f"Code cell {n} is not plain Python (no %, no !).")
            continue
        names = [
            alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names
        ]
        names += [node.module or "." for node in nodes if isinstance(node, ast.ImportFrom)]
        for name in names:
            if name.split(".")[0] not in ALLOWED_IMPORTS:
                problems.append(f"Code cell {n} imports {name}, which not every reader has.")
    return problems


def cells_are_short(lesson: Lesson) -> list[str]:
    """A cell does one thing, in lines that fit the page."""
    return [
        f"Code cell {n} has {len(cell.source.splitlines())} lines; {MAX_LINES} are allowed."
        for n, cell in enumerate(lesson.code, 1)
        if len(cell.source.splitlines()) > MAX_LINES
    ] + [
        f"Code cell {n} has a line of {len(line)} characters; {MAX_WIDTH} fit the page."
        for n, cell in enumerate(lesson.code, 1)
        for line in cell.source.splitlines()
        if len(line) > MAX_WIDTH
    ]


def plain_markdown(lesson: Lesson) -> list[str]:
    """Colab and Jupyter show no MyST: neither directives, nor roles, nor targets."""
    pattern = re.compile(
        r"^\s*[`~:]{3,}\s*\{|\{[a-zA-Z][\w:+-]*\}`|^\([\w:-]+\)=\s*$", re.MULTILINE
    )
    return [
        f"A Markdown cell uses MyST, which only the book shows: {found[0].strip()}"
        for cell in lesson.prose
        if (found := pattern.search(cell.source))
    ]


def opens_with_template(lesson: Lesson) -> list[str]:
    """The first code cell installs and checks the library, as `make lessons` writes it."""
    if lesson.code and lesson.code[0].source == first_cell(read_address()):
        return []
    return ["The first code cell is not the one that `make lessons` writes."]


def normalizing_changes_nothing(lesson: Lesson) -> list[str]:
    """`make lessons` would write the same bytes if no output changed."""
    path = f"lessons/{lesson.path.name}"
    again = stored_text(normalize(with_address(lesson.notebook, read_address(), path)))
    return [] if again == lesson.text else ["`make lessons` would store other bytes: run it."]


def local_links_exist(lesson: Lesson) -> list[str]:
    """A link to a file of the project names one that exists."""
    return missing_links(lesson.path.parent, "\n\n".join(cell.source for cell in lesson.prose))


def missing_links(folder: Path, text: str) -> list[str]:
    """A sentence for each link in Markdown that leads to no file of the project."""
    source = re.sub(r"`[^`\n]*`", "", text)
    links = re.findall(r"\]\(\s*<?([^)\s>]+)", source)
    links += re.findall(r"""(?:href|src)=["']([^"']+)""", source)
    problems = []
    for link in links:
        target = unquote(link.split("#")[0].split("?")[0])
        if target and not re.match(r"[a-z][a-z+.-]*:", link):
            if not (folder / target).exists():
                problems.append(f"The link to {link} leads nowhere.")
    return problems


def outputs_say_something(lesson: Lesson) -> list[str]:
    """No bare repr of a figure, and no memory address, which changes at every run."""
    problems = []
    for n, out in lesson.outputs:
        text = plain(str(out.get("text", "")) + "\n".join(map(str, out.get("data", {}).values())))
        if re.search(r"<Figure|<Axes|\[<matplotlib", text):
            problems.append(
                f"Code cell {n} shows the bare name of a plot: end it with the kit's call."
            )
        if re.search(r"\b0x[0-9a-fA-F]{6,}", text):
            problems.append(f"Code cell {n} prints a memory address.")
    return problems


def cells_in_sight_need_no_others(lesson: Lesson) -> list[str]:
    """A page runs only cells whose source it holds; `remove-input` takes the source out."""
    problems, removed = [], set()
    for n, cell in enumerate(lesson.code, 1):
        names = named(cell.source)
        if "remove-input" in cell.metadata.get("tags", []):
            removed |= set(names["gives"])
            continue
        missing = removed & {*names["reads"], *names["later"]}
        problems += [f"Code cell {n} needs {name}, which the page cannot make." for name in missing]
        removed -= set(names["gives"])
    return problems


# --- the budget of the path --------------------------------------------------------------------

MOST_WORDS, MOST_LINES, MOST_MINUTES = 3000, 120, 60
MOST_LINES_OF_A_CELL, PAGE_WIDTH = 12, 79


def time_is_computed(lesson: Lesson) -> list[str]:
    """Header and rooms say the time that follows from what there is to read and to do."""
    said = [found[0] for cell in lesson.prose for found in TIME.finditer(cell.source)]
    line = time_line(lesson.notebook)
    wrong = [] if said == [line] else [f"The header should say “{line}”, but has {said}."]
    return wrong + [
        f"A heading should say “{right}”, but says “{found}”."
        for _, found, right in headings(lesson.notebook)
        if found != right
    ]


def path_is_short(lesson: Lesson) -> list[str]:
    """What lies outside folded sections is read within the hour; no cell is long anywhere."""
    path, rooms = measure(lesson.notebook)
    return [
        f"It has {count:,.0f} {what}; {most:,} are allowed."
        for count, what, most in (
            (path.words, "words", MOST_WORDS),
            (path.lines, "lines of visible code", MOST_LINES),
            (max(path.longest, rooms.longest), "visible lines in one cell", MOST_LINES_OF_A_CELL),
            (path.minutes, "minutes", MOST_MINUTES),
        )
        if count > most
    ]


def checks_are_folded(lesson: Lesson) -> list[str]:
    """What proves the prose stands in folded cells, on the path and in the rooms beside it."""
    return [
        f"It shows a check: {line.strip()}"
        for part in measure(lesson.notebook)
        for line in part.checks
    ]


def code_fits_the_page(lesson: Lesson) -> list[str]:
    """The page shows lines of code whole."""
    return [
        f"Code cell {n} has a line of {len(line)} characters; the page shows {PAGE_WIDTH}."
        for n, cell in enumerate(lesson.code, 1)
        for line in cell.source.splitlines()
        if len(line) > PAGE_WIDTH and cell is not lesson.code[0]
    ]


def labels_are_legible(lesson: Lesson) -> list[str]:
    """On a phone 390 px wide, no label of a picture is smaller than 11 px."""
    problems = []
    for n, cell in enumerate(lesson.code, 1):
        for width in re.findall(r"figure\([^)]*size=\(([\d.]+)", cell.source):
            if float(width) > 5.8:
                problems.append(f"Code cell {n} draws {width} inches wide; 5.8 are the most.")
        for size in re.findall(r"(?:font|label)size=([\d.]+)", cell.source):
            if float(size) < 12:
                problems.append(f"Code cell {n} has labels of {size} points; 12 are the least.")
    return problems


def guesses_come_back(lesson: Lesson) -> list[str]:
    """Each guess has its outcome, further down."""
    code = [cell.source for cell in lesson.code]
    asked = [found for cell in code for found in re.findall(r'\bask\("(\d\d/[\w-]+)"\)', cell)]
    problems = []
    for name in asked:
        exercise = find(name)
        if isinstance(exercise, Choice) and exercise.predict:
            place = next(i for i, cell in enumerate(code) if f'ask("{name}")' in cell)
            if not any(f'outcome("{name}")' in cell for cell in code[place + 1 :]):
                problems.append(f"The guess {name} does not come back: add outcome({name!r}).")
    return problems


BUDGET = [
    path_is_short,
    checks_are_folded,
    code_fits_the_page,
    labels_are_legible,
    guesses_come_back,
]
RULES: list[Callable[[Lesson], list[str]]] = [
    ran_in_order,
    no_comment_for_nbval,
    no_tag_that_skips,
    no_error,
    text_only,
    imports_run_everywhere,
    cells_are_short,
    plain_markdown,
    opens_with_template,
    normalizing_changes_nothing,
    local_links_exist,
    outputs_say_something,
    cells_in_sight_need_no_others,
    time_is_computed,
    *BUDGET,
]


# --- the lessons -------------------------------------------------------------------------------


def test_there_are_lessons() -> None:
    """An empty folder would pass everything else."""
    assert LESSONS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_lesson(path: Path, rule: Callable[[Lesson], list[str]]) -> None:
    """Every lesson keeps every rule."""
    problems = rule(load(path))
    assert not problems, f"{path.name}:\n  " + "\n  ".join(problems)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "LICENSE-TEXT.md"])
def test_links_of_the_front_pages_lead_somewhere(name: str) -> None:
    assert missing_links(ROOT, (ROOT / name).read_text(encoding="utf-8")) == []


def test_no_sanitize_file() -> None:
    """nbval can be told to rewrite outputs before it compares them; nothing here does."""
    for name in ("Makefile", "pyproject.toml", ".ci/run", ".github/workflows/test.yml"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"sanitize|nbval-lax|lf-cell|nbval-skip", text), name
    assert not list((ROOT / "lessons").glob("*sanitize*"))
    assert not list((ROOT / "tests").glob("*sanitize*"))


# --- each rule can fail ------------------------------------------------------------------------


def good_lesson(folder: Path) -> Lesson:
    """A tiny lesson that keeps every rule."""
    v4: Any = nbformat.v4
    output = v4.new_output("stream", name="stdout", text="7\n")
    notebook = v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# Sums\n\nSee [itself](99_sums.ipynb). **Time:** minutes"),
            v4.new_code_cell("import numpy as np\n\nprint(np.add(3, 4))", outputs=[output]),
        ]
    )
    notebook = with_address(notebook, read_address(), "lessons/99_sums.ipynb")
    for n, cell in enumerate((c for c in notebook.cells if c.cell_type == "code"), 1):
        cell.execution_count = n
    path = folder / "99_sums.ipynb"
    notebook = normalize(notebook)
    write_time(notebook)
    path.write_text(stored_text(notebook), encoding="utf-8")
    return load(path)


def with_source(text: str) -> Callable[[Lesson], None]:
    """Replace the code of the last cell."""
    return lambda lesson: lesson.code[-1].update(source=text)


def in_a_room(text: str) -> Callable[[Lesson], None]:
    """Add a folded room that holds a cell."""
    v4 = nbformat.v4
    room = [v4.new_markdown_cell("### Going further: more (1 min)"), v4.new_code_cell(text)]
    return lambda lesson: lesson.notebook.cells.extend(room)


def after_a_removed_cell(text: str) -> Callable[[Lesson], None]:
    """Add a cell without source on the page, `x = 1`, and one that comes after it."""
    v4 = nbformat.v4
    removed = v4.new_code_cell("x = 1", metadata={"tags": ["remove-input"]})
    return lambda lesson: lesson.notebook.cells.extend([removed, v4.new_code_cell(text)])


def with_prose(text: str) -> Callable[[Lesson], None]:
    """Replace the text of the first cell."""
    return lambda lesson: lesson.prose[0].update(source=text)


def with_output(**data: Any) -> Callable[[Lesson], None]:
    """Replace the output of the last cell."""
    output = nbformat.from_dict({"output_type": "display_data", "metadata": {}, "data": data})
    return lambda lesson: lesson.code[-1].update(outputs=[output])


def with_tag(tag: str) -> Callable[[Lesson], None]:
    """Tag the last cell."""
    return lambda lesson: lesson.code[-1].metadata.update(tags=[tag])


ASKED = nbformat.v4.new_code_cell('ask("01/which-weight")')
ERROR = nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=[])

BREAKS: list[tuple[Callable[[Lesson], list[str]], Callable[[Lesson], Any]]] = [
    (ran_in_order, lambda lesson: lesson.code[-1].update(execution_count=None, outputs=[])),
    (ran_in_order, lambda lesson: lesson.code[-1].update(execution_count=7)),
    (no_comment_for_nbval, with_source("# NBVAL_IGNORE_OUTPUT\nprint(1)")),
    (no_comment_for_nbval, with_source("# PYTEST_VALIDATE_IGNORE_OUTPUT\nprint(1)")),
    (no_tag_that_skips, with_tag("nbval-ignore-output")),
    (no_tag_that_skips, with_tag("raises-exception")),
    (no_tag_that_skips, with_tag("skip-execution")),
    (no_error, lambda lesson: lesson.code[-1].update(outputs=[ERROR])),
    (text_only, with_output(**{"image/png": "iVBORw0K"})),
    (text_only, with_output(**{"application/vnd.jupyter.widget-view+json": {"model_id": "1"}})),
    (text_only, lambda lesson: lesson.notebook.metadata.update(widgets={})),
    (text_only, with_prose("![x](data:image/png;base64,iVBORw0K)")),
    (imports_run_everywhere, with_source("import torch")),
    (imports_run_everywhere, with_source("from sklearn.datasets import load_digits")),
    (imports_run_everywhere, with_source("def f():\n    import scipy.stats\n")),
    (imports_run_everywhere, with_source("%matplotlib inline")),
    (cells_are_short, with_source("x = 1\n" * (MAX_LINES + 1))),
    (cells_are_short, with_source("x = " + "1" * MAX_WIDTH)),
    (plain_markdown, with_prose("```{note}\nNo.\n```")),
    (plain_markdown, with_prose("Text.\n\n:::{tip}\nNo.\n:::")),
    (plain_markdown, with_prose("See {doc}`other`.")),
    (plain_markdown, with_prose("(target)=\n# Title")),
    (opens_with_template, lambda lesson: lesson.code[0].update(source="import nnlib as nn")),
    (normalizing_changes_nothing, lambda lesson: setattr(lesson, "text", lesson.text + "\n")),
    (normalizing_changes_nothing, lambda lesson: lesson.notebook.metadata.update(kernel="x")),
    (normalizing_changes_nothing, with_prose("# Sums\n\n**Run this lesson:** somewhere else")),
    (local_links_exist, with_prose("See [nothing](no_such_page.md#part).")),
    (local_links_exist, with_prose('See <a href="../no_such_page.html">nothing</a>.')),
    (outputs_say_something, with_output(**{"text/plain": "<Figure size 640x480 with 1 Axes>"})),
    (outputs_say_something, with_output(**{"text/plain": "<thing at 0x7f66e0a3b1c0>"})),
    (cells_in_sight_need_no_others, after_a_removed_cell("y = x + 1")),
    (cells_in_sight_need_no_others, after_a_removed_cell("def f():\n    return x")),
    (time_is_computed, with_prose("# Sums")),
    (time_is_computed, with_prose("# Sums\n\n**Time:** about an hour")),
    (time_is_computed, with_output(**{"text/plain": "word " * 1200})),
    (path_is_short, with_prose("# Sums\n\n" + "word " * (MOST_WORDS + 1))),
    (path_is_short, with_source("x = 1\n" * (MOST_LINES_OF_A_CELL + 1))),
    (path_is_short, in_a_room("x = 1\n" * (MOST_LINES_OF_A_CELL + 1))),
    (path_is_short, lambda lesson: lesson.notebook.cells.extend(lesson.code[-1:] * MOST_LINES)),
    (path_is_short, lambda lesson: lesson.notebook.cells.extend([ASKED] * (MOST_MINUTES + 1))),
    (checks_are_folded, with_source("x = 1\nassert x")),
    (checks_are_folded, with_source('claim("E45", x=1)')),
    (checks_are_folded, in_a_room('claim("E45", x=1)')),
    (code_fits_the_page, with_source("x = " + "1" * PAGE_WIDTH)),
    (labels_are_legible, with_source("figure(1, 2, size=(6.4, 3))")),
    (labels_are_legible, with_source('ax.text(0, 0, "small", fontsize=9)')),
    (guesses_come_back, with_source('outcome("01/guess-xor")\nask("01/guess-xor")')),
    (outputs_say_something, with_output(**{"text/html": "<p>object at 0x7f66e0a3b1c0</p>"})),
]


def test_a_good_lesson_passes(tmp_path: Path) -> None:
    """The tiny lesson keeps every rule, so that each break below is what fails."""
    lesson = good_lesson(tmp_path)
    assert [problem for rule in RULES for problem in rule(lesson)] == []


@pytest.mark.parametrize(("rule", "damage"), BREAKS, ids=[rule.__name__ for rule, _ in BREAKS])
def test_each_rule_can_fail(
    rule: Callable[[Lesson], list[str]], damage: Callable[[Lesson], Any], tmp_path: Path
) -> None:
    """A lesson that breaks a rule is caught by it."""
    lesson = good_lesson(tmp_path)
    damage(lesson)
    if rule is normalizing_changes_nothing and lesson.text == load(lesson.path).text:
        lesson.text = stored_text(lesson.notebook)  # the damage is what is stored
    assert rule(lesson), f"{rule.__name__} did not notice."


def test_every_rule_is_broken_once() -> None:
    """No rule is left without a proof that it can fail."""
    assert {rule for rule, _ in BREAKS} == set(RULES)


# --- what `make lessons` does ------------------------------------------------------------------


def test_normalizing_keeps_text_only() -> None:
    """Streams are merged, progress lines collapse, pictures and widgets go, text stays."""
    v4: Any = nbformat.v4
    widget = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}}
    cell = v4.new_code_cell(
        "x",
        execution_count=41,
        metadata={"tags": ["hide-input"], "execution": {"iopub.status.busy": "now"}},
        outputs=[
            v4.new_output("stream", name="stdout", text="epoch 1"),
            v4.new_output("stream", name="stderr", text="careful\n"),
            v4.new_output("stream", name="stdout", text="\repoch 2\rdone\nnext\n"),
            v4.new_output("display_data", data={"image/png": "iV", "text/plain": "A line."}),
            v4.new_output("display_data", data={"image/png": "iV"}),
            v4.new_output(
                "display_data", data={**widget, "text/plain": "A slider.", "text/html": "<b>s</b>"}
            ),
            v4.new_output("execute_result", execution_count=41, data={"text/html": "<i>t</i>"}),
        ],
    )
    notebook = v4.new_notebook(cells=[cell, v4.new_code_cell("")], metadata={"widgets": {"a": 1}})
    before = copy.deepcopy(notebook)
    result = normalize(notebook)
    assert notebook == before, "normalize must not change what it is given"
    assert len(result.cells) == 1, "an empty code cell is dropped"
    assert result.cells[0].metadata == {"tags": ["hide-input"]}
    assert result.cells[0].execution_count == 1
    outputs = [
        (out.output_type, out.get("text", out.get("data"))) for out in result.cells[0].outputs
    ]
    assert outputs == [
        ("stream", "done\nnext\n"),
        ("stream", "careful\n"),
        ("display_data", {"text/plain": "A line."}),
        ("display_data", {"text/plain": "A slider."}),
        ("execute_result", {"text/html": "<i>t</i>"}),
    ]
    assert "widgets" not in result.metadata
    assert stored_text(normalize(result)) == stored_text(result)


def test_the_address_is_written_into_a_lesson() -> None:
    """Copies follow the address; an author's own line below the template moves to its own cell."""
    v4: Any = nbformat.v4
    old = Address("https://github.com/Someone/fork", "main", "0.0.1")
    new = Address("https://github.com/someone-else/course", "trunk", "0.2.0")
    notebook = v4.new_notebook(
        cells=[v4.new_markdown_cell("# T\n\nText."), v4.new_code_cell("x = 1")]
    )
    first = with_address(notebook, old, "lessons/a.ipynb")
    assert first.cells[0].source == f"# T\n\n{run_line(old, 'lessons/a.ipynb')}\n\nText."
    assert "https://someone.github.io/fork/wheels/" in first.cells[1].source
    first.cells[1].source += "\n\nimport numpy as np"
    second = with_address(first, new, "lessons/a.ipynb")
    assert [cell.source for cell in second.cells] == [
        f"# T\n\n{run_line(new, 'lessons/a.ipynb')}\n\nText.",
        first_cell(new),
        "import numpy as np",
        "x = 1",
    ]
    assert with_address(second, new, "lessons/a.ipynb") == second


def test_the_first_cell_says_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version, or a stranger's package of the same name, ends in a clear sentence."""
    from types import ModuleType

    cell = first_cell(read_address())
    exec(cell, {})  # our own library: nothing happens
    for attributes, expected in [
        ({"__version__": "0.0.1", "Neuron": object}, "found one that is 0.0.1"),
        ({"__version__": read_address().version}, "found one that is of another project"),
    ]:
        other = ModuleType("nnlib")
        other.__spec__ = sys.modules["nnlib"].__spec__
        vars(other).update(attributes, __file__="/somewhere/nnlib.py")
        monkeypatch.setitem(sys.modules, "nnlib", other)
        with pytest.raises(AssertionError, match=expected) as caught:
            exec(cell, {})
        assert "--force-reinstall" in str(caught.value)
        monkeypatch.undo()
