#!/bin/sh
# Installs the clients from npm that the tests point at Parley, at the versions and hashes of the lock file.
# Exit 1 where there is no Node.js or no registry.
set -u
cd "$(dirname "$0")/../tests/embed/akismet/clients"
command -v npm >/dev/null || exit 1
[ node_modules -nt package-lock.json ] && exit 0
log=$(mktemp)
if npm ci --ignore-scripts --no-audit --no-fund --fetch-retries=1 >"$log" 2>&1; then
    touch node_modules
    rm -f "$log"
    exit 0
fi
tail -5 "$log"
echo "Could not install the clients from npm; the whole log is in $log"
exit 1
