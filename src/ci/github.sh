#!/usr/bin/env bash
# The steps of action.yml.
#
#   github.sh sources    writes the sum of what the jar is built from to the step's outputs, as `sum`
#   github.sh install    puts faas-trace on the PATH: INPUT_JAR, else the cached jar of SOURCES, else one built here
#   github.sh run        patches or checks INPUT_PATH, as INPUT_MODE says, with the lines of INPUT_ARGS
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=changes.sh
. "$root/src/ci/changes.sh"

give_up() {
  printf '::error title=faas-trace::%s\n' "$(escaped "$1")"
  exit 2
}

# A workflow command's text, in which a new line would begin a command of its own.
escaped() {
  local text=$1
  text=${text//'%'/%25}
  text=${text//$'\r'/%0D}
  text=${text//$'\n'/%0A}
  printf %s "$text"
}

# The value of one of its properties.
property() {
  local text
  text=$(escaped "$1")
  text=${text//:/%3A}
  printf %s "${text//,/%2C}"
}

# What others wrote (templates, their names) must not be taken for commands to the runner.
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
  # The machines that GitHub lends have several Javas, and name them like this.
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
  [ -f "$jar" ] || give_up "there is no $jar; give the path of a faas-trace.jar, or leave the input 'jar' out"
  jar=$(cd "$(dirname "$jar")" && pwd)/${jar##*/}
  mkdir -p "$bin"
  printf '#!/usr/bin/env bash\nexec %q -jar %q "$@"\n' "${java:+$java/bin/}java" "$jar" >"$bin/faas-trace"
  chmod +x "$bin/faas-trace"
  "$bin/faas-trace" --version
  printf '%s\n' "$bin" >>"$GITHUB_PATH"
}

# At most ten annotations of a kind are shown for a step, so what is only added shares one.
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
  [ "$more" = 0 ] || printf '::notice title=faas-trace::new or changed besides: %s files; the summary of this step has them all\n' "$more"
}

# A summary over 1 MiB would be refused as a whole.
summarise() {
  local fence
  if [ ! -s "$1" ]; then
    printf '### faas-trace\n\nNothing to patch: the templates are as faas-trace would make them.\n'
    return
  fi
  # Longer than any that stands in the diff, so that the diff can't end it.
  fence=$(grep -o '`\+' "$1" | LC_ALL=C sort -r | head -n 1 || :)
  printf '### faas-trace: what it changes\n\n%s```diff\n' "$fence"
  head -c 900000 "$1"
  printf '\n%s```\n' "$fence"
  [ "$(wc -c <"$1")" -le 900000 ] || printf '\nThe rest is left out here; it is in the file that the output diff names.\n'
}

would_change() {
  faas-trace patch --dry-run "$@" >"$RUNNER_TEMP/faas-trace.diff"
}

run() {
  local words=() word diff=$RUNNER_TEMP/faas-trace.diff status=0
  INPUT_PATH=${INPUT_PATH:-.}
  case ${INPUT_MODE:=patch} in
    check | patch) ;;
    *) give_up "mode is $INPUT_MODE; it can be patch or check" ;;
  esac
  while IFS= read -r word; do
    word=${word%$'\r'}
    [ -z "$word" ] || words+=("$word")
  done <<<"${INPUT_ARGS:-}"
  cd "$INPUT_PATH" || give_up "there is no folder $INPUT_PATH"
  [ ! -f faas-trace.lock ] || words+=(--locked)
  # 1 says that the lock would change: what it becomes is worth being shown before that is an error.
  quietly would_change "${words[@]}" 2>&1 || status=$?
  [ "$status" -le 1 ] || give_up "faas-trace patch --dry-run ended with $status; the reason is in this step's log"
  printf 'diff=%s\nchanged=%s\n' "$diff" "$(if [ -s "$diff" ]; then echo true; else echo false; fi)" >>"$GITHUB_OUTPUT"
  annotate "$diff"
  summarise "$diff" >>"$GITHUB_STEP_SUMMARY"
  if [ "$INPUT_MODE" = check ]; then
    # Only the commands that are meant: names may hold ##[…], which the runner obeys wherever it stands in a line.
    local found=$RUNNER_TEMP/faas-trace.check
    status=0
    faas-trace patch --check --format github "${words[@]}" >"$found" 2>"$found.err" || status=$?
    quietly cat "$found.err" "$found"
    grep '^::error title=faas-trace::' "$found" || :
    return "$status"
  else
    quietly faas-trace patch "${words[@]}" 2>&1 || status=$?
    [ "$status" = 0 ] || { printf '::error title=faas-trace::not patched; the reason is in the log of this step\n' && exit "$status"; }
  fi
}

case ${1-} in
  sources | install | run) "$1" ;;
  *) give_up "github.sh: one of sources, install, run" ;;
esac
