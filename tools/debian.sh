#!/bin/sh
# Installs what the tests drive and Python cannot bring: a browser, nginx, PostgreSQL. Only as root on a Debian-like
# machine, only what is missing. Exit 1 when something is missing and could not be installed.
set -u
missing=""
command -v chromium >/dev/null || missing="$missing chromium"
command -v nginx >/dev/null || missing="$missing nginx-light"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Not installed here:$missing (as root: apt-get install$missing)"
    exit 1
fi
echo "Installing$missing …"
log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 - a list of words
if apt-get update -qq >"$log" 2>&1 && apt-get install -y -qq --no-install-recommends $missing >>"$log" 2>&1; then
    rm -f "$log"
    exit 0
fi
tail -5 "$log"
echo "Could not install$missing; the whole log is in $log"
exit 1
