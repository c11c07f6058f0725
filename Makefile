# The commands of the course. `make` alone lists them; each makes its own environment in .venv.

PYTHON ?= python3
RUN := .venv/bin/python
PIP := $(RUN) -m pip install -qq --disable-pip-version-check
PORT ?= 8000

# One thread per process: faster at the sizes of the lessons, and two notebooks run at once.
export OPENBLAS_NUM_THREADS = 1
# nbval runs the lessons in a kernel whose initial weights differ by a rounding error.
export JUPYTER_PATH = $(CURDIR)/tools/jupyter

.PHONY: help book zip check test test-quick serve lab lessons bench clean

help:
	@echo "make book      build the book into _build/html"
	@echo "make zip       build the book and pack it into one file, for a server or a stick"
	@echo "make test      check everything: style, types, library, lessons, pages"
	@echo "make test-quick  the same but for the pages, and of the lessons the changed ones only"
	@echo "make serve     build the book and show it on http://localhost:$(PORT)"
	@echo "make lab       open the lessons in JupyterLab"
	@echo "make lessons   run the lessons and store their results"
	@echo "make bench     measure nnlib beside other libraries (about half an hour)"
	@echo "make clean     remove what these commands made"

book: .venv/ready
	@$(RUN) -m tools.build_book

zip: book
	@$(RUN) -m tools.zip_book

test: .venv/ready-test check
	@$(RUN) -m tools.build_book
	@$(RUN) -m pytest -n 2 --dist loadfile --no-loadscope-reorder --nbval --nbval-kernel-name other-rounding \
	  tests lessons

# For the work in between: what changed since this branch left main, or is not committed.
CHANGED = $(shell git diff --name-only --diff-filter=d \
  $$(git merge-base HEAD main 2>/dev/null || echo HEAD) -- 'lessons/*.ipynb' 2>/dev/null; \
  git ls-files --others --exclude-standard 'lessons/*.ipynb' 2>/dev/null)
SLOW := tests/site tests/test_results.py tests/test_environments.py

test-quick: .venv/ready-test check
	@$(RUN) -m pytest -n 2 --dist loadfile --nbval --nbval-kernel-name other-rounding $(SLOW:%=--ignore=%) tests $(CHANGED)

check: .venv/ready-test
	@$(RUN) -m ruff check --quiet .
	@$(RUN) -m mypy --no-error-summary
	@.venv/bin/deno fmt --quiet --check && .venv/bin/deno lint --quiet && .venv/bin/deno check --quiet coursekit/widgets/shared/main.js

serve: book
	@echo "The book is on http://localhost:$(PORT) (Ctrl+C ends it)."
	@$(RUN) -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html >/dev/null 2>&1 || \
	  [ $$? -eq 130 ] || echo "Port $(PORT) is taken. Name another one: make serve PORT=8001"

lab: .venv/ready-lab
	@echo "JupyterLab opens the folder lessons/ (Ctrl+C ends it); then: make lessons"
	@$(RUN) -m jupyterlab lessons

lessons: .venv/ready
	@$(RUN) -m tools.run_lessons write

bench: .venv-bench/ready .venv/ready-test
	@$(RUN) -m tools.build_book
	@$(RUN) -m benchmarks.pages
	@PYTHONPATH=. .venv-bench/bin/python -m benchmarks.run

clean:
	@rm -rf .venv .venv-bench _build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -prune -exec rm -rf {} +
	@find . -name .ipynb_checkpoints -prune -exec rm -rf {} +
	@echo "Removed .venv, .venv-bench, _build and all caches but one: Pyodide stays in your cache folder."

# --- the environment ---------------------------------------------------------------------------

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "This course needs Python 3.11 or newer, but $(PYTHON) is: $$($(PYTHON) --version 2>&1)."; \
	  echo "Name another one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "$(PYTHON) lacks the module venv. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv --clear .venv

.venv/ready: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Setting up the environment in .venv (about a minute, once) …"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/ready-test: requirements-test.txt .venv/ready
	@echo "Adding what the tests need …"
	@$(PIP) -r requirements-test.txt
	@touch $@

.venv/ready-lab: requirements-lab.txt .venv/ready
	@echo "Adding JupyterLab …"
	@$(PIP) -r requirements-lab.txt
	@touch $@

# The other libraries have an environment of their own, so that nothing else can come to need them.
.venv-bench/ready: benchmarks/requirements.txt | .venv/bin/python
	@echo "Setting up the environment in .venv-bench (some minutes, once) …"
	@$(PYTHON) -m venv --clear .venv-bench
	@.venv-bench/bin/python -m pip install -qq --disable-pip-version-check -r benchmarks/requirements.txt
	@touch $@
