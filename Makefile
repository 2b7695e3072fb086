# The same lines that CI runs. `make` alone lists them.
.DEFAULT_GOAL := help
RUN := .venv/bin

.PHONY: help install demo airflow test scale-out lint types check bench bench-large docs lock clean

help:                   ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | while IFS="$$(printf '\t')" read -r a b; do printf '  make %-11s %s\n' "$$a" "$$b"; done

install:                ## create or refresh .venv from requirements.lock (the other targets do it themselves)
	@sh scripts/install.sh

demo: install           ## crawl a made-up social network over HTTP, write and mail its weekly report
	@$(RUN)/fengxiang demo

airflow: install        ## run Airflow with the chain on this machine, for the made-up network or SETTINGS=my.toml
	@$(RUN)/fengxiang airflow $(if $(SETTINGS),--settings "$(SETTINGS)")

test: install           ## run the tests, files beside each other on up to four processors
	@$(RUN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

scale-out: install      ## try the chain on two Celery workers with Redis and PostgreSQL, one worker killed; minutes
	@$(RUN)/python -m pytest -n0 -m cluster tests/dags/test_scale_out.py

lint: install           ## check style and formatting
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .

types: install          ## check the types (mypy strict)
	@$(RUN)/mypy

check: lint types test  ## all that CI runs

bench: install          ## measure; takes minutes, see benchmarks/README.md
	@$(RUN)/python -m benchmarks

bench-large: install    ## measure the warehouse with ten million posts over 100 days; takes hours and 20 GB
	@$(RUN)/python -m benchmarks.warehouse bench-large-home/warehouse

docs: install           ## write docs/warehouse.md anew from the headers of the tables
	@$(RUN)/python -m warehouse.dictionary

lock: install           ## resolve setup.cfg anew into requirements.lock
	@sh scripts/lock.sh

clean:                  ## remove .venv, caches and the demo's homes
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis demo-home airflow-home bench-large-home
