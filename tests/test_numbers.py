"""How answers with a number are read and judged: the kit's script, run by Deno without a page."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from coursekit.widgets.widget import script

READ = {
    "2410": [2410], "2,410": [2.41, 2410], " 0.5 ": [0.5], ".5": [0.5], "1/2": [0.5],
    "50 %": [0.5], "50%": [0.5], "−3": [-3], "-3.0": [-3], "–0.15": [-0.15], "—2": [-2],
    "‑7": [-7], "1e-3": [0.001], "0,5": [0.5], "3 / 4": [0.75], "1,000,000": [1e6], "+7": [7],
    "1E3": [1000], "2410.": [2410], "1 882": [1882], "0.3 nA": [0.3], "400 mistakes": [400],
    "7,39": [7.39], "7,389": [7.389, 7389], "-1,500": [-1.5, -1500], "1,234.5": [1234.5],
    "1.234,5": [1234.5], "0,389": [0.389], "7,3891": [7.3891], "15 MΩ": [15],
    "": [], " ": [], "many": [], "1/0": [], "1..2": [], "a 3": [], "--1": [], "1/": [], "nan": [],
    "Infinity": [], "1e999": [], "1,23,456": [], "1,2,3": [],
}  # fmt: skip
NANO = {
    "answer": 0.3,
    "tolerance": 0.001,
    "unit": "nanoamperes",
    "right": "R",
    "slips": [[300, "S"]],
}
ANSWERS = [
    ({"answer": 7.389, "tolerance": 0.01, "unit": "", "right": "R", "slips": []}, text, True)
    for text in ("7,389", "7.389", "7,39", "7.39", "7,389 times")
] + [
    ({"answer": 7389, "tolerance": 0, "unit": "", "right": "R", "slips": []}, "7,389", True),
    ({"answer": -1500, "tolerance": 0, "unit": "", "right": "R", "slips": []}, "-1,500", True),
    ({"answer": -1.5, "tolerance": 0, "unit": "", "right": "R", "slips": []}, "–1,500", True),
    ({"answer": 0.5, "tolerance": 0, "unit": "", "right": "R", "slips": []}, "50 %", True),
    ({"answer": 1, "tolerance": 0, "unit": "", "right": "R", "slips": []}, "one", None),
    *[(NANO, text, True) for text in ("0.3", "0.3 nA", "0,3nA", ".3 nanoamperes")],
    *[
        (NANO, text, None)
        for text in ("0.3 A", "300 pA", "0.3 mA", "0.3 µA", "0.3 uA", "0.3 nV", "0.3 amperes")
    ],
    (NANO, "300", False),
    (NANO, "0.4 nA", False),
    (NANO | {"unit": "epochs", "answer": 3}, "3 epochs", True),
    (NANO | {"unit": "epochs", "answer": 3}, "3 epoch", True),
    (NANO | {"unit": "epochs", "answer": 3}, "3 steps", None),
]  # fmt: skip


@cache
def results() -> dict[str, Any]:
    """Everything at once, since a start of Deno takes as long as all that it is asked here."""
    cases = json.dumps({"texts": list(READ), "answers": [[d, t] for d, t, _ in ANSWERS]})
    asked = (
        f"const cases = {cases};\n"
        "console.log(JSON.stringify({ read: cases.texts.map((t) => forms.readings(t).values), "
        "judged: cases.answers.map(([data, text]) => forms.judgeNumber(data, text)) }));"
    )
    deno = Path(sys.executable).with_name("deno")
    run = subprocess.run(
        [deno, "run", "--quiet", "--no-remote", "--ext=js", "-"],
        input=f"{script()}\n{asked}", capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return dict(json.loads(run.stdout))


@pytest.mark.parametrize("i", range(len(READ)), ids=list(READ))
def test_numbers_are_read_as_people_write_them(i: int) -> None:
    values = list(READ.values())[i]
    assert sorted(results()["read"][i]) == pytest.approx(sorted(values), rel=1e-12)


@pytest.mark.parametrize("i", range(len(ANSWERS)), ids=[text for _, text, _ in ANSWERS])
def test_an_answer_is_right_if_one_reading_is_and_its_unit_is_the_one_asked_for(i: int) -> None:
    data, text, right = ANSWERS[i]
    judged, said = results()["judged"][i]
    assert judged is right, said
    if right is None and text[0].isdigit():
        assert said == (
            f"The answer is asked for in {data['unit']}. Convert it, or leave the unit out."
        )
    elif right is None:
        assert said == "Type a number, such as 12, 0.5 or 3/4."
