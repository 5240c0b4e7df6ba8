# Recovery Dashboard: `make run` starts it, `make test` proves it.

PORT ?= 8501
VENV := .venv
PYTHON := $(VENV)/bin/python
DEMO_DATABASE := data/demo.db
ARGS ?=

# Pip is asked only when a requirements file is newer than its stamp, so a second start costs nothing.
RUN_STAMP := $(VENV)/.requirements
DEV_STAMP := $(VENV)/.requirements-dev
PIP_INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run demo test check format bench screenshots clean

help: ## Show what can be asked for
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUN_STAMP) ## Start the application on http://localhost:8501 (PORT=8501)
	@exec $(VENV)/bin/streamlit run dashboard.py --server.port $(PORT)

demo: $(RUN_STAMP) $(DEMO_DATABASE) ## Start it on an invented practice with forty patients
	@find $(DEMO_DATABASE) -mtime +0 -exec echo "This demo is from an earlier day: rm {}* and run it again for today's." \;
	@RECOVERY_DATABASE=$(DEMO_DATABASE) exec $(VENV)/bin/streamlit run dashboard.py --server.port $(PORT)

test: $(DEV_STAMP) ## Run every test, the browser's included (ARGS="-k login")
	@$(PYTHON) -m tests.browser.chromium
	@$(PYTHON) -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

check: $(DEV_STAMP) ## Check formatting, lint and types
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy

format: $(DEV_STAMP) ## Rewrite the code in the agreed format
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m ruff check --fix .

bench: $(DEV_STAMP) ## Measure speed against the stated aims
	@$(PYTHON) -m tests.browser.chromium
	@$(PYTHON) -m tests.bench $(ARGS)

screenshots: $(DEV_STAMP) ## Picture every screen into screenshots/
	@$(PYTHON) -m tests.browser.chromium
	@$(PYTHON) -m tests.browser.screenshots $(ARGS)

clean: ## Remove the environment and caches; databases stay
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis screenshots
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A demo that was only half written is removed again, so that the next try starts afresh.
$(DEMO_DATABASE): | $(RUN_STAMP)
	@echo "Inventing a practice with forty patients in $@ ..."
	@$(PYTHON) -m recovery demo --database $@ --patients 40 --seed 1 || { rm -f $@ $@-* $@.*; exit 1; }

$(RUN_STAMP): requirements.txt | $(PYTHON)
	@echo "Installing the pinned requirements into $(VENV) (once, about a minute) ..."
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements-dev.txt requirements.txt | $(PYTHON)
	@echo "Installing what the tests need into $(VENV) (once, about a minute) ..."
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $(RUN_STAMP) $@

# The first interpreter that is new enough; a half-made environment is removed again.
$(PYTHON):
	@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	    if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "Making $(VENV) with $$($$python --version) ..."; \
	        $$python -m venv --clear $(VENV) && exit 0; \
	        rm -rf $(VENV); \
	        echo "The virtual environment could not be made (on Debian and Ubuntu: apt install python3-venv)." >&2; \
	        exit 1; \
	    fi; \
	done; \
	echo "Python 3.11 or newer is needed, this machine has: $$(python3 --version 2>&1)." >&2; \
	echo "Install it from https://www.python.org/downloads/ or your system's packages, then run make again." >&2; \
	exit 1
