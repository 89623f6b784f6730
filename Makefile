# Two commands: `make up` runs the platform, `make test` checks everything. The rest are their parts.
.PHONY: up test check venv front texts services down bench lock

PYTHON ?= python3
PY = .venv/bin/python

up: venv
	@exec $(PY) -m services run

test: venv
	@exec $(PY) scripts/check.py

# One step of `make test`: make check STEP=lint
check: venv
	@exec $(PY) scripts/check.py $(STEP)

venv:
	@$(PYTHON) scripts/bootstrap.py

front: venv
	@$(PY) scripts/vendor.py

texts: venv
	@$(PY) manage.py compile_texts

# The services without the platform, and stopping those that a killed `make up` left behind.
services: venv
	@$(PY) -m services up

down: venv
	@$(PY) -m services down
	@$(PY) -m services down --test

bench: venv
	@$(PY) -m bench

# After a change in requirements*.in
lock: venv
	@for list in requirements-uv requirements-node requirements requirements-dev; do \
	  .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-header --no-annotate $$list.in -o $$list.txt || exit 1; done
