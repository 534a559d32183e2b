# Reelpress: `make` alone says what there is. Everything runs in .venv, made by `make setup` from requirements.lock.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready
POST ?=
OUT ?= demo-output
ARGS ?=
UPGRADE ?=
# What runs a second time on PostgreSQL, when a server answers: the rooms whose rows must not race.
ON_POSTGRES := tests/jobs tests/publishing tests/benchmarks tests/content/test_races.py
# How many processes share the tests when all of them run; three on two cores, as tests wait a lot. With ARGS it is one.
PROCESSES ?= 3

.DEFAULT_GOAL := help
.PHONY: help setup demo up test lint format check bench chaos lock clean

help: ## Say what there is
	@echo "make TARGET, one of:"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{ printf "%-10s %s\n", $$1, $$2 }'

setup: $(STAMP) ## Make .venv and install everything, pinned (PYTHON=python3.12 to choose one)
	@:

# The stamp is newer than the lock: a second run does nothing.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Reelpress needs Python 3.11 or newer, and '$(PYTHON)' is older or missing. Try: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "This Python lacks its venv module. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what requirements.lock names into .venv; the first time takes a minute or two."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)
	@echo "Done. Next: make demo, or .venv/bin/reelpress --help"

demo: setup ## The whole way on one post: import, video, publish to the demo network (POST=path, OUT=folder)
	@$(BIN)/reelpress demo $(if $(POST),"$(POST)") --out "$(OUT)"

up: setup ## Run everything on this machine: web, workers, clock, queue server
	@$(BIN)/reelpress up $(ARGS)

# Both at once: they wait for processes more than they compute. What PostgreSQL's run says is shown when it is over.
# Bytecode is kept whatever the environment says, for all the programs that the tests start.
test: export PYTHONDONTWRITEBYTECODE :=
test: setup ## Run all tests on SQLite; those of the job and publishing tables on PostgreSQL too, if one answers
	@mkdir -p build; url="$$($(BIN)/python -m tests.services)"; if [ -n "$$url" ]; then \
		echo "== On PostgreSQL, at the same time: $(ON_POSTGRES)"; \
		DATABASE_URL="$$url" $(BIN)/python -m pytest $(ON_POSTGRES) -m "database and not sqlite_only" --durations=0 \
			--durations-min=5 -p no:cacheprovider >build/test-postgresql.log 2>&1 & fi; \
	echo "== On SQLite: everything"; \
	DATABASE_URL= $(BIN)/python -m pytest $(or $(ARGS),-n $(PROCESSES) --dist worksteal); sqlite=$$?; \
	if [ -n "$$url" ]; then wait $$!; postgres=$$?; cat build/test-postgresql.log; else postgres=0; fi; \
	test $$sqlite = 0 -a $$postgres = 0

lint: setup ## Check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: setup ## Put the code into the one style
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

check: lint test ## What CI runs: lint, then test

bench: setup ## Measure the job layer and videos (ARGS="queue --quick", "scale", "render --quick"; see docs/performance.md)
	@$(BIN)/python -m benchmarks $(ARGS)

LOCK := UV_CUSTOM_COMPILE_COMMAND="make lock" build/lock/bin/uv --no-config pip compile --quiet --universal \
	--python-version 3.11 --fork-strategy fewest --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links

chaos: setup ## Kill all that can die while thousands of jobs run (ARGS="--jobs 5000 --seed 2"); kill publishing at each call
	@$(BIN)/python -m pytest tests/jobs/test_machine.py --hypothesis-profile=long
	@$(BIN)/python -m tests.chaos.soak --database sqlite $(ARGS)
	@$(BIN)/python -m tests.chaos.soak --database postgresql $(ARGS)
	@$(BIN)/python -m tests.chaos.publishing

lock: ## Pin anew what pyproject.toml and the benchmarks ask for (UPGRADE=--upgrade for the newest of everything)
	@test -x build/lock/bin/uv || { $(PYTHON) -m venv build/lock && build/lock/bin/python -m pip install --quiet uv; }
	@$(LOCK) pyproject.toml --extra dev $(UPGRADE) --output-file requirements.lock
	@$(LOCK) benchmarks/requirements.in $(UPGRADE) --output-file benchmarks/requirements.lock

clean: ## Remove what was built and cached; .venv and var stay
	@rm -rf build dist demo-output .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage htmlcov
	@find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
