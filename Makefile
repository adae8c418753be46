# Everything a person or a machine runs; `make` alone lists it.

SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	--no-annotate --no-header --python-version 3.11 --upgrade

# $(call download,WORDS,COMMAND): run COMMAND quietly; when it fails, one sentence says why.
download = { $(2); } >.venv/setup.log 2>&1 || { \
	if grep -Eiq 'name resolution|resolve host|dns error|connect|timed out|unreachable|network' .venv/setup.log; \
	then echo "No network: $(1) could not be downloaded; connect this machine and run make again." >&2; \
	else echo "$(1) could not be installed; .venv/setup.log says why." >&2; fi; exit 1; }

# $(call install,FILE): install the hashed requirements of FILE, then this project, editable.
install = $(call download,the libraries,$(BIN)/uv pip install --python .venv --require-hashes \
	--build-constraints requirements/runtime.txt --compile-bytecode --link-mode copy \
	--requirements $(1) && \
	$(BIN)/uv pip install --python .venv --no-deps --no-build-isolation --editable .)

.PHONY: help
help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

.PHONY: setup
setup: .venv/development.stamp ## Install everything needed to work on FundTracker, into .venv
	@echo "Ready: .venv holds everything."

.PHONY: demo
demo: .venv/runtime.stamp ## Load the demonstration and serve it on http://localhost:8000 (PORT=… for another)
	@$(BIN)/fundtracker demo --port $(PORT)

.PHONY: test
test: .venv/development.stamp ## Run every check and every test, on SQLite, PostgreSQL and Chromium
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m tests.services
	@$(BIN)/pytest -n auto

.PHONY: check
check: .venv/development.stamp ## Run the quality checks alone, the soonest-failing first
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml fundtracker config.py wsgi.py

.PHONY: format
format: .venv/development.stamp ## Format the code and mend what ruff can mend
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

.PHONY: bench
bench: .venv/development.stamp ## Measure what the README says is fast
	$(BIN)/python -m benchmarks

.PHONY: translations
translations: .venv/development.stamp ## Collect the messages of code and templates into the catalogues
	$(BIN)/python -m tests.catalogue

.PHONY: requirements
requirements: .venv/installer.stamp ## Choose anew the versions in requirements/ from pyproject.toml
	$(COMPILE) --group installer --output-file requirements/installer.txt
	$(COMPILE) pyproject.toml --group build --output-file requirements/runtime.txt
	$(COMPILE) pyproject.toml --group build --extra production --extra signing --output-file requirements/production.txt
	$(COMPILE) pyproject.toml --group build --group test --group quality \
		--output-file requirements/development.txt

.venv/development.stamp: requirements/development.txt pyproject.toml .venv/installer.stamp
	@echo "Installing what development needs…"
	@$(call install,requirements/development.txt)
	@touch $@ .venv/runtime.stamp

.venv/runtime.stamp: requirements/runtime.txt pyproject.toml .venv/installer.stamp
	@echo "Installing FundTracker…"
	@$(call install,requirements/runtime.txt)
	@touch $@

.venv/installer.stamp: requirements/installer.txt
	@command -v $(PYTHON) >/dev/null || { \
		echo "Python is missing: install Python 3.11 or later (Debian: apt install python3 python3-venv)." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "This Python is too old: FundTracker needs 3.11 or later (PYTHON=… names another)." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv module is missing: install it (Debian: apt install python3-venv) and run make again." >&2; exit 1; }
	@echo "Making .venv…"
	@$(PYTHON) -m venv .venv
	@$(call download,the installer,$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--retries 2 --require-hashes --requirement requirements/installer.txt)
	@touch $@
