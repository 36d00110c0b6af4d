#!/usr/bin/env bash
# action.yml runs this script:
#
#   github.sh sources    computes a checksum of the jar's sources and sets it as the step's output `sum`
#   github.sh install    puts faas-trace on the PATH. Uses the jar INPUT_JAR. If INPUT_JAR is not set, uses the cached jar for
#                        the checksum SOURCES. If there is no such jar, builds a jar
#   github.sh run        patches or checks the templates in INPUT_PATH, or compares the traces INPUT_BEFORE and INPUT_AFTER,
#                        depending on INPUT_MODE. Each line of INPUT_ARGS is one more argument for faas-trace
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=changes.sh
. "$root/src/ci/changes.sh"

give_up() {
  printf '::error title=faas-trace::%s\n' "$(escaped "$1")"
  exit 2
}

# Escapes the text of a workflow command. Otherwise, a line break in the text would start another command.
escaped() {
  local text=$1
  text=${text//'%'/%25}
  text=${text//$'\r'/%0D}
  text=${text//$'\n'/%0A}
  printf %s "$text"
}

# Escapes the value of a workflow command's property.
property() {
  local text
  text=$(escaped "$1")
  text=${text//:/%3A}
  printf %s "${text//,/%2C}"
}

# Runs a command, and makes the runner ignore all workflow commands in the output. The output contains untrusted text: templates
# and their names.
quietly() {
  local token status=0
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  printf '::stop-commands::%s\n' "$token"
  "$@" || status=$?
  printf '::%s::\n' "$token"
  return "$status"
}

sources() {
  printf 'sum=%s\n' "$(cd "$root" && find pom.xml src/main template-overlays examples -type f -exec sha256sum {} + |
    LC_ALL=C sort -k 2 | sha256sum | cut -c 1-40)" >>"$GITHUB_OUTPUT"
}

install() {
  local jar=${INPUT_JAR:-} bin=$RUNNER_TEMP/faas-trace-bin java
  # On GitHub's hosted machines, these variables have the paths of several Java versions.
  java=${JAVA_HOME_17_X64:-${JAVA_HOME_17_ARM64:-${JAVA_HOME:-}}}
  [ -z "$java" ] || export JAVA_HOME=$java
  if [ -z "$jar" ]; then
    jar=$HOME/.cache/faas-trace/$SOURCES/faas-trace.jar
    if [ ! -f "$jar" ]; then
      "$root/faas-trace" --version
      mkdir -p "${jar%/*}"
      cp "$root/target/faas-trace.jar" "$jar.new"
      mv "$jar.new" "$jar"
    fi
  fi
  [ -f "$jar" ] || give_up "there is no $jar; set the input 'jar' to the path of a faas-trace.jar, or remove this input"
  jar=$(cd "$(dirname "$jar")" && pwd)/${jar##*/}
  mkdir -p "$bin"
  printf '#!/usr/bin/env bash\nexec %q -jar %q "$@"\n' "${java:+$java/bin/}java" "$jar" >"$bin/faas-trace"
  chmod +x "$bin/faas-trace"
  "$bin/faas-trace" --version
  printf '%s\n' "$bin" >>"$GITHUB_PATH"
}

# GitHub shows at most ten annotations of each type per step. So at most nine changed files get an annotation of their own, and
# all other files share the last annotation.
annotate() {
  local count=0 more=0 file line added removed kind
  while IFS=$'\t' read -r file line added removed kind; do
    if [ "$kind" = new ] || [ "$count" -ge 9 ]; then
      more=$((more + 1))
      continue
    fi
    count=$((count + 1))
    printf '::notice file=%s,line=%s,title=faas-trace::%s\n' "$(property "${INPUT_PATH%/}/$file")" "$line" \
      "$(escaped "$file: lines added: $added, removed: $removed")"
  done < <(changes <"$1")
  [ "$more" = 0 ] || printf '::notice title=faas-trace::other new or changed files: %s; the summary of this step lists all of them\n' "$more"
}

# If a summary is larger than 1 MiB, GitHub rejects the whole summary.
summarise() {
  local fence
  if [ ! -s "$1" ]; then
    printf '### faas-trace\n\nNothing to patch: the templates are up to date.\n'
    return
  fi
  # The fence is longer than any run of backticks in the diff, so that the diff can't end the code block.
  fence=$(grep -o '`\+' "$1" | LC_ALL=C sort -r | head -n 1 || :)
  printf '### faas-trace: changes\n\n%s```diff\n' "$fence"
  head -c 900000 "$1"
  printf '\n%s```\n' "$fence"
  [ "$(wc -c <"$1")" -le 900000 ] || printf '\nThe rest is left out. The complete diff is in the file that the output diff names.\n'
}

would_change() {
  faas-trace patch --dry-run "$@" >"$RUNNER_TEMP/faas-trace.diff"
}

# Compares traces. Prints an annotation, adds a summary, and writes a page. Arguments: more arguments for faas-trace compare.
compare() {
  local found=$RUNNER_TEMP/faas-trace.compare page=$RUNNER_TEMP/faas-trace-compare.html status=0 format
  if [ -z "${INPUT_BEFORE:-}" ] || [ -z "${INPUT_AFTER:-}" ]; then
    give_up 'the mode compare needs the inputs before and after'
  fi
  for format in markdown github html; do
    status=0
    faas-trace compare --fail-above "${INPUT_FAIL_ABOVE:-10%}" --format "$format" -o "$found.$format" "$@" -- \
      "$INPUT_BEFORE" "$INPUT_AFTER" >"$found.log" 2>&1 || status=$?
    [ "$status" -le 1 ] || break
  done
  quietly cat "$found.log"
  [ "$status" -le 1 ] || give_up "faas-trace compare exited with $status; see this step's log for the reason"
  head -c 900000 "$found.markdown" >>"$GITHUB_STEP_SUMMARY"
  mv "$found.html" "$page"
  printf 'page=%s\n' "$page" >>"$GITHUB_OUTPUT"
  grep '^::\(error\|notice\) title=faas-trace::' "$found.github" || :
  return "$status"
}

run() {
  local words=() word diff=$RUNNER_TEMP/faas-trace.diff status=0
  INPUT_PATH=${INPUT_PATH:-.}
  case ${INPUT_MODE:=patch} in
    install) return 0 ;;
    check | patch | compare) ;;
    *) give_up "mode is $INPUT_MODE; it can be patch, check, install or compare" ;;
  esac
  while IFS= read -r word; do
    word=${word%$'\r'}
    [ -z "$word" ] || words+=("$word")
  done <<<"${INPUT_ARGS:-}"
  cd "$INPUT_PATH" || give_up "there is no folder $INPUT_PATH"
  if [ "$INPUT_MODE" = compare ]; then
    compare "${words[@]}"
    return
  fi
  [ ! -f faas-trace.lock ] || words+=(--locked)
  # Exit code 1 means that faas-trace.lock would change. Show the changes first, and report the error afterwards.
  quietly would_change "${words[@]}" 2>&1 || status=$?
  [ "$status" -le 1 ] || give_up "faas-trace patch --dry-run exited with $status; see this step's log for the reason"
  printf 'diff=%s\nchanged=%s\n' "$diff" "$(if [ -s "$diff" ]; then echo true; else echo false; fi)" >>"$GITHUB_OUTPUT"
  annotate "$diff"
  summarise "$diff" >>"$GITHUB_STEP_SUMMARY"
  if [ "$INPUT_MODE" = check ]; then
    # Print only the intended workflow commands. The names of templates may contain ##[…], and the runner executes this anywhere
    # in a line.
    local found=$RUNNER_TEMP/faas-trace.check
    status=0
    faas-trace patch --check --format github "${words[@]}" >"$found" 2>"$found.err" || status=$?
    quietly cat "$found.err" "$found"
    grep '^::error title=faas-trace::' "$found" || :
    return "$status"
  else
    quietly faas-trace patch "${words[@]}" 2>&1 || status=$?
    [ "$status" = 0 ] || { printf '::error title=faas-trace::not patched; see the log of this step for the reason\n' && exit "$status"; }
  fi
}

case ${1-} in
  sources | install | run) "$1" ;;
  *) give_up "github.sh: the argument must be sources, install or run" ;;
esac
