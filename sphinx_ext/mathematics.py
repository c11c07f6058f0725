"""Formulas are MathML, made while the book is built: a page needs no script to show them.

``latex2mathml`` translates the TeX; the TeX itself stays in the page, as the formula's alternative
text and as an annotation, for screen readers that know no MathML and for who copies a formula
(``site.js``). A formula that cannot be translated is a warning, and so ends the build.
"""

from __future__ import annotations

import re
from html import escape
from xml.etree.ElementTree import Element, SubElement, tostring

from docutils import nodes
from latex2mathml.converter import convert_to_element
from latex2mathml.exceptions import NoAvailableTokensError
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

AMS = re.compile(r"\\(begin|end)\{(align|equation|gather|split)(\*?)\}")
#: What AMS calls the environments that stand alone, and what they are inside a formula.
INNER = {"align": "aligned", "split": "aligned", "gather": "gathered", "equation": ""}
#: Commands that latex2mathml does not know, in words that it does.
UNKNOWN = {r"\lVert": r"\Vert ", r"\rVert": r"\Vert "}


def mathml(tex: str, display: str) -> str:
    """Return a formula as MathML.

    Parameters
    ----------
    tex : str
        Without its dollar signs.
    display : "inline" or "block"

    Raises
    ------
    ValueError
        If it cannot be translated.
    """
    source = tex.strip()
    for theirs, known in UNKNOWN.items():
        source = source.replace(theirs, known)
    source = AMS.sub(lambda found: environment(found[1], found[2]), source)
    if r"\\" in source and r"\begin{" not in source:
        source = rf"\begin{{aligned}}{source}\end{{aligned}}"
    try:
        math = convert_to_element(source, display=display)
    except (NoAvailableTokensError, KeyError, IndexError, AttributeError, TypeError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from None
    if unknown := [leaf.text for leaf in math.iter() if (leaf.text or "").startswith("\\")]:
        raise ValueError(f"latex2mathml does not know {', '.join(map(str, unknown))}")
    semantics = Element("semantics")
    semantics.extend(list(math))
    SubElement(semantics, "annotation", encoding="application/x-tex").text = tex.strip()
    for child in list(math):
        math.remove(child)
    math.append(semantics)
    math.set("alttext", tex.strip())
    return tostring(math, encoding="unicode")


def environment(which: str, name: str) -> str:
    """Return the beginning or end of the environment that stands inside a formula."""
    return rf"\{which}{{{INNER[name]}}}" if INNER[name] else ""


def written(translator: HTML5Translator, node: nodes.math | nodes.math_block, display: str) -> str:
    """Return a formula of the book; one that cannot be translated is a warning."""
    try:
        return mathml(node.astext(), display)
    except ValueError as error:
        logger.warning("formula %r: %s", node.astext(), error, location=node)
        return f"<code>{escape(node.astext())}</code>"


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula that stands in a line."""
    tag = self.starttag(node, "span", "", CLASS="math notranslate nohighlight")
    self.body.append(f"{tag}{written(self, node, 'inline')}</span>")
    raise nodes.SkipNode


def visit_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula that stands alone, with its number if it has one."""
    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append(f"{written(self, node, 'block')}</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool | str]:
    """Offer the renderer `mathml`; `html_math_renderer` in `_config.yml` chooses it."""
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_block, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
