#!/usr/bin/env bash
# Patches every template in a folder of real checkouts and reports the results: corpus.sh DIR
#
# For each checkout DIR/*/ with a template/ folder, this script patches all templates in a temporary project, checks the result,
# patches again and reverts. A template counts as wrong in these cases:
#
# - A second patch changes it.
# - Revert does not restore every byte.
# - A file that the patched Dockerfile copies is missing.
# - A changed file fails the check of its language (py_compile, gofmt -l, node --check, ruby -c, sh -n), and the original passes
#   that check. If the program for a check is missing, the check is skipped with a message.
#
# The last line: templates=… invocation=… process=… none=… wrong=…   The exit code is 1 if something is wrong.
set -euo pipefail

if [ $# -ne 1 ] || [ ! -d "$1" ]; then
  echo 'usage: corpus.sh DIR; DIR is a folder of checkouts that contain template/' >&2
  exit 2
fi
checkouts=$(cd "$1" && pwd)
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
export PYTHONPYCACHEPREFIX=$work/pycache
command -v python3 >/dev/null || { echo 'corpus.sh: needs python3, to read JSON' >&2; exit 2; }
for program in gofmt node ruby; do
  command -v "$program" >/dev/null || echo "corpus.sh: $program is missing; its check is skipped" >&2
done

# Prints name, level and reason of each template, separated by tabs, from the JSON that status printed.
levels() {
  python3 -c '
import json, sys
for template in json.load(open(sys.argv[1]))["templates"]:
    words = template["name"], template.get("level") or "none", template.get("reason") or template.get("state") or "?"
    print("\t".join(" ".join(str(word).split()) for word in words))' "$1"
}

# Prints all files of a folder with their modes and checksums. These must be the same after a revert.
picture() { (cd "$1" && find . \( -type f -printf '%p %m ' -exec sh -c 'sha256sum <"$1"' sh {} \; \) -o -printf '%p %y %l\n' | sort); }

differs() { ! diff <(picture "$1") <(picture "$2") >"$work/difference"; }

passes() {
  case $1 in
    *.py) python3 -m py_compile "$1" ;;
    *.go) ! command -v gofmt || { out=$(gofmt -l "$1") && [ -z "$out" ]; } ;;
    *.js | *.cjs | *.mjs) ! command -v node || node --check "$1" ;;
    *.rb) ! command -v ruby || ruby -c "$1" ;;
    *.sh) sh -n "$1" ;;
  esac >"$work/out" 2>&1
}

# Checks each changed or added file of the template $1. Prints the file if the file fails its check and the original does not.
broken_files() {
  local file
  while read -r file; do
    if cmp -s "$file" "../before/$file" || passes "$file"; then continue; fi
    if [ ! -f "../before/$file" ] || passes "../before/$file"; then echo "$file fails its check"; fi
  done < <(cd "$project/template" && find "$1" -type f)
}

# Looks at each COPY and ADD that the patch added to the Dockerfile. Prints each file that should be copied from the build
# context, but does not exist in the template $1.
missing_sources() {
  local dockerfile context source
  while read -r dockerfile; do
    context=$(dirname "$dockerfile")
    diff "../before/$dockerfile" "$dockerfile" | sed -n 's/^> *\(COPY\|ADD\|copy\|add\)  *//p' | grep -v -e '--from=' |
      sed 's/--[a-z]*=[^ ]* *//g; s/^\[//; s/\] *$//; s/[",]/ /g' | awk '{for (i = 1; i < NF; i++) print $i}' |
      while read -r source; do
        compgen -G "$context/$source" >"$work/out" || echo "$dockerfile copies $source, which does not exist"
      done || :
  done < <(find "$1" -type f -name Dockerfile)
}

# Prints what is wrong with the template $1.
faults() {
  (
    cd "$project/template"
    broken_files "$1"
    missing_sources "$1"
  )
  if differs "$project/after/$1" "$project/twice/$1"; then echo 'a second patch changes it'; fi
  if differs "$project/before/$1" "$project/reverted/$1"; then echo 'revert does not restore the original'; fi
}

run() {
  local out=$1 code=0
  shift
  (cd "$project" && "$faas_trace" "$@") >"$out" 2>"$work/talk" </dev/null || code=$?
  if [ "$code" -gt 1 ]; then
    echo "corpus.sh: $repository: faas-trace $* exits with $code: $(tail -n 1 "$work/talk")" >&2
  fi
}

# Makes a project from the checkout $1, with a folder for each state of its templates: before, after (patched once), twice
# (patched twice), reverted, and template (the same as after).
make_project() {
  rm -rf "$project"
  mkdir "$project"
  cp -R "$1/template" "$project/template"
  cp -R "$project/template" "$project/before"
  run "$work/patch.json" patch --format json
  run "$work/status.json" status --format json
  cp -R "$project/template" "$project/after"
  run "$work/patch2.json" patch --format json
  cp -R "$project/template" "$project/twice"
  run "$work/revert.out" revert
  cp -R "$project/template" "$project/reverted"
  rm -rf "$project/template"
  cp -R "$project/after" "$project/template"
}

# Prints the counts and the problems of the templates of the checkout $1, and adds the counts to the sums.
judge() {
  local name level reason folder bad found=0 wrongs=() notes=()
  declare -A count=([invocation]=0 [process]=0 [none]=0)
  make_project "$1"
  levels "$work/status.json" >"$work/levels" 2>"$work/out" || notes+=("  status prints invalid JSON: $(tail -n 1 "$work/out")")
  while IFS= read -r name; do
    IFS=$'\t' read -r _ level reason < <(awk -F '\t' -v name="$name" '$1 == name {print; exit}' "$work/levels"; echo $'\t\t')
    bad=0
    case ${level:-} in
      invocation | process) ;;
      none) notes+=("  none: $name: $reason") ;;
      *) level=none bad=1 notes+=("  WRONG: $name: status does not print its level") ;;
    esac
    count[$level]=$((count[$level] + 1))
    mapfile -t wrongs < <(faults "$name" | sed "s|^|  WRONG: $name: |")
    [ "${#wrongs[@]}" -eq 0 ] || { bad=1; notes+=("${wrongs[@]}"); }
    found=$((found + bad))
  done < <(cd "$project/before" && for folder in */; do echo "${folder%/}"; done)
  printf '%-44s %10d %8d %6d %6d\n' "$repository" "${count[invocation]}" "${count[process]}" "${count[none]}" "$found"
  [ "${#notes[@]}" -eq 0 ] || printf '%s\n' "${notes[@]}"
  for level in invocation process none; do sum[$level]=$((sum[$level] + count[$level])); done
  wrong=$((wrong + found))
}

project=$work/project
declare -A sum=([invocation]=0 [process]=0 [none]=0)
wrong=0
printf '%-44s %10s %8s %6s %6s\n' repository invocation process none wrong
for checkout in "$checkouts"/*/; do
  [ -d "$checkout/template" ] || continue
  repository=$(basename "$checkout")
  judge "$checkout"
done
echo "templates=$((sum[invocation] + sum[process] + sum[none])) invocation=${sum[invocation]} process=${sum[process]} none=${sum[none]} wrong=$wrong"
[ "$wrong" -eq 0 ]
