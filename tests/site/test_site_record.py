"""What the page remembers: a widget's state in the address, the reader's answers in the browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator
from site_checks import Browser, Page, none, open_rooms, settle, visit

from coursekit import explore, figure
from coursekit.exercises import Arrange, Choice, Number, Option, content, lessons
from coursekit.widgets.widget import script

LESSON, PROGRESS = "lessons/01_neurons.html", "book/progress.html"
QUESTIONS = ".nn-widget[id^='widget-01/']"
WIDGET, DIAL = "lessons/06_initialization.html", "thirty_layers.dial"
SLIDER = "#widget-thirty_layers"

# ---- the address ---------------------------------------------------------------------------------


def dial(page: Page) -> str:
    """Return where the slider of the first widget stands."""
    return page.locator(".nn-explore").first.locator("output").inner_text()


def test_what_was_set_stands_in_the_address(browser: Browser, origin: str) -> None:
    """A moved slider is in the address; the address alone brings it back; reset takes it out."""
    with visit(browser, f"{origin}/{WIDGET}?x=1#one", widgets=SLIDER) as seen:
        page, box = seen.page, seen.page.locator(".nn-explore").first
        assert dial(page) == "1" and page.url.endswith("?x=1#one")
        box.locator("input").press("ArrowRight")
        page.wait_for_url(f"{origin}/{WIDGET}?x=1&{DIAL}=1.2#one")
        page.reload()
        settle(page, SLIDER)
        assert dial(page) == "1.2" and "σ√n = 1.2" in box.locator(".nn-caption").inner_text()
        box.locator(".nn-reset").click()
        page.wait_for_url(f"{origin}/{WIDGET}?x=1#one")
        none(seen.problems)


@pytest.mark.parametrize(
    "query",
    [f"{DIAL}=12", f"{DIAL}=", DIAL, "nobody.dial=1.2", "thirty_layers.x=1.2", "%E0%A4%A&&="],
)
def test_a_strange_address_is_ignored(browser: Browser, origin: str, query: str) -> None:
    """An unknown name or value leaves the widget as it starts."""
    with visit(browser, f"{origin}/{WIDGET}?{query}", widgets=SLIDER) as seen:
        assert dial(seen.page) == "1"
        none(seen.problems)


def test_where_the_address_may_not_change_the_widget_works(browser: Browser, book: Path) -> None:
    """From disk, some browsers refuse to change it; then it stays, and nothing is said."""
    refuse = "() => { history.replaceState = () => { throw new DOMException('no'); }; }"
    for act in ("", refuse):
        address = (book / WIDGET).as_uri()
        with visit(browser, address, offline=True, widgets=SLIDER) as seen:
            seen.page.evaluate(act or "() => {}")
            seen.page.locator(".nn-explore").first.locator("input").press("ArrowRight")
            seen.page.wait_for_timeout(300)
            assert dial(seen.page) == "1.2"
            assert not act or seen.page.url == address
            none(seen.problems)


RENDER = """async ([script, states]) => {
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const kit = await import(url);
  for (const state of states) {
    if (state.frames) state.frames = Uint8Array.from(state.frames);
    const set = (key, value) => { state[key] = value; };
    const model = { get: (key) => state[key], set, save_changes() {} };
    for (let shown = 0; shown < 2; shown++) { // Jupyter may show a widget again
      const el = document.body.appendChild(document.createElement("div"));
      await kit.default.render({ model, el });
    }
  }
}"""


def test_in_jupyter_the_address_stays(browser: Browser, origin: str) -> None:
    """Only the published page's own address may be changed: Jupyter's is not ours."""
    widget = explore(lambda n: (figure()[0], f"Picture number {n} of two."), n=[1, 2])
    state = {"kind": "explore", "data": widget.data, "frames": list(widget.frames)}
    with visit(browser, f"{origin}/book/notation.html?lambda.n=2") as seen:
        seen.page.evaluate(RENDER, [script(), [state]])
        slider = seen.page.locator(".nn-explore input").first
        assert slider.input_value() == "0"
        slider.press("ArrowRight")
        seen.page.wait_for_timeout(300)
        assert seen.page.url.endswith("?lambda.n=2")
        slider.press("ArrowLeft")
        seen.page.wait_for_timeout(300)
        assert seen.page.url.endswith("?lambda.n=2")
        none(seen.problems)


# ---- the record ----------------------------------------------------------------------------------


def form(page: Page, name: str) -> Locator:
    """Find a question of lesson 1."""
    return page.locator(".nn-ask").filter(has_text=content("01")[name].prompt.replace("`", ""))


REASON = "Half of them, as by a coin."


def answer(page: Page) -> None:
    """Guess wrong; solve one question at the second try, and leave one wrong."""
    guess = form(page, "guess-xor")
    guess.get_by_label("2 of 4").check()
    guess.get_by_label("Why do you think so?").fill(REASON)
    guess.locator(".nn-submit").click()
    kept = page.evaluate(
        "() => { try { return localStorage.getItem('how-neural-networks-learn') !== null; }"
        " catch { return false; } }"
    )
    assert guess.get_by_label("3 of 4").is_disabled() == kept
    number = form(page, "parameters")
    for text in ("none", "1880", "1930", "1"):
        number.locator("input").fill(text)
        number.locator(".nn-submit").click()
    open_rooms(page, QUESTIONS)
    form(page, "cover").locator("input").fill("7")
    form(page, "cover").locator(".nn-submit").click()


def rows(page: Page) -> list[str]:
    """Return what the page of progress says of every exercise that is not open.

    A lesson with nothing answered is folded away, and so are its exercises.
    """
    said = page.locator(".nn-progress li:visible").all_inner_texts()
    return [" ".join(text.split()) for text in said if not text.endswith("open")]


EXPECTED = [
    "Question How many numbers are learned in all? ✓ solved at try 2",
    "Guess How many of its four rows can the best single neuron get right? "
    "you guessed “2 of 4”: ✗ it came out otherwise",
    "Question How likely is it that some choice of the weights gets all 100 right? "
    "→ not yet, after 1 try",
]


def test_answers_survive_a_reload(browser: Browser, origin: str) -> None:
    """What was solved is marked, and the first guess stands there, when the reader comes back."""
    with visit(browser, f"{origin}/{LESSON}", widgets=QUESTIONS) as seen:
        page = seen.page
        assert not "".join(page.locator(".nn-before").all_inner_texts())
        answer(page)
        page.reload()
        settle(page, QUESTIONS)
        number, guess = form(page, "parameters"), form(page, "guess-xor")
        assert number.locator("input").input_value() == "1930"
        said = number.locator(".nn-feedback").inner_text()
        assert said.startswith("✓ Right. 1,300 for the first hidden layer")
        assert guess.get_by_label("2 of 4").is_checked()
        assert guess.get_by_label("Why do you think so?").input_value() == REASON
        assert guess.locator(".nn-feedback").inner_text() == "Kept. You will see."
        assert guess.locator(".nn-submit").is_hidden()
        number.locator("input").fill("1880")  # a solved question can be tried again
        number.locator(".nn-submit").click()
        assert "Not yet" in number.locator(".nn-feedback").inner_text()
        open_rooms(page, QUESTIONS)
        assert not form(page, "cover").locator(".nn-before").inner_text()
        none(seen.problems)


def test_a_guess_comes_back_with_its_reason(browser: Browser, origin: str) -> None:
    """Without a guess the answers wait, folded; a guess comes back at once, and stays."""
    with visit(browser, f"{origin}/book/kit.html") as seen:
        page, box = seen.page, seen.page.locator(".nn-outcome")
        options = list(content("01")["guess-xor"].options)
        said = [box.get_by_text(option.feedback.replace("`", "")) for option in options]
        assert not any(feedback.is_visible() for feedback in said)
        box.locator("summary").click()
        assert all(feedback.is_visible() for feedback in said)
        guess = form(page, "guess-xor")
        guess.get_by_label("2 of 4").check()
        guess.get_by_label("Why do you think so?").fill(REASON)
        guess.get_by_label("Why do you think so?").press("Enter")
        assert "feedback" in page.evaluate("document.activeElement.className")
        for _ in range(2):
            said = " ".join(box.inner_text().split())
            tempting = options_said(options, "2 of 4")
            assert f"You guessed: 2 of 4 ✗ Your reason: {REASON} {tempting}" in said
            assert f"It came out: 3 of 4 {options_said(options, '3 of 4')}" in said
            page.reload()
            settle(page)
        none(seen.problems)


def options_said(options: list[Option], text: str) -> str:
    """Return the feedback of the option that begins with a text, as the page shows it."""
    return next(o.feedback.replace("`", "") for o in options if o.text.startswith(text))


def test_progress_shows_exports_erases_and_imports(
    browser: Browser, origin: str, tmp_path: Path
) -> None:
    """The record appears lesson by lesson, leaves as a file, is erased, and comes back."""
    with visit(browser, f"{origin}/{LESSON}", widgets=QUESTIONS) as seen:
        page, saved = seen.page, tmp_path / "saved.json"
        answer(page)
        page.goto(f"{origin}/{PROGRESS}")
        settle(page)
        box = page.locator(".nn-progress")
        assert rows(page) == EXPECTED
        asked = sum(not getattr(one, "predict", False) for one in content("01").values())
        assert (
            f"1 of {asked} solved; 0 of 1 guess right" in box.locator("summary").first.inner_text()
        )
        with page.expect_download() as download:
            box.locator(".nn-export").click()
        download.value.save_as(saved)
        assert json.loads(saved.read_text("utf-8"))["record"] == {
            "01/parameters": {"right": True, "tries": 2, "answer": "1930"},
            "01/guess-xor": {"right": False, "tries": 1, "guess": "2 of 4", "reason": REASON},
            "01/cover": {"right": False, "tries": 1},
        }
        box.locator(".nn-erase").click()
        box.locator(".nn-keep").click()
        assert rows(page) == EXPECTED
        box.locator(".nn-erase").press("Enter")
        box.locator(".nn-erase-it").press("Enter")
        assert rows(page) == []
        page.reload()
        settle(page)
        assert rows(page) == []

        wrong = tmp_path / "wrong.json"
        for text in ("{", "3", "null", '{"record": {}}', '{"course": "How Neural Networks Learn"}'):
            wrong.write_text(text, "utf-8")
            box.locator("input[type=file]").set_input_files(wrong)
            said = box.locator(".nn-said").filter(has_text="wrong.json is not a record")
            said.wait_for()
            said.evaluate("(node) => node.replaceChildren()")
        box.locator("input[type=file]").set_input_files(saved)
        page.wait_for_function("() => document.querySelector('.nn-said').textContent")
        assert rows(page) == EXPECTED
        box.locator("a").first.click()
        page.wait_for_url(f"{origin}/{LESSON}")
        settle(page, QUESTIONS)
        none(seen.problems)


def test_code_counts_where_the_reader_ran_it(browser: Browser, origin: str) -> None:
    """A verdict counts once each time code is run; those stored in the page never do."""
    verdict = {"passed": True, "own": True, "message": "", "hints": []}
    states = [
        {"kind": "check", "data": {**verdict, "name": "01/nand", "passed": False}},
        {"kind": "check", "data": {**verdict, "name": "01/nand"}},
        {"kind": "check", "data": {**verdict, "name": "01/xor", "own": False}},
        {"kind": "check", "data": {**verdict, "name": "01/neuron"}, "published": True},
    ]
    with visit(browser, f"{origin}/{LESSON}", widgets=QUESTIONS) as seen:
        seen.page.evaluate(RENDER, [script(), states])
        seen.page.goto(f"{origin}/{PROGRESS}")
        settle(seen.page)
        assert rows(seen.page) == ["Code Write nand ✓ solved at try 2"]
        none(seen.problems)


def test_what_is_no_record_counts_as_none(browser: Browser, origin: str) -> None:
    """Broken or foreign data under our key does no harm, and sound entries survive."""
    key = "how-neural-networks-learn"
    sound = {"01/cover": {"right": True, "tries": 1}}
    foreign = {"01/xor": 3, "<b>": {"right": True, "tries": 1}, "01/nand": {"right": "yes"}}
    with visit(browser, f"{origin}/{PROGRESS}") as seen:
        for text, count in (("{", 0), ("null", 0), ("[1]", 0), (json.dumps(sound | foreign), 1)):
            seen.page.evaluate("([k, v]) => localStorage.setItem(k, v)", [key, text])
            seen.page.reload()
            settle(seen.page)
            assert len(rows(seen.page)) == count
        none(seen.problems)


REFUSALS = {  # of our key, quietly for the rest of the page; and of all storage
    "ours": "for (const name of ['getItem', 'setItem', 'removeItem']) {"
    "const own = Storage.prototype[name]; Storage.prototype[name] = function (key, ...rest) {"
    "if (key.startsWith('how-')) throw new Error('no'); return own.call(this, key, ...rest); }; }",
    "all": "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });",
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_without_storage_everything_else_works(browser: Browser, origin: str, refusal: str) -> None:
    """A browser that refuses to keep anything gets a sentence, and no error of ours."""
    with visit(browser, f"{origin}/{PROGRESS}") as seen:
        page = seen.page
        page.add_init_script(REFUSALS[refusal])
        page.reload()
        settle(page)
        assert "keeps nothing" in page.locator(".nn-said").inner_text()
        page.locator(".nn-erase").click()
        page.locator(".nn-erase-it").click()
        page.goto(f"{origin}/{LESSON}")
        settle(page, QUESTIONS)
        answer(page)
        assert form(page, "cover").locator(".nn-feedback").inner_text().startswith("→ Not yet.")
        if refusal == "ours":  # without any storage, the theme's own script complains
            none(seen.problems)


def test_from_disk_the_record_works_too(browser: Browser, book: Path) -> None:
    """Opened as files, the pages remember as far as the browser lets them, without errors."""
    with visit(browser, (book / LESSON).as_uri(), offline=True, widgets=QUESTIONS) as seen:
        answer(seen.page)
        seen.page.goto((book / PROGRESS).as_uri())
        settle(seen.page)
        listed = sum(len(content(lesson)) for lesson in lessons())
        assert seen.page.locator(".nn-progress li").count() == listed
        none(seen.problems)


# ---- scripts off ---------------------------------------------------------------------------------


# Each solution with all that stands around it, and whether it is seen: as it lies, and unfolded.
SOLUTIONS = """(all) => all.map((folded) => {
  const text = folded.querySelector(".nn-text"), seen = text.checkVisibility();
  folded.open = true;
  return [folded.closest(".nn-fallback").textContent, folded.textContent,
    [seen, text.checkVisibility()]];
})"""


def words(text: str) -> str:
    """Return a text as the page shows it, in one line."""
    return " ".join(text.replace("`", "").split())


@pytest.mark.parametrize("lesson", lessons())
def test_without_scripts_every_question_has_its_solution(
    browser: Browser, origin: str, book: Path, lesson: str
) -> None:
    """The prompt stands in the page, and the solution below it, folded."""
    (path,) = (book / "lessons").glob(f"{lesson}_*.html")
    with visit(browser, f"{origin}/lessons/{path.name}", java_script_enabled=False) as seen:
        seen.page.eval_on_selector_all(
            "details.nn-aside", "(rooms) => rooms.forEach((room) => { room.open = true; })"
        )
        solutions = seen.page.locator(".nn-fallback details.nn-solution")
        found = [(words(a), words(b), c) for a, b, c in solutions.evaluate_all(SOLUTIONS)]
        for exercise in content(lesson).values():
            if not isinstance(exercise, Arrange | Choice | Number):
                continue
            if isinstance(exercise, Choice):
                right = next(option for option in exercise.options if option.right)
                solution = f"{right.text}. {right.feedback}"
            elif isinstance(exercise, Arrange):
                solution = exercise.right
            else:
                solution = exercise.solution
            prompt, solution = words(exercise.prompt), words(solution)
            folded = [
                visible
                for around, text, visible in found
                if prompt in around and "What came out:" not in around and solution in text
            ]
            assert folded == [[False, True]], prompt
        none(seen.problems)


# ---- a gallery -----------------------------------------------------------------------------------


def test_each_run_of_a_gallery_has_its_own_question(browser: Browser, origin: str) -> None:
    """The menu changes picture and question; an answer stays with its run."""
    with visit(browser, f"{origin}/book/kit.html") as seen:
        box = seen.page.locator(".nn-gallery")
        menu, question = box.locator("select"), box.locator(".nn-ask")

        def diagnose(text: str) -> str:
            question.get_by_label(text).check()
            question.locator(".nn-submit").click()
            return question.locator(".nn-feedback").inner_text()

        assert diagnose("too low").startswith("✓ Right.")
        menu.select_option(label="3")
        assert question.count() == 1 and not question.locator(".nn-feedback").inner_text()
        assert diagnose("too low").startswith("→ Not yet. A low rate")
        assert diagnose("too high").startswith("✓ Right.")
        menu.select_option(label="1")
        assert question.locator(".nn-feedback").inner_text().startswith("✓ Right. It learns")
        menu.select_option(label="2")
        seen.page.wait_for_url("**/kit.html?patients.run=2")
        none(seen.problems)
