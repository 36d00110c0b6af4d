# shellcheck shell=bash
# The scripts in this folder share this file. It sets up a temporary folder that is deleted at the end, a separate home folder, and
# the launcher. Source this file after `set -euo pipefail`.

export LC_ALL=C
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
faas_trace=$(realpath "${FAAS_TRACE:-$root/faas-trace}")

# Build the jar while HOME is still the user's home folder, because Maven's libraries are there.
"$faas_trace" --version >/dev/null || { echo "${0##*/}: $faas_trace does not run" >&2; exit 2; }

work=$(mktemp -d "${TMPDIR:-/tmp}/faas-trace-bench.XXXXXX")
running=() # the servers that a script has started, as process ids; they are stopped at the end
stop_running() {
  local pid
  for pid in "${running[@]}"; do
    if kill "$pid"; then wait "$pid" || :; fi
  done 2>/dev/null
}
at_end() { stop_running; }
trap 'at_end; cd / && chmod -R u+w "$work" && rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir "$work/home"
export HOME=$work/home XDG_CONFIG_HOME=$work/home/.config
# Java does not read HOME.
export FAAS_TRACE_JAVA_OPTIONS="-Duser.home=$work/home ${FAAS_TRACE_JAVA_OPTIONS:-}"
export GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
git config --global user.name bench
git config --global user.email bench@localhost
git config --global safe.directory '*'
git config --global init.defaultBranch main
