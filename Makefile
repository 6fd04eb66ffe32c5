# Two commands matter: `make run` and `make check`. Each sets up what is missing (scripts/setup.sh).
#   PORT=8000            where `make run` serves
#   PYTHON=/path         the Python that .venv is made with, 3.11 or newer
#   WIZARD_CHROMIUM=/path  the browser of the tests, when it is not on PATH

PORT ?= 5000
.PHONY: help setup run check check-browsers bench soak sbom

help:   ## this list
	@sed -n 's/^\([a-z-]*:\) *##/make \1/p' Makefile

setup:  ## set up everything that `make run` and `make check` need
	@sh scripts/setup.sh check

run:    ## serve flows/ on http://127.0.0.1:5000
	@sh scripts/setup.sh run
	@.venv/bin/wizard run --port '$(PORT)'

check:  ## format, lint, types, flows, tests
	@sh scripts/setup.sh check
	@echo "check: format"
	@.venv/bin/ruff format --check --quiet . || { .venv/bin/ruff format --diff .; echo "fix: .venv/bin/ruff format"; exit 1; }
	@echo "check: lint"
	@.venv/bin/ruff check --quiet .
	@echo "check: types"
	@.venv/bin/mypy
	@echo "check: flows"
	@.venv/bin/wizard check --words flows examples/*/
	@echo "check: tests"
	@.venv/bin/pytest --quiet --numprocesses auto --maxprocesses 4 --dist worksteal

check-browsers: ## every page in several browsers, and the tools that judge pages: takes long
	@sh scripts/setup.sh browsers
	@echo "check-browsers: pages and browsers"
	@.venv/bin/pytest --quiet -m 'browsers and not alone' --timeout 1800 --numprocesses auto --maxprocesses 4 --dist worksteal
	@echo "check-browsers: what a busy machine would distort"
	@.venv/bin/pytest --quiet -m 'browsers and alone'

bench:  ## measure how fast it is: prints a table, writes bench.json
	@sh scripts/setup.sh check
	@.venv/bin/python scripts/bench.py

soak:   ## a minute of load through nginx while flows change and workers die
	@sh scripts/setup.sh check
	@.venv/bin/pytest --quiet --capture no -m alone tests/web/test_soak.py

sbom:   ## what a running wizard is made of: dist/sbom.json, CycloneDX
	@sh scripts/setup.sh check
	@.venv/bin/python scripts/sbom.py
