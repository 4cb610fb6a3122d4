# All set-up on a machine with Python 3.11+, git and make: `make demo`, then `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CODE := lorscore tests models benchmarks docs

.PHONY: demo test lint test-desktop check-wheel clean

$(STAMP): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "lorscore needs Python 3.11 or newer; run make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable ".[all]" --group dev
	touch $(STAMP)

demo: $(STAMP)  ## analyse a sample Word letter
	$(BIN)/lorscore check data/samples/01-program-director.docx

test: $(STAMP)  ## lint, types, all tests
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/python -m pytest

test-desktop: $(STAMP)  ## annotated Word files in LibreOffice, where there is one
	$(BIN)/python -m pytest tests/desktop -rs

check-wheel: $(STAMP)  ## build the wheel, install it with its dependencies into an empty environment, read a letter
	rm -rf build/wheel && mkdir -p build/wheel
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir build/wheel .
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/python -m pip install --quiet build/wheel/lorscore-*.whl
	build/wheel/venv/bin/python -m pip check
	cp data/samples/01-program-director.docx build/wheel
	cd build/wheel && venv/bin/lorscore check 01-program-director.docx

lint: $(STAMP)
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/mypy

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
