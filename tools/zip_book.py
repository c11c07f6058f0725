"""Put the built book into one zip file, for a school's server or a stick.

The same book always makes the same file: names are sorted, and dates left out.
"""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from tools.address import DISTRIBUTION, ROOT

HTML = ROOT / "_build" / "html"
TARGET = ROOT / "_build" / f"{DISTRIBUTION}.zip"
PACKED = {".whl", ".zip", ".png", ".webp", ".woff2"}  # packing these again would gain nothing
README = """\
How Neural Networks Learn

This folder is the whole book. It needs no installation and no internet.

On a web server: put the folder there. Any server of plain files will do, if it calls *.mjs
text/javascript and *.wasm application/wasm, as current ones do. Then everything works, Python in
the pages and the lessons as notebooks included.

On your own machine: open a terminal in this folder, run

    python -m http.server

and open http://localhost:8000 in a browser.

Without a server: open index.html. Everything works but Python in the pages, for which browsers
want a server, and the notebooks.

Licenses: LICENSE (code), LICENSE-TEXT.md (text and figures), python/NOTICE.txt (Python).
"""


def pack(html: Path, target: Path) -> None:
    """Write all files of a folder, with a note to the reader and the licenses."""
    files = {path.relative_to(html).as_posix(): path for path in html.rglob("*") if path.is_file()}
    files |= {name: ROOT / name for name in ("LICENSE", "LICENSE-TEXT.md")}
    with ZipFile(target, "w", compresslevel=9) as archive:

        def add(name: str, data: bytes) -> None:
            entry = ZipInfo(f"{DISTRIBUTION}/{name}")  # dated 1980, the first year that zip knows
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3
            packed = Path(name).suffix in PACKED
            archive.writestr(entry, data, ZIP_STORED if packed else ZIP_DEFLATED)

        add("README.txt", README.encode())
        for name in sorted(files):
            add(name, files[name].read_bytes())


def main() -> None:
    """Pack the built book, and say where."""
    pack(HTML, TARGET)
    size = TARGET.stat().st_size / 1e6
    print(f"The whole book is in {TARGET.relative_to(ROOT)} ({size:.0f} MB).")


if __name__ == "__main__":
    main()
