#!/bin/sh
# Replaces the watchdog in `faas-trace demo`. If the function serves HTTP itself (mode=http), this script starts it once.
# Otherwise, the script starts a new process for each request. Each line on standard input is the call id of a request. The file
# `body` contains the request's body. The response is one line on standard output.
set -eu

: "${fprocess:?must be set to the command of the function}"
# Split into words, as a watchdog does.
# shellcheck disable=SC2086
[ "${mode-}" != http ] || exec $fprocess
while read -r id; do
    # shellcheck disable=SC2086
    Http_X_Call_Id=$id $fprocess <body || echo "exit code $?"
done
