"""The page of the benchmark is what its script makes of the stored results."""

import json
from pathlib import Path

from benchmarks.cases import all_cases
from benchmarks.page import write_page

ROOT = Path(__file__).resolve().parent.parent

RESULTS = json.loads((ROOT / "benchmarks/results.json").read_text(encoding="utf-8"))
PAGES = json.loads((ROOT / "benchmarks/pages.json").read_text(encoding="utf-8"))


def test_the_page_comes_from_the_results():
    page = (ROOT / "book/benchmarks.md").read_text(encoding="utf-8")
    assert page == write_page(RESULTS, PAGES), "run `make bench`"


def test_all_cases_were_measured_in_both_types():
    cases = {case.name: {"nnlib", "floor", *case.peers} for case in all_cases()}
    assert RESULTS["cases"].keys() == RESULTS["memory"].keys() == cases.keys()
    for name, peers in cases.items():
        assert RESULTS["cases"][name].keys() == {"float32", "float64"}
        assert all(found.keys() == peers for found in RESULTS["cases"][name].values())


def test_the_versions_are_the_pinned_ones():
    lines = (ROOT / "benchmarks/requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if "==" in line)
    assert RESULTS["machine"]["versions"].items() <= pins.items()
