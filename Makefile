# Every target works from a bare checkout: a Python of 3.11 or newer and make are all it takes.

VENV := .venv
BIN := $(VENV)/bin
TEST_WORKERS ?= 2
PYTEST_ARGS ?=
TANDEM_PORT ?= 8000
export TANDEM_PORT

STRICT_CODE = $(wildcard rules server/ledger)
PIP = PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip
COMPILE = $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet

.PHONY: help env env-dev env-bench run test check lint types tidy chromium faults fuzz bench lock clean

help:  ## What this Makefile can do (the default)
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

env: $(VENV)/ready-demo  ## Make .venv with everything that `make run` needs
env-dev: $(VENV)/ready-dev  ## The same, with everything that the tests need
env-bench: $(VENV)/ready-bench  ## The same, with the peers that the benchmarks measure against

run: env  ## Start the sample coalition on http://127.0.0.1:8000 (TANDEM_PORT=… for another port)
	$(BIN)/tandem demo

test: env-dev lint types chromium  ## Everything: lint, types, shape, then all tests on both databases
	$(BIN)/python -m pytest -q -n $(TEST_WORKERS) --dist loadgroup $(PYTEST_ARGS)

check: env-dev lint types tidy  ## The fast part of it: lint, types, shape

lint: env-dev
	$(BIN)/ruff check .

types: env-dev
	$(BIN)/mypy $(STRICT_CODE)

tidy: env-dev
	$(BIN)/python -m pytest -q tests/test_tidy.py tests/test_imports.py

chromium: env-dev
	$(BIN)/python -m tests.browser.ensure_chromium

faults: env-dev  ## Kill and race the server for long (prints its seed)
	$(BIN)/python -m tests.faults

fuzz: env-dev  ## Compare compiled rules with the interpreter for long (prints its seed)
	$(BIN)/python -m tests.fuzz

bench: env-bench  ## Measure, beside the limits of this machine
	$(BIN)/python -m tests.bench

lock: env-dev  ## Resolve the lock files anew from setup.cfg
	printf 'setuptools>=80\nuv\n' | $(COMPILE) --custom-compile-command "make lock" --no-annotate -o requirements-installer.lock -
	$(COMPILE) --custom-compile-command "make lock" -o requirements.lock setup.cfg
	$(COMPILE) --custom-compile-command "make lock" -c requirements.lock \
	    --extra demo -o requirements-demo.lock setup.cfg
	$(COMPILE) --custom-compile-command "make lock" -c requirements-demo.lock -c requirements-installer.lock \
	    --extra demo --extra test -o requirements-dev.lock setup.cfg
	$(COMPILE) --custom-compile-command "make lock" -c requirements-dev.lock \
	    --extra demo --extra test --extra bench -o requirements-bench.lock setup.cfg

clean:  ## Remove caches and build products; .venv and instance/ (your data) stay
	rm -rf .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist screenshots
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

# One environment grows: what `make run` made, `make test` extends. Each stamp is younger than its lock.
$(VENV)/installer: requirements-installer.lock
	@$(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    $(find_python); \
	    "$$python" -m venv --clear $(VENV); \
	}
	@$(PIP) install --quiet --require-hashes -r requirements-installer.lock
	@touch $@

$(VENV)/ready-%: requirements-%.lock setup.cfg $(VENV)/installer
	@echo "Installing $< into $(VENV)"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $< \
	    || $(PIP) install --quiet --require-hashes -r $<
	@$(PIP) install --quiet --no-index --no-deps --no-build-isolation --editable .
	@touch $@

# The first Python that is new enough and can make an environment; PYTHON=… is asked first.
define find_python
for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
    "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
    python=; \
done; \
test -n "$$python" || { \
    echo "Tandem needs Python 3.11 or newer with its venv module (Debian, Ubuntu: apt install python3-venv)." >&2; \
    echo "Found none. Name one: make PYTHON=/path/to/python3 ..." >&2; \
    exit 1; \
}
endef
