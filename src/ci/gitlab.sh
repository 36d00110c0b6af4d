#!/usr/bin/env bash
# The jobs of examples/ci/gitlab.yml run this script. Each line of FAAS_TRACE_ARGS is one more argument for faas-trace.
# FAAS_TRACE_MODE:
#
#   patch, check   patches or checks the templates. Writes faas-trace.diff and gl-code-quality-report.json. GitLab uses the report
#                  to mark the changed lines
#   compare        fails if a function is slower in the traces FAAS_TRACE_AFTER than in the traces FAAS_TRACE_BEFORE, by more than
#                  FAAS_TRACE_FAIL_ABOVE. Writes faas-trace-compare.html and faas-trace-compare.md
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=changes.sh
. "$root/src/ci/changes.sh"

# git has already quoted unusual paths. So only quotes and backslashes still need to be escaped.
report() {
  changes | LC_ALL=C awk -F '\t' '
    function quoted(text) { gsub(/\\/, "\\\\", text); gsub(/"/, "\\\"", text); gsub(/[\001-\037]/, "?", text); return "\"" text "\"" }
    BEGIN { printf "[" }
    {
      printf "%s\n  {\"description\": %s, \"check_name\": \"faas-trace\", \"fingerprint\": %s, \"severity\": \"info\", \"location\": {\"path\": %s, \"lines\": {\"begin\": %d}}}",
        (NR > 1 ? "," : ""), quoted("faas-trace: lines added: " $3 ", removed: " $4), quoted("faas-trace " $1), quoted($1), $2
    }
    END { printf "\n]\n" }'
}

words=() status=0
while IFS= read -r word; do
  [ -z "$word" ] || words+=("$word")
done <<<"${FAAS_TRACE_ARGS:-}"

# The page and the summary are written even if the check fails.
if [ "${FAAS_TRACE_MODE:-}" = compare ]; then
  if [ -z "${FAAS_TRACE_BEFORE:-}" ] || [ -z "${FAAS_TRACE_AFTER:-}" ]; then
    echo 'faas-trace: set FAAS_TRACE_BEFORE and FAAS_TRACE_AFTER to traces, or to folders of traces' >&2
    exit 2
  fi
  exec 3>/dev/null
  for form in html markdown text; do
    output=(-o "faas-trace-compare.${form/markdown/md}") messages=3 status=0
    if [ "$form" = text ]; then output=() messages=2; fi
    "$root/faas-trace" compare --fail-above "${FAAS_TRACE_FAIL_ABOVE:-10%}" --format "$form" "${output[@]}" "${words[@]}" -- \
      "$FAAS_TRACE_BEFORE" "$FAAS_TRACE_AFTER" 2>&"$messages" || status=$?
  done
  exit "$status"
fi
[ ! -f faas-trace.lock ] || words+=(--locked)
mode=()
case ${FAAS_TRACE_MODE:-patch} in
  check) mode=(--check) ;;
  patch) ;;
  *) echo "faas-trace: FAAS_TRACE_MODE is $FAAS_TRACE_MODE; it can be patch, check or compare" >&2 && exit 2 ;;
esac

"$root/faas-trace" patch --dry-run "${words[@]}" >faas-trace.diff || status=$?
[ "$status" -le 1 ] || exit "$status"
report <faas-trace.diff >gl-code-quality-report.json
cat faas-trace.diff
exec "$root/faas-trace" patch "${mode[@]}" "${words[@]}"
