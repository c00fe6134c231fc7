# Two commands for a newcomer: `make run` and `make test`. `make help` lists the rest.
PY := .venv/bin/python
SETTINGS ?= config/settings/demo.yaml

.PHONY: help run test check format lint types walls tests setup setup-dev setup-fuzz shots technician-shots diagnose conformance fuzz fuzz-all bench-devices lock clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 18

run: setup  ## set up, then run a whole terminal with virtual devices (a tour, where there is no display)
	@$(PY) run_kiosk.py demo --settings $(SETTINGS)

test: setup-dev check  ## set up, then check everything (what CI runs)

check: format lint types walls tests  ## exactly what CI runs, without the set-up

format:
	$(PY) -m ruff format --check .

lint:
	$(PY) -m ruff check .

types:
	$(PY) -m mypy

walls:
	.venv/bin/lint-imports

tests:
	$(PY) -m pytest

diagnose: setup  ## ask every device how it is
	@$(PY) run_kiosk.py diagnose --settings $(SETTINGS)

conformance: setup  ## check every role's promises at virtual devices, into docs/conformance.md (MINUTES=60: the badge's hour)
	@$(PY) run_kiosk.py conform --gold --minutes $(or $(MINUTES),0.2) --virtual > docs/conformance.md.new
	@mv docs/conformance.md.new docs/conformance.md

shots: setup-dev  ## draw every screen into out/shots, to lay beside the drawings
	$(PY) -m tests.window.shots out/shots

fuzz: setup-fuzz  ## hostile bytes for one parser, by coverage: make fuzz TARGET=id-reader-frames RUNS=1000000
	@.venv-fuzz/bin/python -m fuzz.run "$(TARGET)" "$(or $(RUNS),1000000)" $(OPTIONS)

fuzz-all: setup-fuzz  ## ten million inputs for every parser (hours; can be ended and gone on with), then the table
	@.venv-fuzz/bin/python -m fuzz.campaign "$(or $(RUNS),10000000)" $(TARGETS)
	@.venv-fuzz/bin/python -m fuzz.report

technician-shots: setup-dev  ## photograph the technician's screens under five faults into docs/img
	$(PY) -m tests.e2e.service_pictures docs/img

bench-devices: setup-dev  ## wires, cables and a busy hall (two hours), into benchmarks/devices.md
	$(PY) -m benchmarks.devices $(OPTIONS)

setup:
	@deploy/setup.sh run

setup-fuzz:
	@test -x .venv-fuzz/bin/python || python3 -m venv .venv-fuzz
	@.venv-fuzz/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-fuzz.txt

setup-dev:
	@deploy/setup.sh dev

lock:  ## resolve the dependencies anew (needs pip-tools)
	$(PY) -m piptools compile --quiet --generate-hashes --no-emit-index-url --no-header -o requirements.txt requirements.in
	$(PY) -m piptools compile --quiet --generate-hashes --no-emit-index-url --no-header -c requirements.txt -o requirements-dev.txt requirements-dev.in
	$(PY) -m piptools compile --quiet --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-find-links --no-header -c requirements.txt -o requirements-fuzz.txt requirements-fuzz.in

clean:  ## remove what runs leave behind
	rm -rf out run
