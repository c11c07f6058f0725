"""What a lesson needs besides the mathematics: widgets, exercises, claims, figures."""

from coursekit.figures import (
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
    short,
    show,
)
from coursekit.seeds import repeat
from coursekit.stored import stored
from coursekit.widgets.ask import ask, outcome
from coursekit.widgets.bend import move_bend
from coursekit.widgets.bumps import build_from_bumps
from coursekit.widgets.check import check, mine
from coursekit.widgets.claim import claim, notes_table
from coursekit.widgets.code import build_code
from coursekit.widgets.cover import cover_part
from coursekit.widgets.downhill import walk_downhill
from coursekit.widgets.duel import play_duel
from coursekit.widgets.explore import explore
from coursekit.widgets.folding import folding
from coursekit.widgets.gallery import gallery
from coursekit.widgets.graph import step_graph
from coursekit.widgets.joint import share_bits
from coursekit.widgets.line import drag_line
from coursekit.widgets.logits import move_logits
from coursekit.widgets.lookup import look_up
from coursekit.widgets.network import network
from coursekit.widgets.progress import progress
from coursekit.widgets.reader import read_along
from coursekit.widgets.shift import drag_shift
from coursekit.widgets.slide import slide_kernel
from coursekit.widgets.towers import build_from_towers

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
    "build_code",
    "build_from_bumps",
    "build_from_towers",
    "check",
    "claim",
    "cover_part",
    "drag_line",
    "drag_shift",
    "explore",
    "figure",
    "folding",
    "gallery",
    "label_end",
    "look_up",
    "mine",
    "move_bend",
    "move_logits",
    "network",
    "notes_table",
    "outcome",
    "play_duel",
    "progress",
    "read_along",
    "regions",
    "repeat",
    "share_bits",
    "short",
    "show",
    "slide_kernel",
    "step_graph",
    "stored",
    "walk_downhill",
]
