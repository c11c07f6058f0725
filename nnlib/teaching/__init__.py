"""What a lesson needs besides the mathematics: widgets, exercises, claims, figures."""

from .bend import move_bend
from .bumps import build_from_bumps
from .claims import claim, notes_table
from .downhill import walk_downhill
from .exercises import ask, check
from .explore import explore
from .figures import (
    BLUE,
    GRAY,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    YELLOW,
    band,
    figure,
    label_end,
    regions,
    show,
)
from .gallery import gallery
from .graph import step_graph
from .line import drag_line
from .logits import move_logits
from .progress import progress
from .stored import stored

__all__ = [
    "BLUE",
    "GRAY",
    "GREEN",
    "INK",
    "ORANGE",
    "PURPLE",
    "SKY",
    "YELLOW",
    "ask",
    "band",
    "build_from_bumps",
    "check",
    "claim",
    "drag_line",
    "explore",
    "figure",
    "gallery",
    "label_end",
    "move_bend",
    "move_logits",
    "notes_table",
    "progress",
    "regions",
    "show",
    "step_graph",
    "stored",
    "walk_downhill",
]
