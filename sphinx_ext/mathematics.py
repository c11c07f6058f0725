"""Formulas are MathML, made while the book is built: a page needs no script to show them.

``latex2mathml`` translates the TeX; the TeX itself stays in the page, as the formula's alternative
text and as an annotation, for screen readers that know no MathML and for who copies a formula
(``site.js``). A formula that cannot be translated is a warning, and so ends the build.
"""

from __future__ import annotations

import re
from html import escape, unescape
from xml.etree.ElementTree import Element, SubElement, tostring

from docutils import nodes
from latex2mathml.converter import convert_to_element
from latex2mathml.exceptions import NoAvailableTokensError
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

#: Lines under each other: latex2mathml knows one environment for them.
LINES = re.compile(r"\\(begin|end)\{(?:align|aligned|gathered|gather)\*?\}")
#: Commands that latex2mathml does not know, in words that it does.
UNKNOWN = {r"\lVert": r"\Vert ", r"\rVert": r"\Vert "}

THIN = "0.167em"
SCRIPTS = ("msub", "msup", "msubsup", "munder", "mover", "munderover")
#: What is higher than letters, so that the root above it must grow.
TALL = ("mfrac", "msup", "msubsup", "mover", "munderover", "mtable", "mroot")
LINE = "border-top: 0.066em solid; padding-inline: 0.05em"
#: No line may begin with these after a formula.
PUNCTUATION = ".,;:!?)’”"


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
    source = LINES.sub(lambda found: rf"\{found[1]}{{split}}", source)
    if r"\\" in source and r"\begin{" not in source:
        source = rf"\begin{{split}}{source}\end{{split}}"
    try:
        math = convert_to_element(source, display=display)
    except (NoAvailableTokensError, KeyError, IndexError, AttributeError, TypeError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from None
    for leaf in math.iter():
        leaf.text = unescape(leaf.text or "")  # latex2mathml writes "&#x0003D;" for "="
    if unknown := [leaf.text for leaf in math.iter() if (leaf.text or "").startswith("\\")]:
        raise ValueError(f"latex2mathml does not know {', '.join(map(str, unknown))}")
    space(math)
    draw_roots(math)
    semantics = Element("semantics")
    semantics.extend(list(math))
    SubElement(semantics, "annotation", encoding="application/x-tex").text = tex.strip()
    for child in list(math):
        math.remove(child)
    math.append(semantics)
    math.set("alttext", tex.strip())
    return tostring(math, encoding="unicode")


def space(part: Element) -> None:
    """Put spaces where TeX has them and latex2mathml has none, and take out its surplus."""
    before: Element | None = None
    for node in list(part):
        if side := node.get("columnalign"):  # browsers go by the style
            node.set("style", f"text-align: {side}; padding-inline: 0")
        for row in list(node) if node.tag in (*SCRIPTS, "mfrac") else [node]:
            space(row)
        base = node[0] if node.tag in SCRIPTS else node
        text = base.text or ""
        if base.tag == "mo" and (text.isalpha() or text in "∂…∞"):
            base.tag = "mi"  # a name or a letter, not an operator
        if node.tag == "mo" and text in ("−", "+", "±") and ends_nothing(before):
            node.set("form", "prefix")
        if node.tag == "mo" and text in ("/", "|"):
            node.attrib.update(lspace="0", rspace="0")
        if before is not None and is_function(before) and text != "(":
            node.set("lspace", THIN) if node.tag == "mo" else thin(part, node)
        elif is_function(node) and before is not None and before.tag != "mo":
            thin(part, node)
        before = node


def draw_roots(math: Element) -> None:
    """Write a root of letters as its sign and a line above them.

    Chromium lets the sign of such a root hang below its line, and leaves room for a far wider one.
    """
    for root in list(math.iter("msqrt")):
        if not any(part.tag in TALL for part in root.iter()):
            line = Element("mpadded", height="0.86em", style=LINE)
            line.extend(list(root))
            for child in list(root):
                root.remove(child)
            root.tag = "mrow"
            sign = SubElement(root, "mo", stretchy="false", lspace="0", rspace="0")
            sign.text = "√"
            root.append(line)


def thin(part: Element, node: Element) -> None:
    """Put a thin space before a node."""
    part.insert(list(part).index(node), Element("mspace", width=THIN))


def is_function(node: Element) -> bool:
    """Whether a node is a name such as ln or tanh, with an exponent or without."""
    base = node[0] if node.tag in SCRIPTS else node
    return base.tag == "mi" and len(base.text or "") > 1


def ends_nothing(node: Element | None) -> bool:
    """Whether a minus sign after this node is one of a number, not one between two."""
    return node is None or (node.tag == "mo" and node.text not in (")", "]", "|", "!"))


def written(translator: HTML5Translator, node: nodes.math | nodes.math_block, display: str) -> str:
    """Return a formula of the book; one that cannot be translated is a warning."""
    try:
        return mathml(node.astext(), display)
    except ValueError as error:
        logger.warning("formula %r: %s", node.astext(), error, location=node)
        return f"<code>{escape(node.astext())}</code>"


def hold_punctuation(app: Sphinx, doctree: nodes.document, name: str) -> None:
    """Give a formula the marks right behind it: a browser may break the line before them."""
    for node in doctree.findall(nodes.math):
        follows = node.next_node(descend=False, siblings=True)
        if isinstance(follows, nodes.Text):
            rest = follows.lstrip(PUNCTUATION)
            node["marks"] = follows[: len(follows) - len(rest)]
            follows.parent.replace(follows, nodes.Text(rest))


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula that stands in a line."""
    tag = self.starttag(node, "span", "", CLASS="math notranslate nohighlight")
    self.body.append(f"{tag}{written(self, node, 'inline')}{node.get('marks', '')}</span>")
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
    app.connect("doctree-resolved", hold_punctuation)
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_block, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
