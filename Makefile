# `make demo` and `make test` set up all they need on a Debian machine: compilers, a virtual
# environment in .venv, and Tapenade in the user's cache.

PYTHON ?= python3
BIN := .venv/bin
SETUP := .venv/.done

.PHONY: setup demo test lint mutate clean

setup: $(SETUP)
	@$(BIN)/rewriter tapenade install --quiet >/dev/null

$(SETUP): pyproject.toml docs/machine.sh
	bash docs/machine.sh
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

demo: setup
	PATH="$(CURDIR)/$(BIN):$$PATH" bash fixtures/demo.sh

lint: $(SETUP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: setup lint
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest -n 2

# Whether the unit tests notice changes of single places; not part of `make test`, as it takes minutes.
mutate: $(SETUP)
	$(BIN)/python -m benchmarks.mutate

clean:
	rm -rf .venv
