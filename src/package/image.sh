#!/usr/bin/env bash
# Makes the application image, which runs without an installed Java: image.sh [DIR [JMODS MACHINE]]. DIR is target/image by
# default. JMODS is a folder with the Java modules of a JDK 17 for Linux. With it, the image is for that JDK's MACHINE, such as
# aarch64, and it has no class-data archive: the launcher makes the archive when it runs for the first time.
#
#   DIR/faas-trace/                             bin, lib and share. Put this folder anywhere, or its contents into /usr/local
#   DIR/faas-trace-VERSION-SYSTEM-MACHINE.tar.gz  the same as a compressed archive
#
# Needs a JDK, in JAVA_HOME or on the PATH. If the jar is missing or older than its sources, it is built first. Two builds of
# one commit with the same JDK have the same bytes, except for the class-data archive, because java's output differs each time.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
jdk=${JAVA_HOME:+$JAVA_HOME/bin/}
for tool in java jdeps jlink; do
  command -v "$jdk$tool" >/dev/null || { echo "image.sh: ${jdk}$tool is missing. Install a JDK (Debian, Ubuntu: openjdk-17-jdk), or set JAVA_HOME." >&2; exit 2; }
done

export LC_ALL=C
jmods=${2:-}
machine=${3:-$(uname -m)}
version=$("$root/faas-trace" --version)
version=${version#faas-trace }
version=${version%% *}
moment=$(sed -n 's:.*<project.build.outputTimestamp>\(.*\)</.*:\1:p' "$root/pom.xml")
mkdir -p "${1:-$root/target/image}"
target=$(cd "${1:-$root/target/image}" && pwd)
image=$target/faas-trace
lib=$image/lib/faas-trace
chmod -R u+w "$image" 2>/dev/null || true
rm -rf "$image"
mkdir -p "$image/bin" "$lib" "$image/share/doc/faas-trace"

# jdeps does not find two modules that are needed: jdk.crypto.ec (elliptic curves for https) and jdk.zipfs (zip file systems).
modules=$("${jdk}jdeps" --print-module-deps --ignore-missing-deps --multi-release 17 "$root/target/faas-trace.jar")
# java.desktop is included only because of its package java.beans. So leave out its libraries for windows, fonts and sound.
unused=
for library in awt awt_headless awt_xawt fontmanager freetype javajpeg jawt jsound lcms mlib_image splashscreen; do
  unused="${unused}glob:**/lib$library.so,"
done
# The libraries for another machine can't be stripped here. Debian's are stripped already.
options=(--strip-debug)
[ -z "$jmods" ] || options=(--strip-java-debug-attributes --module-path "$jmods")
"${jdk}jlink" --add-modules "$modules,jdk.crypto.ec,jdk.zipfs" --output "$lib/runtime" \
  "${options[@]}" --no-header-files --no-man-pages \
  --exclude-files="${unused}glob:**/psfont*"

cp "$root/faas-trace" "$image/bin/"
cp "$root/target/faas-trace.jar" "$lib/"
cp "$root/LICENSE" "$image/share/doc/faas-trace/"
mkdir -p "$image/share/man/man1" "$image/share/bash-completion/completions" "$image/share/zsh/site-functions" \
  "$image/share/fish/vendor_completions.d"
"${jdk}java" -cp "$lib/faas-trace.jar" faastrace.cli.ManualPages "$image/share/man/man1" "${moment%T*}"
"$root/faas-trace" completion bash >"$image/share/bash-completion/completions/faas-trace"
"$root/faas-trace" completion zsh >"$image/share/zsh/site-functions/_faas-trace"
"$root/faas-trace" completion fish >"$image/share/fish/vendor_completions.d/faas-trace.fish"
# A class-data archive is valid only for a jar with the same modification time. So set this time before the archive is made.
find "$image" -exec touch -h -d "$moment" {} +

if [ -z "$jmods" ]; then
  # The image makes its class-data archive when it runs for the first time.
  "$image/bin/faas-trace" --version >/dev/null
  [ -s "$lib/faas-trace.jsa" ] || { echo "image.sh: java made no class-data archive" >&2; exit 2; }
fi
chmod -R go=rX "$image"
find "$image" -exec touch -h -d "$moment" {} +

system=$(uname -s | tr '[:upper:]' '[:lower:]')
packed=$target/faas-trace-$version-$system-$machine.tar.gz
tar -C "$target" --sort=name --owner=0 --group=0 --numeric-owner -cf - faas-trace | gzip -n >"$packed"
echo "$image"
echo "$packed"
