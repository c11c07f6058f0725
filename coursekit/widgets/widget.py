"""What a widget is, and what carries it.

A widget of the course is a plain payload: a *kind* (which script draws it), *data* (JSON),
*frames* (bytes) and a *text* that says the same in words. Where anywidget is installed, it
carries the payload, so the widget is an ipywidget like any other: it can be put in a VBox
and observed. The published page reads the same payload without a kernel. Where anywidget
is missing, the text and the picture are shown.

All widgets share one style sheet and one script. The script is written as modules, one beside the
Python file of each widget and what they share in `shared/`; `script` joins them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

Png: TypeAlias = bytes | Callable[[], bytes]
Later: TypeAlias = Callable[[], Iterator[tuple[int, bytes, str]]]

WIDGETS = Path(__file__).parent
IMPORT = re.compile(r'^import \{([^}]+)\} from "([^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class) (\w+))", re.MULTILINE)


@cache
def script() -> str:
    """Return the one script of all widgets, an ES module: `shared/main.js` with all it imports.

    Every other module becomes a function that runs once and returns what the module exports, so
    what it does not export stays its own.
    """
    joined: dict[Path, str] = {}

    def add(path: Path) -> str:
        """Return a module with its imports as constants; what it imports is joined before."""
        text = path.read_text("utf-8")
        for found in IMPORT.finditer(text):
            part = (path.parent / found[2]).resolve()
            if part not in joined:
                body = add(part)
                names = ", ".join(EXPORT.findall(body))
                body = f"{EXPORT.sub('', body)}\nreturn {{ {names} }};"
                joined[part] = f"const {module(part)} = (() => {{\n{body}\n}})();"
        return IMPORT.sub(lambda found: f"const {{{found[1]}}} = {module(found[2])};\n", text)

    main = add(WIDGETS / "shared" / "main.js")
    return "\n".join([*joined.values(), main])


def module(path: Path | str) -> str:
    """Return the name of a module in the one script."""
    return f"module_{Path(path).stem}"


@cache
def style() -> str:
    """Return the one style sheet of all widgets."""
    return (WIDGETS / "shared" / "kit.css").read_text("utf-8")


class Payload:
    """A widget where no anywidget is installed: its text and its first picture.

    Where Python runs in a page, the page shows the widget itself, and then what `later` gives.
    """

    later: Later | None = None

    def __init__(
        self, kind: str, data: dict[str, Any], text: str, frames: bytes, picture: Png
    ) -> None:
        self.kind, self.data, self.frames = kind, data, frames
        self._text, self._picture = text, picture

    def __repr__(self) -> str:
        return self._text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": self._text}
        if self._picture:
            bundle["image/png"] = self._picture() if callable(self._picture) else self._picture
        return bundle


@cache
def _carrier() -> type:
    """Return the class that carries a payload here: an anywidget if there is one."""
    try:
        import anywidget
        import traitlets
    except ImportError:
        return Payload

    class Carrier(anywidget.AnyWidget):
        """A payload inside an anywidget."""

        _ipython_display_ = None  # of ipywidgets 7: it would shorten our text
        _esm = script()
        _css = style()
        kind = traitlets.Unicode().tag(sync=True)
        data = traitlets.Dict().tag(sync=True)
        frames = traitlets.Bytes().tag(sync=True)
        state = traitlets.Dict().tag(sync=True)  # what the reader set, by control

        def __init__(
            self, kind: str, data: dict[str, Any], text: str, frames: bytes, picture: bytes
        ):
            super().__init__(kind=kind, data=data, frames=frames)
            self._text, self._picture = text, picture

        def __repr__(self) -> str:
            return self._text

        def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
            bundle: dict[str, Any] = {
                "text/plain": self._text,
                "application/vnd.jupyter.widget-view+json": {
                    "version_major": 2,
                    "version_minor": 0,
                    "model_id": self.model_id,
                },
            }
            if self._picture:
                bundle["image/png"] = self._picture
            return bundle

    return Carrier


def takes_more() -> bool:
    """Tell whether a widget takes pictures after it is shown."""
    return _carrier() is Payload


def widget(
    kind: str,
    data: dict[str, Any],
    *,
    text: str,
    frames: bytes = b"",
    picture: Png = b"",
    later: Later | None = None,
) -> Any:
    """Make a widget from its payload.

    Parameters
    ----------
    kind : str
        Which of the functions in `shared/main.js` draws it.
    data : dict
        Everything that the script needs; must be JSON.
    text : str
        The same in plain words: stored in the notebook, shown where scripts are off, searched.
    frames : bytes
        Pictures, packed (see `explore`).
    picture : bytes or, where `takes_more`, a function that gives them
        A PNG of the first state, for print and for readers without scripts.
    later : function, optional
        Gives the place, the picture and the sentence of each frame that is missing in `frames`,
        one after the other; only where `takes_more`.
    """
    made = _carrier()(kind, data, text, frames, picture)
    if later is not None:
        made.later = later
    return made
