#!/usr/bin/env bash
# Measures how long whole commands take for the user: start.sh [DIR]
#
# FAAS_TRACE=PROGRAM measures that program instead of the launcher in this checkout. The program can be the application image's
# target/image/faas-trace/bin/faas-trace, for example. DIR has checkouts of template repositories (DIR/*/template). If you don't
# give DIR, the examples are used. Each command runs eleven times, pinned to two CPUs, and the median time is printed. The last
# line is key=value:
#
#   version_s          ./faas-trace --version, including the launcher
#   java_s             java -version, which is the lower limit
#   version_ratio      version_s / java_s
#   patch_noop_s       faas-trace patch in the project of the example functions, with nothing left to do
#   noop_ratio         patch_noop_s / java_s
#   patch_official_s   faas-trace patch of all templates under DIR in one project
#   templates          the number of these templates
#   pull_s, clone_s    faas-trace template pull of one repository under DIR, and git's own shallow clone of that repository
#   per_template_ms    the time for one more template, computed from projects with 1 and with 1,000 templates
#   rss_mb             peak memory of faas-trace patch for all templates under DIR
#
# If a command failed, its value is "failed".
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

runs=${RUNS:-11}
pin=()
if command -v taskset >/dev/null && [ "$(nproc)" -ge 2 ]; then pin=(taskset -c "0,1"); fi
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

# median PREPARE COMMAND…: prints the command's median time in seconds. The function PREPARE runs before each measurement, and its
# time is not measured. PREPARE may change to another folder.
median() {
  local prepare=$1 begin end i
  shift
  : >"$work/times"
  for ((i = 0; i <= runs; i++)); do
    "$prepare"
    begin=$EPOCHREALTIME
    "${pin[@]}" "$@" >"$work/out" 2>&1 </dev/null || { explain "$?" "$@"; echo failed; return; }
    end=$EPOCHREALTIME
    # The first run warms the caches.
    ((i == 0)) || echo "$((${end/./} - ${begin/./}))" >>"$work/times"
  done
  sort -n "$work/times" | awk '{t[NR] = $1} END {printf "%.3f\n", (NR % 2 ? t[(NR + 1) / 2] : (t[NR / 2] + t[NR / 2 + 1]) / 2) / 1e6}'
}

explain() {
  local code=$1
  shift
  { echo "exit $code from: $*"; tail -n 5 "$work/out"; } >&2
}

compute() { case $2 in *failed*) echo failed ;; *) awk "BEGIN {printf \"$1\", $2}" 2>/dev/null || echo failed ;; esac; }

as_is() { cd "$work"; }
patched_project() { cd "$work/functions"; }

# Uses a new folder each time, because after large deletions a file system needs a long time to find free space.
fresh_project() {
  cd "$(mktemp -d "$work/project.XXXXXX")"
}

fresh_official() { fresh_project && cp -R "$work/official" template; }
fresh_one() { fresh_project && cp -R "$work/one" template; }
fresh_thousand() { fresh_project && cp -R "$work/thousand" template; }

# Copies all templates of all checkouts. If two templates have the same name, the copy of the second template gets the checkout's
# name as a prefix.
gather_official() {
  local template name
  mkdir "$work/official"
  for template in "$1"/*/template/*/; do
    [ -f "$template/template.yml" ] || [ -f "$template/Dockerfile" ] || continue
    name=$(basename "$template")
    [ ! -e "$work/official/$name" ] || name=$(basename "$(dirname "$(dirname "$template")")")-$name
    cp -R "$template" "$work/official/$name"
  done
}

# Makes $2 templates in the folder $1, by copying the example templates in turn.
synthesise() {
  local kinds=("$root"/examples/templates/template/*/) i
  mkdir "$1"
  for ((i = 0; i < $2; i++)); do
    cp -R "${kinds[i % ${#kinds[@]}]}" "$1/synthetic-$i"
  done
}

example_repository() {
  mkdir "$work/checkouts"
  cp -R "$root/examples/templates" "$work/checkouts/examples"
  git -C "$work/checkouts/examples" init -q
  git -C "$work/checkouts/examples" add .
  git -C "$work/checkouts/examples" commit -q -m 'Example templates'
}

# Prints a checkout that git can clone. If there are several, prints the one with the most templates.
largest_repository() {
  local checkout
  for checkout in "$1"/*/; do
    if [ -d "$checkout/template" ] && git -C "$checkout" rev-parse -q --verify HEAD >"$work/out" 2>&1; then
      echo "$(find "$checkout/template" -mindepth 1 -maxdepth 1 | wc -l) $(cd "$checkout" && pwd)"
    fi
  done | sort -rn | head -n 1 | cut -d ' ' -f 2-
}

# Prints the command's peak resident size, in MB.
peak_memory() {
  if [ -x /usr/bin/time ]; then
    /usr/bin/time -f '%M' -o "$work/rss" "$@" >"$work/out" 2>&1 || { explain "$?" "$@"; echo failed; return; }
    compute '%.0f' "$(tail -n 1 "$work/rss") / 1024"
  else
    python3 -c '
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
print("failed" if code else round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024))' "$@"
  fi
}

if [ $# -gt 0 ]; then
  checkouts=$(cd "$1" && pwd)
else
  example_repository
  checkouts=$work/checkouts
fi
gather_official "$checkouts"
templates=$(find "$work/official" -mindepth 1 -maxdepth 1 | wc -l)
[ "$templates" -gt 0 ] || { echo "start.sh: no templates in $checkouts/*/template" >&2; exit 2; }
repository=$(largest_repository "$checkouts")
synthesise "$work/one" 1
synthesise "$work/thousand" 1000

java_s=$(median as_is "$java" -version)
version_s=$(median as_is "$faas_trace" --version)
as_is
cp -R "$root/examples/templates" "$work/templates"
cp -R "$root/examples/functions" "$work/functions"
rm -rf "$work/functions/template" "$work/functions/build"
cp -R "$work/templates/template" "$work/functions/template"
(cd "$work/functions" && "$faas_trace" patch >"$work/out" 2>&1) || explain "$?" "$faas_trace" patch
patch_noop_s=$(median patched_project "$faas_trace" patch)
patch_official_s=$(median fresh_official "$faas_trace" patch)
fresh_official
rss_mb=$(peak_memory "$faas_trace" patch)
pull_s=failed clone_s=failed
if [ -n "$repository" ]; then
  pull_s=$(median fresh_project "$faas_trace" template pull "file://$repository")
  clone_s=$(median fresh_project git clone -q --depth 1 "file://$repository" clone)
fi
one_s=$(median fresh_one "$faas_trace" patch)
runs=$(((runs + 1) / 2))
thousand_s=$(median fresh_thousand "$faas_trace" patch)
per_template_ms=failed
case $one_s$thousand_s in
  *failed*) ;;
  *) per_template_ms=$(compute '%.2f' "($thousand_s - $one_s) / 999 * 1000") ;;
esac
version_ratio=$(compute '%.2f' "$version_s / $java_s")
noop_ratio=$(compute '%.2f' "$patch_noop_s / $java_s")

echo "version_s=$version_s java_s=$java_s version_ratio=$version_ratio patch_noop_s=$patch_noop_s noop_ratio=$noop_ratio patch_official_s=$patch_official_s templates=$templates pull_s=$pull_s clone_s=$clone_s per_template_ms=$per_template_ms rss_mb=$rss_mb"
