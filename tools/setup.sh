#!/bin/sh
# Sets up the environment from the lock file: setup.sh run (to use Parley) or setup.sh dev (to work on it).
# Says what it does; does nothing when everything is in place.
set -eu
kind=${1:-run}
cd "$(dirname "$0")/.."
lock="requirements/$kind.txt"
stamp=".venv/.parley-$kind"
want=$(cat "$lock" requirements/uv.txt pyproject.toml | sha256sum | cut -d' ' -f1)

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then
    exit 0
fi

python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Parley needs Python 3.11 or newer; '$python' is not. Name one: make run PYTHON=/path/to/python3.11" >&2
    exit 1
fi
if [ ! -x .venv/bin/python ]; then
    echo "Making a Python environment in .venv …"
    if ! "$python" -m venv .venv; then
        rm -rf .venv
        echo "Python's venv module is missing. On Debian: apt-get install python3-venv" >&2
        exit 1
    fi
fi
echo "Installing what $lock lists, each file checked by its hash …"
if [ ! -x .venv/bin/uv ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt || true
fi
# uv is ten times as quick as pip; where it cannot reach the package index, pip does the same.
if ! .venv/bin/uv pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes -r "$lock" 2>.venv/uv.log; then
    echo "  (with pip: uv could not; see .venv/uv.log)"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
.venv/bin/python -m compileall -q src || true  # also where the environment forbids Python to keep what it compiled
if [ "$kind" = dev ]; then  # what serves development serves running, too
    cat requirements/run.txt requirements/uv.txt pyproject.toml | sha256sum | cut -d' ' -f1 > .venv/.parley-run
fi
echo "$want" > "$stamp"
