#!/usr/bin/env bash
# Reports how fold differs from other tools on public inputs:
#
#   references.sh STACKCOLLAPSE-PERF.PL INFERNO-COLLAPSE-PERF FILE|FOLDER...
#
# The first two arguments are the paths of the other tools ("-" skips one). An input is a file, or a folder. In a folder, only
# files with these names are read: *perf*.txt*, *.perf, *.perf.gz, and *.txt if the folder's name ends in perf.
# Prints for each input how many lines are equal and how many differ, by class. Each class is a row of the table in
# docs/read-a-heat-map.md. The last line is key=value:
#
#   inputs       the number of inputs
#   refused      the number of inputs that one of the other tools reads and fold does not
#   unexplained  the number of differing lines that are in no class, or in a class that is missing from the table
set -euo pipefail
[ $# -ge 3 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit 2; }
perl=$1 inferno=$2
shift 2
inputs=()
for input in "$@"; do
  if [ -d "$input" ]; then
    while IFS= read -r -d '' file; do
      inputs+=("$(realpath "$file")")
    done < <(find "$input" -maxdepth 1 -type f \( -name '*perf*.txt*' -o -name '*.perf' -o -name '*.perf.gz' -o -path '*perf/*.txt' \) -print0 | sort -z)
  else
    inputs+=("$(realpath "$input")")
  fi
done
others=()
[ "$perl" = - ] || others+=("perl=perl $(printf '%q' "$(realpath "$perl")") {}")
[ "$inferno" = - ] || others+=("inferno=$(printf '%q' "$(realpath "$inferno")") {}")
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
python3 "$root/src/bench/folding/references.py" "$(printf '%q' "$faas_trace")" "${others[@]}" "${inputs[@]}"
