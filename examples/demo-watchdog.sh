#!/bin/sh
# Does what `faas-trace demo` needs from a watchdog. If the function serves HTTP itself, it is started once. Otherwise, a new process
# is started for each request: each line on standard input is a call id, the file `body` is the body, and the response is one line.
set -eu

: "${fprocess:?names the function\'s process}"
# Split into words, as a watchdog does.
# shellcheck disable=SC2086
[ "${mode-}" != http ] || exec $fprocess
while read -r id; do
    # shellcheck disable=SC2086
    Http_X_Call_Id=$id $fprocess <body || echo "exit code $?"
done
