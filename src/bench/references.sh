#!/usr/bin/env bash
# How fold differs from other folders on public inputs: references.sh STACKCOLLAPSE-PERF.PL INFERNO-COLLAPSE-PERF FILE|FOLDER...
#
# Takes the two tools by their paths ("-" leaves one out) and the inputs as files, or as folders whose perf texts are all
# taken (perf*.txt, *.perf, *.perf.gz, *.linux-perf.txt, and *.txt below a folder of such a name). Says for each input how
# many lines are the same and how many differ, by class; each class is a row of the table in docs/read-a-heat-map.md. The
# last line is key=value:
#
#   inputs       how many texts
#   refused      that one of the tools reads and fold does not
#   unexplained  differing lines of no class, or of one that the table lacks
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
