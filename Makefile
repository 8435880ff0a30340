# Everything here sets itself up: a fresh machine needs Python 3.11 or newer, pip and git.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test test-slow drill lint setup lock bench pictures caniemail clean

demo: $(READY)  ## build a demo publication and deliver its issue to a local SMTP server
	@$(BIN)/python examples/demo.py

test: $(READY) lint  ## run every test but the slow ones, two at a time
	@$(BIN)/python tests/halves.py -m "not slow"

test-slow: $(READY)  ## run the longer forms
	@$(BIN)/python -m pytest -m slow

ROUNDS ?= 500
drill: $(READY)  ## kill a sender over and over while it mails, and count what arrived
	@$(BIN)/python bench/drill.py --rounds $(ROUNDS)

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: $(READY)  ## time start-up, an issue from its files, the filling of its copies, and feeds
	@$(BIN)/python bench/startup.py
	@$(BIN)/python bench/issue.py
	@$(BIN)/python bench/fill.py
	@$(BIN)/python bench/signing.py
	@$(BIN)/python bench/feeds.py
	@$(BIN)/python bench/site.py 500 --rounds 1 --without-pelican

pictures: $(READY)  ## take the pictures of the README anew (needs Chromium)
	@$(BIN)/python examples/pictures.py

setup: $(READY)  ## make the virtual environment from the locked packages

$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Pressrun needs Python 3.11 or newer, this is %d.%d; say which: make PYTHON=python3.12" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV) || { echo "The venv module is missing (Debian: apt install python3-venv)."; exit 1; }
	@echo "Setting up .venv from requirements-dev.lock (a minute, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

lock:  ## write both locks anew (needs uv); they name no host
	uv pip compile --universal --generate-hashes --no-header -q pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-header -q pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock

VERSION ?= 2.0.2
caniemail: $(READY)  ## take what is known of mail clients from the npm package caniemail (needs npm)
	@$(BIN)/python tools/caniemail.py $(VERSION)

clean:
	rm -rf $(VENV) build dist public .pytest_cache .mypy_cache .ruff_cache .hypothesis
