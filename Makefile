# Everything sets itself up: the first target that needs the environment makes it.
# It wants Python 3.11 or newer with venv; to choose one: make episode PYTHON=python3.12

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: episode listen test check bench clips lock clean help

help:  ## Say what there is.
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

episode: $(VENV)/ready  ## Build the demo episode.
	@$(BIN)/build-episode her-smell
	@if [ -t 0 ] && [ -t 1 ]; then \
		printf 'Serve it and open its page now? [Y/n] '; read -r answer; \
		case "$$answer" in [nN]*) echo "Later: make listen";; *) $(MAKE) --no-print-directory listen || true;; esac; \
	else echo "To listen: make listen"; fi

listen: $(VENV)/ready  ## Serve what has been built, and open its page.
	@$(BIN)/sleevenotes serve --open

test: $(VENV)/ready-dev  ## Run the whole test suite.
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(VENV)/ready-dev  ## Lint, format, types, import contracts.
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/ready-dev  ## Print speed and memory as ratios.
	$(BIN)/python -m tests.bench

clips: $(VENV)/ready  ## Render the house band's clips again.
	$(BIN)/python -m clips.house_band

lock: $(VENV)/ready  ## Resolve the two lists of pinned packages again.
	@$(PIP) install uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links \
		pyproject.toml --group build -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links \
		pyproject.toml --group build --group dev -c requirements.txt -o requirements-dev.txt

clean:  ## Remove everything that can be made again.
	rm -rf $(VENV) .cache output .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; none was found." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "This Python can't make environments: install its venv module" \
		"(Debian: apt install python3-venv) and try again." >&2; exit 1; }
	@touch $@

$(VENV)/ready: $(VENV)/made requirements.txt pyproject.toml
	@echo "Installing …"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.txt
	@echo "Installing what the tests need …"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
