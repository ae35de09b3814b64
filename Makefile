# What a newcomer needs is `make run` and `make test`; `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help run test check soak bench backup restore messages format pictures lock base dev

PORT ?= 8000
TO ?= backups
PY := .venv/bin/python

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

base:
	@sh ops/venv.sh base

dev:
	@sh ops/venv.sh base dev

run: base ## the demo park on http://127.0.0.1:8000 (PORT= to change), with worker; Ctrl-C stops
	@exec $(PY) -m ops.run --port $(PORT)

test: dev ## everything that proves the product: SQLite, PostgreSQL when one answers, races, journeys in Chromium
	@sh ops/test.sh

check: dev ## format, lint, types, contracts, migrations, translations, templates
	@sh ops/check.sh

soak: dev ## the long version of races, kills, seeds, hostile requests; result in tests/soak/RESULTS.md
	@$(PY) -m tests.soak

bench: dev ## the figures of the product on this machine; result in tests/bench/RESULTS.md
	@$(PY) -m tests.bench

backup: base ## database, files and heads into one file (TO=folder)
	@$(PY) -m ops.backup "$(TO)"

restore: base ## put a backup back (FROM=file; FORCE=1 where real data stands)
	@FORCE="$(FORCE)" $(PY) -m ops.restore "$(FROM)"

messages: dev ## bring the Chinese catalogues up to date with the source, then compile them
	@$(PY) manage.py catalog --all
	@$(PY) manage.py catalog --all --compile

format: dev ## format the code and mend what the linter can
	@.venv/bin/ruff check --quiet --fix .
	@.venv/bin/ruff format --quiet .

pictures: dev ## take the pictures of the README from the demo park
	@$(PY) -m tests.support.pictures

lock: dev ## lock the requirements anew, with hashes and without addresses
	@for set in base dev prod; do \
	  .venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	    requirements/$$set.in -o requirements/$$set.txt || exit 1; \
	done
