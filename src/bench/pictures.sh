#!/usr/bin/env bash
# Measures how fast the page of a large trace responds in Chromium: pictures.sh
#
# Makes a trace with SAMPLES samples (default: 1,000,000) and STACKS different stacks (default: 4,000), writes its page with
# `faas-trace heatmap`, and uses the page in a headless Chromium of 1280×800 pixels. Each time includes drawing: the script reads a
# pixel back. The times are medians of ROUNDS rounds (default: 15), in milliseconds. Needs python3, chromium, chromedriver, and 2 GB
# of temporary disk space. The last line is key=value:
#
#   first_s          seconds to write the page of a 200 MB trace, open it and draw it; measured once, not a median
#   samples, nodes   samples on the page, and nodes of its call tree
#   open_ms          opening the page, until it is drawn
#   zoom_ms          zooming into a box, and out again: median of both
#   search_ms        typing a letter into the search field
#   colour_ms        changing the colours
#   drag_ms          the slowest move of the pointer while a range of the heat map is selected by dragging
#   range_ms         selecting a range. This adds up the weights of all samples again
#   table_ms         sorting the table of functions
#   sandwich_ms      showing the callers and callees of one function
#   inverted_ms      inverting the graph
#
# FAAS_TRACE_BENCH_PAGE=FILE measures an existing page instead. If a measurement fails, the script fails.
set -euo pipefail
page=${FAAS_TRACE_BENCH_PAGE:+$(realpath "$FAAS_TRACE_BENCH_PAGE")}
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/pictures" && pwd)

for tool in python3 chromedriver; do
  command -v "$tool" >/dev/null || { echo "pictures.sh: needs $tool" >&2; exit 2; }
done
if [ -z "$page" ]; then
  python3 "$here/trace.py" 200000 4000 >"$work/trace.perf"
  begin=$EPOCHREALTIME
  "$faas_trace" heatmap -o "$work/first.html" "$work/trace.perf"
  end=$EPOCHREALTIME
  open=$(python3 "$here/measure.py" "$work/first.html" 0)
  first="first_s=$(awk "BEGIN {printf \"%.2f\", (${end/./} - ${begin/./}) / 1e6 + ${open#*=} / 1e3}") "
  python3 "$here/trace.py" "${SAMPLES:-1000000}" "${STACKS:-4000}" >"$work/trace.perf"
  page=$work/page.html
  "$faas_trace" heatmap -o "$page" "$work/trace.perf"
  rm "$work/trace.perf"
fi
printf '%s' "${first:-}"
python3 "$here/measure.py" "$page" "${ROUNDS:-15}"
