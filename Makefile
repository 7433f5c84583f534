# Every target works alone on a fresh clone with nothing but Python 3.11 or later; for GNU and BSD make.
#
#   make demo        a plan in demo/: written, one input changed, refreshed, checked
#   make test        everything that CI runs: lint, format, types (also as on Windows and macOS), tests
#   make test-all    the same with every case and every random plan, of which `make test` takes a sample
#   make test-quick  unit, contract and worked cases alone, as on another Python: make test-quick PYTHON=python3.13
#   make witness     HyperFormula for the tests, which needs Node and npm
#   make examples    rebuild workbooks/
#   make docs        rebuild every generated page: commands, lint, presets, python, validation, README.md
#   make reliability rebuild docs/reliability.md, which takes two hours
#   make screenshots redraw docs/screenshots/ with LibreOffice and poppler
#   make bench       ratios against openpyxl and LibreOffice, with their budgets
#   make bench-short the same on smaller files, in a minute or two
#   make clean       remove what the above have made, but for demo/

PYTHON = python3
VENV = .venv
BIN = $(VENV)/bin
PLANNER = $(BIN)/planner
JOBS = 2
WITNESS = tests/witness/node_modules
PLAN = demo/plan.xlsx
CHANGE = currencies[USD].year_1=7.2

PIP_INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help demo test test-all test-quick witness examples docs reliability screenshots bench bench-short clean

help:
	@sed -n 's/^#   //p' Makefile

demo: $(VENV)/.installed
	@mkdir -p demo
	$(PLANNER) new $(PLAN) --force
	$(PLANNER) show $(PLAN)
	$(PLANNER) set $(PLAN) "$(CHANGE)"
	$(PLANNER) refresh $(PLAN)
	$(PLANNER) show $(PLAN) --key annual_total_cny --key programme_total_cny --key reserve_margin_cny
	$(PLANNER) check $(PLAN)

test: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32
	$(BIN)/mypy --platform darwin
	$(BIN)/python -m pytest -n $(JOBS)

test-all: $(VENV)/.installed-dev witness
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32
	$(BIN)/mypy --platform darwin
	PLANNER_FULL=1 $(BIN)/python -m pytest -n $(JOBS)

test-quick: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n $(JOBS) tests/unit tests/contract tests/cases

witness: $(WITNESS)/.installed

$(WITNESS)/.installed: tests/witness/package.json tests/witness/package-lock.json
	npm ci --prefix tests/witness --no-audit --no-fund --loglevel=error
	@touch $@

examples: $(VENV)/.installed-dev
	$(BIN)/python -m tools.examples

reliability: $(VENV)/.installed-dev
	$(BIN)/python -m fuzz.report

docs: $(VENV)/.installed-dev
	$(BIN)/python -m tools.commands
	$(BIN)/python -m tools.lint_rules
	$(BIN)/python -m tools.presets
	$(BIN)/python -m tools.python_page
	$(BIN)/python -m tools.validation.page
	$(BIN)/python -m tools.readme

screenshots: $(VENV)/.installed-dev
	$(BIN)/python -m tools.screenshots

bench: $(VENV)/.installed-dev
	$(BIN)/python -m bench

bench-short: $(VENV)/.installed-dev
	$(BIN)/python -m bench --short

clean:
	rm -rf $(VENV) $(VENV)-newest $(WITNESS) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit("planner needs Python 3.11 or later: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml
	$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.made pyproject.toml
	$(PIP_INSTALL) --editable '.[dev]'
	@touch $@ $(VENV)/.installed
