#!/bin/sh
# What a watchdog does, as far as `faas-trace demo` needs it. Where the function serves HTTP itself it is started once; else
# anew for each call: a line on standard input is a call's id, the file `body` is its body, and the answer is one line.
set -eu

: "${fprocess:?names the function\'s process}"
# The process is words, as a watchdog splits them.
# shellcheck disable=SC2086
[ "${mode-}" != http ] || exec $fprocess
while read -r id; do
    # shellcheck disable=SC2086
    Http_X_Call_Id=$id $fprocess <body || echo "exit code $?"
done
