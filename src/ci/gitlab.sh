#!/usr/bin/env bash
# The job of examples/ci/gitlab.yml runs this script. It patches or checks the templates, depending on FAAS_TRACE_MODE. Each line
# of FAAS_TRACE_ARGS is one more argument for faas-trace patch. The script writes faas-trace.diff and gl-code-quality-report.json.
# GitLab uses the report to mark the changed lines.
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
[ ! -f faas-trace.lock ] || words+=(--locked)
mode=()
case ${FAAS_TRACE_MODE:-patch} in
  check) mode=(--check) ;;
  patch) ;;
  *) echo "faas-trace: FAAS_TRACE_MODE is $FAAS_TRACE_MODE; it can be patch or check" >&2 && exit 2 ;;
esac

"$root/faas-trace" patch --dry-run "${words[@]}" >faas-trace.diff || status=$?
[ "$status" -le 1 ] || exit "$status"
report <faas-trace.diff >gl-code-quality-report.json
cat faas-trace.diff
exec "$root/faas-trace" patch "${mode[@]}" "${words[@]}"
