#!/bin/sh
# Runs the tests: all of them on SQLite, those that touch the database again on PostgreSQL.
# What this machine cannot run is left out, in one line that says how to have it.
set -eu
cd "$(dirname "$0")/.."
workers=${TEST_WORKERS:-2}
tools/debian.sh || true
tools/clients.sh || true  # what is missing all the same is left out below, in one line each

echo "Tests on SQLite …"
.venv/bin/python -m pytest -n "$workers" -q -m "not journey" "$@"

echo "Journeys in a real browser, and the real nginx …"
.venv/bin/python -m pytest -q -m journey "$@"

if command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    echo "The same on PostgreSQL, without what does not touch the database …"
    TESTS_DATABASE=postgresql .venv/bin/python -m pytest -n "$workers" -q -m "not journey" \
        tests --ignore tests/spamfilter --ignore tests/theme --ignore tests/kit --ignore tests/front --ignore tests/docs \
        --ignore tests/evals --ignore tests/config --ignore tests/importers/wordpress "$@"
else
    echo "Left out: the tests on PostgreSQL. To have them: apt-get install postgresql"
fi
