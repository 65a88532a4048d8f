# Two commands are enough: `make site` builds this repository's own example site, `make test` checks everything.
# Each makes its own virtual environment. What the machine must have: Python 3.11 or newer, git, and Debian's apt for
# what is missing. A second run installs nothing again: the stamp files tell.

PYTHON ?= python3
VENV ?= .venv
SITE_VENV ?= .venv-site
TOOLS_VENV ?= .venv-tools
WORKERS ?= 2

DEV = $(VENV)/.ready
RUN = $(SITE_VENV)/.ready
BROWSER = $(VENV)/.browser
POSTGRES = $(VENV)/.postgres
CODE = evalreport tests examples benchmarks tools

all: site

help:
	@echo 'make site        build the example site into site/'
	@echo 'make serve       the same, live, while files change'
	@echo 'make test        everything CI runs: lint, format, types, floors, tests, docs'
	@echo 'make reference   write docs/reference/ again from the code'
	@echo 'make shots       pictures of every page kind, light and dark, wide and narrow, and the printed brief, into shots/'
	@echo 'make example     run the example agent again and compare facts; UPDATE=1 replaces its logs'
	@echo 'make bench       the figures of benchmarks/'
	@echo 'make lighthouse  what Lighthouse says of the example site (needs npm)'
	@echo 'make simulate    how often the gates are wrong: writes docs/simulation.md'
	@echo 'make test-tools  the tests that run other tools, at their newest versions'
	@echo 'make wheel       build the wheel into dist/'
	@echo 'make clean       remove what was built; make distclean: the environments too'

# What a reader of the site needs

site: $(RUN)
	$(SITE_VENV)/bin/evalreport build

serve: $(RUN)
	$(SITE_VENV)/bin/evalreport serve

$(RUN): pyproject.toml .ci/make-venv
	sh .ci/make-venv "$(PYTHON)" "$(SITE_VENV)"
	$(SITE_VENV)/bin/python -m pip install --quiet --editable .
	@touch $@

# What a contributor and CI need

test: lint types floors unit docs

lint: $(DEV)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(DEV)
	$(VENV)/bin/mypy $(CODE)

floors: $(DEV)
	$(VENV)/bin/lint-imports

# The wheel's test is among these: tests/house/test_wheel.py builds it, installs it elsewhere and runs it there.
unit: $(DEV) $(BROWSER) $(POSTGRES)
	$(VENV)/bin/python -m pytest -n $(WORKERS) --dist loadfile

# A broken link or a template that fails ends the build.
docs: $(DEV)
	$(VENV)/bin/python -m tools.reference --check
	$(VENV)/bin/evalreport build

reference: $(DEV)
	$(VENV)/bin/python -m tools.reference

shots: $(DEV) $(BROWSER)
	$(VENV)/bin/python -m tools.shots

example: $(DEV)
	$(VENV)/bin/python examples/run.py $(UPDATE:1=--update)

bench: $(DEV)
	$(VENV)/bin/python benchmarks/run.py

lighthouse: $(DEV) $(BROWSER)
	$(VENV)/bin/python benchmarks/lighthouse.py

simulate: $(DEV)
	$(VENV)/bin/python -m benchmarks.simulate

wheel: $(DEV)
	$(VENV)/bin/python -m pip wheel --quiet --no-deps --wheel-dir dist .

test-tools: $(TOOLS_VENV)/.ready
	$(TOOLS_VENV)/bin/python -m pytest tests/tools

$(DEV): pyproject.toml .ci/make-venv
	sh .ci/make-venv "$(PYTHON)" "$(VENV)"
	$(VENV)/bin/python -m pip install --quiet --editable . --group dev
	@touch $@

$(BROWSER): $(DEV) .ci/need
	sh .ci/need chromium chromium chromium-browser google-chrome
	@touch $@

# Without apt or root the one test that asks a PostgreSQL server skips, and says why.
$(POSTGRES): $(DEV) .ci/need
	-sh .ci/need postgresql pg_lsclusters
	@touch $@

# Newest versions on purpose: the next release of a tool breaks this test, not a user.
$(TOOLS_VENV)/.ready: pyproject.toml .ci/make-venv
	sh .ci/make-venv "$(PYTHON)" "$(TOOLS_VENV)"
	$(TOOLS_VENV)/bin/python -m pip install --quiet --editable . --group dev
	$(TOOLS_VENV)/bin/python -m pip install --quiet --upgrade inspect-ai pytest
	@touch $@

clean:
	rm -rf site shots .site.* .evalreport dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV) $(SITE_VENV) $(TOOLS_VENV)

.PHONY: all help site serve test lint types floors unit docs reference shots example bench lighthouse simulate wheel test-tools clean distclean
