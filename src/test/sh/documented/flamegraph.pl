#!/usr/bin/env bash
# Stands in for flamegraph.pl: takes folded stacks only, and at least one.
# shellcheck source=lib.sh
. "$STAGE/bin/lib.sh"

awk '!/^[^ ;][^;]*(;[^;]+)* [0-9]+$/ { exit bad = 1 } END { exit bad || !NR }' || fail 'these are no folded stacks'
echo '<svg xmlns="http://www.w3.org/2000/svg"/>'
