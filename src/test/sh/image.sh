#!/usr/bin/env bash
# Tests the application image and the jar as they are shipped: image.sh
#
# Builds both twice at the same time, which takes about two minutes. Starts the collector from the image in a container.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
work=$(mktemp -d)
trap 'wait; rm -rf "$work"' EXIT

fail() { echo "image.sh: $*" >&2; exit 1; }

# The second build uses copies of the sources in another folder.
mkdir "$work/copy"
cp -R "$root/.git" "$root/pom.xml" "$root/faas-trace" "$root/LICENSE" "$root/template-overlays" "$root/examples" "$work/copy"
mkdir "$work/copy/src"
cp -R "$root/src/main" "$root/src/package" "$work/copy/src"
"$work/copy/src/package/image.sh" "$work/two" >"$work/copy.log" 2>&1 &
copy=$!
"$root/src/package/image.sh" "$work/one" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail 'the image was not built'; }
# The image is moved, no java is on the PATH, and the launcher is called by the name "trace", as faas-cli calls its plugins.
mv "$work/one/faas-trace" "$work/somewhere else"
image="$work/somewhere else"
mkdir -p "$work/project/template" "$work/bin"
cp -R "$root/examples/templates/template/." "$work/project/template"
ln -s "$image/bin/faas-trace" "$work/bin/trace"
for tool in sh readlink find; do ln -s "$(command -v "$tool")" "$work/bin/$tool"; done
cd "$work/project"
alone() { env -i PATH="$work/bin" HOME="$work" "$@"; }

[ "$(alone "$work/bin/trace" --version)" = "$("$root/faas-trace" --version)" ] || fail 'the image reports another version'
alone "$work/bin/trace" patch >"$work/said" 2>&1 || fail "patch fails: $(cat "$work/said")"
alone "$work/bin/trace" patch --check >"$work/said" 2>&1 || fail "a second patch would change something: $(cat "$work/said")"
# With -Xshare:on, Java starts only if it can use the archive.
alone FAAS_TRACE_JAVA_OPTIONS=-Xshare:on "$work/bin/trace" --version >"$work/said" 2>&1 || fail "the archive is not used: $(cat "$work/said")"
alone "$image/lib/faas-trace/runtime/bin/java" -jar "$image/lib/faas-trace/faas-trace.jar" status >"$work/said" 2>&1 ||
  fail "the jar does not run alone: $(cat "$work/said")"
grep -q '^patched' "$work/said" || fail "the jar lacks overlays or examples: $(cat "$work/said")"
for file in share/man/man1/faas-trace-patch.1 share/bash-completion/completions/faas-trace \
  share/zsh/site-functions/_faas-trace share/fish/vendor_completions.d/faas-trace.fish share/doc/faas-trace/LICENSE; do
  [ -s "$image/$file" ] || fail "$file is missing"
done
"$root/src/test/sh/collector.sh" "$image"

# The second jar must have the same bytes. The files of the second image must also have the same bytes, except the class-data
# archive.
wait "$copy" || { cat "$work/copy.log" >&2; fail 'the copy was not built'; }
cmp "$root/target/faas-trace.jar" "$work/copy/target/faas-trace.jar" || fail 'the jars of two builds differ'
diff -rq --exclude=faas-trace.jsa "$image" "$work/two/faas-trace" || fail 'the images of two builds differ'
echo 'image.sh: ok'
