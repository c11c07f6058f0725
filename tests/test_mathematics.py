"""Formulas: what is translated, what is refused, and where spaces stand."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import pytest

from sphinx_ext.mathematics import mathml


def formula(tex: str, display: str = "inline") -> Element:
    """A translated formula, its tags without their namespace."""
    math = fromstring(mathml(tex, display))
    for node in math.iter():
        node.tag = node.tag.rpartition("}")[2]
    return math


def leaves(tex: str) -> list[tuple[str, str]]:
    """The tag and the text of every leaf of a formula, its annotation left out."""
    math = formula(tex)
    inside = [node for node in math.iter() if node.tag != "annotation" and len(node) == 0]
    return [(node.tag, node.text or "") for node in inside]


def test_a_formula_keeps_its_tex() -> None:
    math = formula(r" \frac{1}{2} ", "block")
    assert math.get("alttext") == r"\frac{1}{2}" and math.get("display") == "block"
    assert [node.text for node in math.iter("annotation")] == [r"\frac{1}{2}"]
    assert len(list(math.iter("mfrac"))) == 1


def test_signs_are_signs() -> None:
    assert ("mo", "=") in leaves("a = b") and ("mo", "<") in leaves("a < b")


def test_names_stand_apart_from_their_arguments() -> None:
    assert leaves(r"\ln p") == [("mi", "ln"), ("mspace", ""), ("mi", "p")]
    assert leaves(r"q \ln p")[1] == ("mspace", "")
    assert ("mspace", "") not in leaves(r"\ln(p)")
    assert leaves(r"\tanh^2 z") == [("mi", "tanh"), ("mn", "2"), ("mspace", ""), ("mi", "z")]


@pytest.mark.parametrize(("tex", "prefix"), [("x = -b", True), ("a - b", False), ("(-1)", True)])
def test_a_minus_sign_belongs_to_its_number(tex: str, prefix: bool) -> None:
    (minus,) = [node for node in formula(tex).iter("mo") if node.text == "−"]
    assert (minus.get("form") == "prefix") is prefix


@pytest.mark.parametrize("name", ["align", "align*", "aligned", "split"])
def test_lines_stand_under_each_other(name: str) -> None:
    math = formula(rf"\begin{{{name}}} a &= b \\ &= c \end{{{name}}}", "block")
    assert len(list(math.iter("mtr"))) == 2
    assert "&" not in [node.text for node in math.iter("mi")]


def test_what_cannot_be_translated_is_refused() -> None:
    with pytest.raises(ValueError, match=r"does not know \\unknowncommand"):
        mathml(r"\unknowncommand x", "inline")


def test_a_root_of_letters_is_its_sign_and_a_line() -> None:
    assert ("mo", "√") in leaves(r"\sigma\sqrt{n}") and not list(formula(r"\sqrt{n}").iter("msqrt"))
    assert len(list(formula(r"\sqrt{x^2}").iter("msqrt"))) == 1  # grows with what stands in it
