# Two commands do all: make briefs, make test. Both build .venv when it is missing or stale.
BIN := .venv/bin
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup briefs sample test lint bench clean

help:
	@echo "make briefs   the sample briefs and the fact book, from inputs/ into reports/"
	@echo "make test     style, types, examples, tests and notebooks"
	@echo "make bench    how fast repricing, costing and the counter-offer are, as ratios"
	@echo "make setup    only the environment (.venv)"
	@echo "make clean    removes .venv, caches and what runs made"

setup:
	@python3 .ci/make_environment.py || { command -v python3 >/dev/null || echo "setup: needs Python 3.11 or newer, and there is no python3 here: install it (python.org, or apt install python3 python3-venv), then run make again"; exit 1; }

briefs: setup
	@$(BIN)/practice-model brief --all --jobs $(WORKERS)

# The committed example; made anew when the briefs change on purpose.
sample: setup
	@$(BIN)/practice-model brief --all --out reports/sample --jobs $(WORKERS)

lint: setup
	@echo "style" && $(BIN)/ruff check . && $(BIN)/ruff format --check --quiet .
	@echo "spelling" && $(BIN)/codespell
	@echo "types" && $(BIN)/mypy

test: lint
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q

bench: setup
	@$(BIN)/python benchmarks/reprice.py
	@$(BIN)/python benchmarks/costing.py
	@$(BIN)/python benchmarks/counter_offer.py
	@$(BIN)/python benchmarks/brief.py

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -prune -exec rm -rf {} +
	find reports -mindepth 1 -maxdepth 1 ! -name sample -exec rm -rf {} +
