# The loop before you push: under a minute. CI runs `./install.sh test`: the same, and every test.
set shell := ["sh", "-eu", "-c"]
export PATH := justfile_directory() / ".venv/bin" + ":" + env("PATH")

check:
    ruff format --check .
    ruff check .
    mypy
    lint-imports
    python -m pytest -q -x tests/store tests/agent tests/cli tests/test_rooms.py tests/test_docs.py
    python -m docs.generate --check

# Write docs/cli.md and docs/settings.md anew.
docs:
    python -m docs.generate
