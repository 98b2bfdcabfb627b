# Two commands do all the set-up: `make run` and `make test`.
# Each installs what it needs into .venv; a stamp in .make tells when that is done.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
PORT   ?= 8000
SERVE  ?= 1
DRAFT  ?= examples/ban-thao-nu-giam-doc.docx
RUN_ARGS ?=
ENCODER ?= models/encoders/encoder-1
PYTEST_ARGS ?=

export HF_HUB_OFFLINE = 1
export PYTHONUTF8 = 1

.PHONY: run test test-slow lint deps demo-loop bench bench-batch bench-encoder bench-web clean help

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

run: .make/run  ## set up, screen a real draft, serve the web app on 127.0.0.1:$(PORT)
	@$(BIN)/screener check $(DRAFT) --fail-on never $(RUN_ARGS)
ifeq ($(SERVE),1)
	@$(BIN)/screener serve --port $(PORT)
endif

test: .make/test lint  ## set up and run every test not marked slow or gpu
	$(BIN)/python -m pytest $(PYTEST_ARGS)

test-slow: .make/test  ## the tests that take minutes
	$(BIN)/python -m pytest -m "slow and not gpu" $(PYTEST_ARGS)

lint: .make/test  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

demo-loop: .make/test  ## proof that corrections make a better model, and wrong ones are refused
	$(BIN)/python -m training.demo_loop

bench: .make/test  ## timings as ratios in one run
	$(BIN)/python -m tests.bench

bench-batch: .make/test  ## a scan of 5,000 generated documents: speed, memory, share of the model
	$(BIN)/python -m tests.bench.bench_batch $(BENCH_ARGS)

bench-web: .make/test  ## 50 editors for 3 minutes on 2 cores, the worker killed in between
	$(BIN)/python -m tests.bench.bench_web $(BENCH_ARGS)

bench-encoder: .make/test  ## tokens a second of our encoder and of a PhoBERT-shaped one
	$(BIN)/python -m tests.bench.bench_encoder --encoder $(ENCODER) \
	  --json $(ENCODER)/measured/speed.json --docs docs/encoder.md $(BENCH_ARGS)

.make/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Soát Giới cần Python 3.11 trở lên / needs Python 3.11 or newer"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@mkdir -p .make && touch $@

.make/run: .make/venv pyproject.toml constraints.txt
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

.make/test: .make/run
	@$(PIP) install --constraint constraints.txt --editable ".[dev]"
	@$(MAKE) --no-print-directory deps
	@touch $@

deps:  ## Debian packages that the tests drive: browser, LibreOffice, Tesseract
	@sh tests/deps.sh

clean:  ## remove the environment and stamps
	rm -rf $(VENV) .make
