#!/usr/bin/env bash
# A stand-in for flamegraph.pl. Accepts only folded stacks, and at least one.
# shellcheck source=lib.sh
. "$STAGE/bin/lib.sh"

awk '!/^[^ ;][^;]*(;[^;]+)* [0-9]+$/ { exit bad = 1 } END { exit bad || !NR }' || fail 'the input is not folded stacks'
echo '<svg xmlns="http://www.w3.org/2000/svg"/>'
