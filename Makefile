# `make demo` and `make test` do all set-up themselves; nothing else is needed beforehand.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PINS := .ci/requirements
SETUP := pyproject.toml .ci/venv $(wildcard $(PINS)/*.txt)
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --build-constraint $(PINS)/build.txt
CODE := sim scoring reports scenarios tests

# The tests start hundreds of processes: what they import is compiled once, not by each of them.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo samples site dist test check check-all lint slow load crash fuzz format pin clean

help:
	@echo 'make demo       play the first exercise headless, to a report'
	@echo 'make samples    a sample of every report, from made-up records, under build/'
	@echo 'make test       the tests, without the slow proofs (a few minutes on two cores)'
	@echo 'make check      format, lint, types, imports, tests'
	@echo 'make check-all  make check, the slow proofs and the benchmarks'
	@echo 'make load       fifty people in a team session for five minutes, and its memory'
	@echo 'make crash      a thousand kills of everything that writes a record, and their table; fewer: KILLS=20'
	@echo 'make fuzz       ten thousand spoiled inputs for every reader, and their table; fewer: INPUTS=200'
	@echo 'make site       the documentation as a site, under build/site'
	@echo 'make dist       wheel and sdist, under dist/'
	@echo 'make format     let ruff format the code'
	@echo 'make pin        write .ci/requirements anew, after a change of dependencies'

$(VENV)/.runs: $(SETUP)
	@sh .ci/venv "$(PYTHON)" "$(VENV)"
	@echo 'installing the trainer ...'
	@$(INSTALL) --require-hashes -r $(PINS)/runtime.txt
	@# setuptools warns of every editable installation, which is what we want
	@PYTHONWARNINGS=ignore $(INSTALL) --no-deps -e .
	@touch $@

$(VENV)/.tests: $(VENV)/.runs
	@echo 'installing the development tools ...'
	@$(INSTALL) --require-hashes -r $(PINS)/development.txt
	@touch $@

demo: $(VENV)/.runs
	@$(BIN)/tabletop run complete-r2-outage --responder reference --seed 7 --out records/demo --force

samples: $(VENV)/.runs
	@$(BIN)/python -m sim.surfaces.samples build/sample-reports

site: $(VENV)/.tests
	@# It warns of its own end of life (docs/design/front-door.md), not of our pages.
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --config-file docs/site/mkdocs.yml

dist: $(VENV)/.tests
	@PIP_CONSTRAINT=$(CURDIR)/$(PINS)/build.txt $(BIN)/python -m build --outdir dist .

test: $(VENV)/.tests
	$(BIN)/python -m pytest -n auto --dist worksteal

check: lint test

lint: $(VENV)/.tests
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/tabletop lint scenarios/*.yaml scenarios/*/*.yaml scenarios/*/*/*.yaml scenarios/runbooks/*.md

slow: $(VENV)/.tests
	$(BIN)/python -m pytest -m slow -p no:randomly -n auto --dist worksteal --ignore=tests/benchmarks
	$(BIN)/python -m pytest -m slow -p no:randomly -s tests/benchmarks

load: $(VENV)/.tests
	TABLETOP_LOAD_S=300 $(BIN)/python -m pytest -m slow -p no:randomly -s tests/web/test_load.py

crash: $(VENV)/.tests
	$(BIN)/python -m tests.attacks.crash $(if $(KILLS),--kills $(KILLS),--write)

fuzz: $(VENV)/.tests
	$(BIN)/python -W ignore -m tests.attacks.fuzz $(if $(INPUTS),--inputs $(INPUTS),--write)

check-all: check slow

format: $(VENV)/.tests
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

pin:
	@sh .ci/pin "$(PYTHON)"

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
