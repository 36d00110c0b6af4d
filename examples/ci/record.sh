#!/bin/sh
# Runs a function under load before and after a change, and records its traces in traces/before/FUNCTION and traces/after/FUNCTION:
#
#   record.sh FUNCTION BASE [OPTION...]
#
# BASE is the commit before the change. The options are more options for faas-trace try, such as --data FILE. Run the script in the
# function repository. Needs faas-trace, git, and Docker or Podman. Copy this file into your own repository to use it.
#
# The two versions take turns. So if the machine gets slower or faster in the meantime, this affects both of them.
set -eu

function=${1:?"usage: record.sh FUNCTION BASE [OPTION...]"}
base=${2:?"usage: record.sh FUNCTION BASE [OPTION...]"}
shift 2
rounds=${ROUNDS:-20}
requests=${REQUESTS:-15}
traces=$(pwd)/traces

work=$(mktemp -d)
trap 'git worktree remove --force "$work/before" || :; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
git worktree add --quiet --detach "$work/before" "$base"

round=0
while [ "$round" -lt "$rounds" ]; do
  round=$((round + 1))
  (cd "$work/before" && faas-trace try "$function" --requests "$requests" --stop --dir "$traces/before" "$@")
  faas-trace try "$function" --requests "$requests" --stop --dir "$traces/after" "$@"
done
