"""Record what each cell of a notebook reads and changes, and how long it takes, while it runs.

The kernel loads this as an extension (see `tools.run_lessons.execute`). Before each cell all
names are put aside; a name comes back when it is read, and what is assigned comes without. So the
cell itself runs at full speed, and what its functions read when they are called is seen as well.
What a cell changes in place is seen in the values (`page_needs.fingerprints`). The result is
written to the file that the environment variable CELL_RECORD names, a list with one entry for each
cell: `reads` (as earlier cells left them), `changes`, `later` (named in functions), `seconds`.
"""

from __future__ import annotations

import json
import os
import sys
import time
import types
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "book" / "assets" / "live"))
import page_needs

sys.path.pop(0)


class Names(dict[str, Any]):
    """The names of a session; notes which ones a cell reads as earlier cells left them."""

    def __init__(self, names: dict[str, Any]) -> None:
        super().__init__(names)
        self.aside: dict[str, Any] = {}
        self.read: set[str] = set()

    def put_aside(self) -> None:
        self.read = set()
        for name in page_needs.visible(self):
            self.aside[name] = super().pop(name)

    def bring_back(self) -> set[str]:
        """Return the names that were assigned, before the cell read them."""
        given = set(page_needs.visible(super().keys())) - self.read
        for name, value in self.aside.items():
            super().setdefault(name, value)
        self.aside = {}
        return given

    def _recall(self, *names: str) -> None:
        for name in names or list(self.aside):
            if name in self.aside and not super().__contains__(name):
                self.read.add(name)
                super().__setitem__(name, self.aside[name])
            self.aside.pop(name, None)

    def __missing__(self, name: str) -> Any:
        if name not in self.aside:
            raise KeyError(name)
        self._recall(name)
        return super().__getitem__(name)

    def __delitem__(self, name: str) -> None:
        self._recall(name)
        super().__delitem__(name)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self.aside

    def get(self, name: str, default: Any = None) -> Any:  # type: ignore[override]
        return self[name] if name in self else default  # noqa: SIM401

    def __iter__(self) -> Any:
        self._recall()
        return super().__iter__()

    def __len__(self) -> int:
        self._recall()
        return super().__len__()

    def keys(self) -> Any:
        self._recall()
        return super().keys()

    def values(self) -> Any:
        self._recall()
        return super().values()

    def items(self) -> Any:
        self._recall()
        return super().items()


class Main(types.ModuleType):
    """The module that the cells make up, for those who look a name up there, such as pickle."""

    names: Names

    def __getattr__(self, name: str) -> Any:
        try:
            return self.names[name]
        except KeyError:
            raise AttributeError(name) from None


class Scope:
    """As much of a module as IPython asks for; unlike a module's, its names can be watched."""

    def __init__(self, names: Names) -> None:
        self.__dict__ = names


class Recorder:
    """Notes each cell of a session of IPython."""

    def __init__(self, shell: Any, file: Path) -> None:
        self.shell, self.file = shell, file
        self.cells: list[dict[str, Any]] = []
        self.names = Names(shell.user_ns)
        shell.user_ns, shell.user_module = self.names, Scope(self.names)
        main = Main("__main__")
        main.names = self.names
        sys.modules["__main__"] = main
        self.before = page_needs.fingerprints(self.names)
        shell.events.register("pre_run_cell", self.begin)
        shell.events.register("post_run_cell", self.end)

    def begin(self, info: Any) -> None:
        self.names.put_aside()
        self.since = time.perf_counter()

    def end(self, result: Any) -> None:
        seconds = time.perf_counter() - self.since
        given = self.names.bring_back()
        after = page_needs.fingerprints(self.names)
        changes = given | set(page_needs.changed(self.before, after))
        # What changes in place was read, by whichever name.
        reads = self.names.read | (changes - given)
        self.before = after
        self.cells.append(
            {
                "reads": sorted(reads),
                "changes": sorted(changes),
                "later": page_needs.named(result.info.raw_cell)["later"],
                "seconds": round(seconds, 2),
            }
        )
        self.file.write_text(json.dumps(self.cells), encoding="utf-8")


def load_ipython_extension(shell: Any) -> None:
    """Begin to record."""
    Recorder(shell, Path(os.environ["CELL_RECORD"]))
