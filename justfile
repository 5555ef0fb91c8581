# What one does here, by name. `just` alone lists it.

venv := env("VIRTUAL_ENV", home_directory() / ".venvs/ce-tui-dev")
python := venv / "bin/python"

_list:
    @just --list --unsorted

# Make the environment (in VIRTUAL_ENV, else ~/.venvs/ce-tui-dev)
setup:
    python3 -m venv "{{venv}}"
    "{{python}}" -m pip install -q -e '.[test,dev]'

# The everyday tests, or those named
test *which:
    "{{python}}" -m pytest -q -n auto {{which}}

# The tests that take long
slow:
    "{{python}}" -m pytest -q -n auto -m slow

# One test, by a part of its name, with what it prints
case name:
    "{{python}}" -m pytest -q -x -s -k "{{name}}"

# Style, layout, import contracts
lint:
    "{{venv}}/bin/ruff" check .
    "{{venv}}/bin/ruff" format --check .
    "{{venv}}/bin/lint-imports"

# Types
types:
    "{{venv}}/bin/mypy"

# Make the pages that the program knows best, and check them all
docs:
    "{{python}}" docs
    "{{python}}" -m pytest -q -n auto tests/shape tests/docs

# Make the pictures and the recording anew
pictures:
    "{{python}}" screenshots

# How fast it starts, as ratios of one run
bench *options:
    "{{python}}" tests/benchmarks/bench_app.py {{options}}

# Everything a change must pass, from a clean clone
all:
    .ci/run
