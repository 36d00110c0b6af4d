# shellcheck shell=bash
# The stand-ins share this file. STAGE is the working folder of the page whose commands are being run.
set -euo pipefail
me=${0##*/}
echo "$me $*" >>"$STAGE/calls"

fail() {
  echo "$me (a stand-in): $*" >&2
  exit 64
}

need_file() {
  [ -s "$1" ] || fail "the file $1 is missing or empty"
}

# Checks that a seccomp profile allows perf_event_open.
need_profile() {
  need_file "$1"
  python3 - "$1" <<'PYTHON' || fail "$1 does not allow perf_event_open"
import json
import sys

rules = [rule for rule in json.load(open(sys.argv[1]))["syscalls"] if "perf_event_open" in rule["names"]]
sys.exit(not rules or any(rule["action"] != "SCMP_ACT_ALLOW" or rule.get("args") for rule in rules))
PYTHON
}

# Checks the manifest strictly, as a cluster would, and stores it.
keep_objects() { # FILE
  "$CLUSTER_TOOLS" check-objects <"$1" >/dev/null
  mkdir -p "$STAGE/applied"
  cp "$1" "$STAGE/applied/$(find "$STAGE/applied" -type f | wc -l).yaml"
}
