# make demo    the server with a demo shop; PORT=8080
# make test    linters, types, unit and end-to-end tests, as CI runs them
# make test-long  the tests that take minutes each: whole applications, presets, benchmarks
# make test-language LANGUAGE=de  the end-to-end tests with everybody reading German; fr es pt-BR it ja ar
# make bundle  only the browser bundle      make schema  TypeScript types of the messages
# make lint    only linters and types       make format  let the formatters write
# make docs    the tables in docs/ that repeat the code
# make lock    requirements.lock anew       make bench   the benchmarks, quick
#
# Works with GNU make 3.81 (macOS).

PORT ?= 8080
VENV := .venv
BIN := $(VENV)/bin

# The first Python that is recent enough.
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
  command -v $$name >/dev/null 2>&1 || continue; \
  $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
  echo $$name; break; done)

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PINS := pyproject.toml requirements.lock

.PHONY: demo test test-long test-language bundle schema docs lint format lock bench
.DEFAULT_GOAL := demo

# Ctrl-C reaches both make and the server; the server ends cleanly, so make has nothing to report.
demo: $(VENV)/.run bundle
	@exec $(BIN)/alongside demo --port $(PORT)

test: $(VENV)/.dev
	@$(BIN)/python -m tests.everything

test-long: $(VENV)/.dev
	@$(BIN)/python -m tests.everything --long

# From the command line only: gettext has an environment variable of this name.
test-language: $(VENV)/.dev bundle
	@test '$(origin LANGUAGE)' = 'command line' || \
	  { echo 'In which language? make test-language LANGUAGE=de' >&2; exit 2; }
	@ALONGSIDE_TEST_LANGUAGE='$(LANGUAGE)' $(BIN)/python -m pytest -n auto --dist loadfile \
	  -m 'not long' tests/e2e

lint: $(VENV)/.dev
	@$(BIN)/python -m tests.everything --only-static

format: $(VENV)/.dev
	@$(BIN)/python client_js/hatch_build.py --development
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .
	@cd client_js && node_modules/.bin/biome check --write . && node_modules/.bin/biome check --write ../tests/client_js

bundle: $(VENV)/.run
	@needs=$$($(BIN)/python client_js/hatch_build.py --needs) && \
	  { test -z "$$needs" || $(PIP) install "$$needs"; }
	@$(BIN)/python client_js/hatch_build.py

schema: $(VENV)/.run
	@$(BIN)/python -m signaling.schema

docs: $(VENV)/.dev
	@$(BIN)/python -m tests.docs.blocks

bench: $(VENV)/.dev bundle
	@for name in signaling first_picture navigation mirror control revocation documents analytics sign_in_timing; do $(BIN)/python -m tests.bench.$$name --quick; done

# Exact versions of all that we run and test with, from an environment with nothing else in it.
lock:
	@rm -rf build/lock && $(PYTHON) -m venv build/lock
	@build/lock/bin/python -m pip --disable-pip-version-check --quiet install '.[dev]'
	@{ echo '# Constraints for pip, written by `make lock`.'; \
	  build/lock/bin/python -m pip --disable-pip-version-check freeze --exclude alongside; \
	} > requirements.lock
	@rm -rf build/lock

$(VENV)/.run: $(PINS) | $(VENV)/.made
	@echo 'Installing Alongside into $(VENV) ...'
	@$(PIP) install --constraint requirements.lock --editable .
	@touch $@

$(VENV)/.dev: $(PINS) | $(VENV)/.made
	@echo 'Installing Alongside and its tools into $(VENV) ...'
	@$(PIP) install --constraint requirements.lock --editable '.[dev]'
	@touch $@ $(VENV)/.run

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo 'Alongside needs Python 3.11 or later, which was not found.' >&2; exit 1; }
	@sh tests/system/python.sh $(PYTHON)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@touch $@
