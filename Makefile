# Thin on purpose: the work is done by Python, so that Windows and macOS do the same without make
# (the lines are in README.md).
PYTHON ?= python3
VENV := .venv/bin/python

.PHONY: run test lint check-fast pictures clean lock
.DEFAULT_GOAL := run

run: ## a working centre at http://127.0.0.1:8000
	@$(PYTHON) -m tools.prepare
	@exec $(VENV) -m sgo.start

test: ## everything that CI runs
	@$(PYTHON) -m tools.prepare --dev
	@exec $(VENV) -m tools.test

lint: ## style, types and floors
	@$(PYTHON) -m tools.prepare --dev
	@exec $(VENV) -m tools.test --lint

check-fast: ## lint, and the tests that need neither a browser nor a server
	@$(PYTHON) -m tools.prepare --dev
	@exec $(VENV) -m tools.test --fast

pictures: ## docs/pictures anew, from a demo centre of its own
	@$(PYTHON) -m tools.prepare --dev
	@exec $(VENV) -m tools.pictures

lock: ## requirements*.txt from requirements*.in
	@$(PYTHON) -m tools.prepare --dev
	@exec $(VENV) -m tools.lock

clean: ## the environment and every cache; the data in instance/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build
	find sgo tests tools migrations -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f translations/*/LC_MESSAGES/*.mo
