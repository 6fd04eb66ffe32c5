# Start with `make run`. While you work: `make test` and `make fix`. Before you push: `make check`.
# Each target installs what is missing first (scripts/setup.sh).
#   PORT=8000              the port of `make run`
#   PYTHON=/path           the Python that .venv is made with, 3.11 or newer
#   TAG=v1.2.3             the tag of a release, for `make dist`
#   WIZARD_CHROMIUM=/path  the browser of the tests, if it is not on PATH

PORT ?= 5000
PARALLEL = --numprocesses auto --maxprocesses 4
# A module runs in one process, so its fixtures are made once; tests/conftest.py sorts the modules.
MODULES = $(PARALLEL) --dist loadscope --no-loadscope-reorder
# One process more than there are processors, since these tests also wait for browsers and servers.
ONE_MORE = --numprocesses $$(expr $$(getconf _NPROCESSORS_ONLN) + 1)
QUICK = -m 'not e2e and not slow and not browsers'
.PHONY: help setup run test fix lint check check-slow check-browsers check-all coverage test-lowest docs bench soak sbom dist

help:   ## list these targets
	@sed -n 's/^\([a-z-]*:\) *[a-z -]*##/make \1/p' Makefile

setup:  ## install everything that `make run` and `make check` need
	@sh scripts/setup.sh check
	@echo 'To use the command `wizard`, run this in each new shell: . .venv/bin/activate'

run:    ## serve flows/ on http://127.0.0.1:5000
	@sh scripts/setup.sh run
	@.venv/bin/wizard run --port '$(PORT)'

test:   ## the quick tests: no browser, no server, no other process (a minute)
	@sh scripts/setup.sh test
	@.venv/bin/pytest --quiet $(QUICK) $(MODULES)

fix:    ## format the code and fix what the linter can fix
	@sh scripts/setup.sh test
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .

lint:   ## format, lint and types
	@sh scripts/setup.sh test
	@echo "check: format"
	@.venv/bin/ruff format --check --quiet . || { .venv/bin/ruff format --diff .; echo "to fix it: make fix"; exit 1; }
	@echo "check: lint"
	@.venv/bin/ruff check --quiet .
	@echo "check: types"
	@.venv/bin/mypy

check: lint ## format, lint, types, flows and tests (eleven minutes)
	@sh scripts/setup.sh check
	@echo "check: flows"
	@.venv/bin/wizard check --words flows examples/*/
	@echo "check: tests"
	@.venv/bin/pytest --quiet $(MODULES) $(ONE_MORE)

check-slow: ## the tests that `make check` leaves out because they take long
	@sh scripts/setup.sh check
	@echo "check-slow: tests"
	@.venv/bin/pytest --quiet -m 'slow and not browsers' $(MODULES) $(ONE_MORE)
	@echo "check-slow: generated cases, ten times as many"
	@.venv/bin/pytest --quiet -m 'hypothesis and not browsers' $(PARALLEL) --hypothesis-profile thorough

check-browsers: ## every page in several browsers, and the tools that check pages (an hour)
	@sh scripts/setup.sh browsers
	@echo "check-browsers: pages and browsers"
	@.venv/bin/pytest --quiet -m 'browsers and not alone' --timeout 1800 $(PARALLEL) --dist worksteal
	@echo "check-browsers: tests that must run alone"
	@.venv/bin/pytest --quiet -m 'browsers and alone'

check-all: check check-slow check-browsers ## everything

coverage: ## the branches that the quick tests reach
	@sh scripts/setup.sh test
	@.venv/bin/pytest --quiet $(QUICK) $(MODULES) --cov --cov-report=term

test-lowest: ## the quick tests with the oldest versions that pyproject.toml allows, in .venv/lowest
	@sh scripts/setup.sh test
	@.venv/bin/uv venv --quiet --clear --python .venv/bin/python .venv/lowest
	@.venv/bin/uv pip install --quiet --python .venv/lowest --resolution lowest-direct --group dev --editable '.[all]'
	@.venv/lowest/bin/pytest --quiet $(QUICK) $(MODULES)

docs:   ## build the documentation site into dist/docs
	@sh scripts/setup.sh test
	@.venv/bin/mkdocs build --quiet --strict --site-dir dist/docs

bench:  ## measure how fast it is: compare with the goals, write bench.json
	@sh scripts/setup.sh check
	@.venv/bin/python scripts/bench.py

soak:   ## a minute of load through nginx while flows change and workers die
	@sh scripts/setup.sh check
	@.venv/bin/pytest --quiet --capture no -m alone tests/web/test_soak.py

sbom:   ## list all parts of a running wizard in dist/sbom.json (CycloneDX)
	@sh scripts/setup.sh check
	@.venv/bin/python scripts/sbom.py

dist:   ## build the source archive and the wheel into dist/release, twice, and test them
	@sh scripts/setup.sh test
	@sh scripts/dist.sh
	@WIZARD_WHEEL=$$(echo dist/release/*.whl) .venv/bin/pytest --quiet -m 'not browsers' \
		tests/project/test_packaging.py tests/project/test_extras.py
