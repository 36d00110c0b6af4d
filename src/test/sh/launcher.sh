#!/bin/sh
# Tests the launcher ./faas-trace with a fake mvn and a fake java: launcher.sh [SHELL]
#
# Tests when the launcher builds or waits, what it prints, and how it starts java. SHELL is the shell that runs the launcher; the
# default is sh.
# shellcheck disable=SC2086 # a shell may be two words: busybox sh
set -eu

shell=${1:-sh}
root=$(cd "$(dirname "$0")/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# A checkout with a space in its path. The fake programs are in the folder bin, which is on the PATH.
home="$work/a checkout"
mkdir -p "$home/src/main" "$home/template-overlays" "$home/examples/functions" "$work/bin"
cp "$root/faas-trace" "$home"
: >"$home/pom.xml"
: >"$home/src/main/Main.java"

cat >"$work/bin/mvn" <<'END'
#!/bin/sh
echo built >>"$WORK/builds"
[ ! -e "$WORK/slow" ] || sleep 1
[ ! -e "$WORK/broken" ] || { echo '[ERROR] does not compile'; exit 1; }
echo jar >"$WORK/a checkout/target/faas-trace.jar"
END
cat >"$work/bin/java" <<'END'
#!/bin/sh
for word; do
  case $word in
    -version) echo "Picked up a variable" >&2; echo "openjdk version \"${JAVA_SAYS:-17.0.1}\" 2026-01-01" >&2; exit ;;
    -XX:DumpLoadedClassList=*) echo java/lang/Object >"${word#*=}"; exit ;;
    -Xshare:dump) dump=1 ;;
    -XX:SharedArchiveFile=*) [ -z "${dump:-}" ] || { echo archive >"${word#*=}"; exit; } ;;
  esac
done
printf '<%s>' "$@" >"$WORK/arguments"
exit "${JAVA_EXITS:-0}"
END
chmod +x "$work/bin/mvn" "$work/bin/java"
export WORK="$work" PATH="$work/bin:$PATH"
unset JAVA_HOME FAAS_TRACE_JAVA_OPTIONS 2>/dev/null || :

fail() {
  echo "launcher.sh ($shell): $*" >&2
  [ ! -s "$work/said" ] || sed 's/^/  /' "$work/said" >&2
  exit 1
}

builds() { if [ -f "$work/builds" ]; then wc -l <"$work/builds" | tr -d ' '; else echo 0; fi; }

# launch EXIT-CODE ARGUMENT…
launch() {
  expected=$1
  shift
  code=0
  $shell "$home/faas-trace" "$@" >"$work/out" 2>"$work/said" || code=$?
  [ "$code" = "$expected" ] || fail "exit code $code instead of $expected from: $*"
  [ ! -s "$work/out" ] || fail "unexpected output on stdout: $(cat "$work/out")"
  [ ! -d "$home/target/faas-trace.lock" ] || fail "a lock is left behind after: $*"
}

said() { grep -q -e "$1" "$work/said" || fail "not printed: $1"; }
passed() { grep -q -F -e "$1" "$work/arguments" || fail "java did not get $1; it got $(cat "$work/arguments")"; }
not_passed() { ! grep -q -F -e "$1" "$work/arguments" || fail "java got $1"; }
built() { [ "$(builds)" = "$1" ] || fail "$(builds) builds instead of $1"; }
# File times may have a resolution of only one second.
tick() { sleep 1; }

launch 0 patch 'two words' '*' ''
built 1
said 'building target/faas-trace.jar'
passed '<patch><two words><*><>'
passed '<-XX:TieredStopAtLevel=1>'
passed "<-XX:ArchiveRelocationMode=0><-XX:SharedArchiveFile=$home/target/faas-trace.jsa><-jar><$home/target/faas-trace.jar>"

launch 0 --debug collect --port 1
[ ! -s "$work/said" ] || fail 'prints something although there is nothing to report'
passed '<-XX:TieredStopAtLevel=1><-XX:+UseSerialGC><-Xms48m><-Xmx128m><-Xmn24m>'
launch 0 fold -
passed '<-XX:TieredStopAtLevel=1><-XX:+UseSerialGC><-Xmn24m>'
launch 0 record --pid 1
not_passed '<-XX:TieredStopAtLevel=1>'
JAVA_EXITS=3 launch 3 status
FAAS_TRACE_JAVA_OPTIONS='-Da=b -Dc=*' launch 0 status
passed '<-Da=b><-Dc=*>'
built 1

tick
: >"$home/src/main/Other.java"
launch 0 status
built 2
tick
mkdir -p "$home/examples/functions/template/x" "$home/examples/functions/build"
: >"$home/examples/functions/template/x/Dockerfile"
launch 0 status
built 2
rm "$home/src/main/Other.java"
launch 0 status
built 3

tick
: >"$work/broken"
touch "$home/pom.xml"
launch 2 status
said 'the build failed'
said 'does not compile'
rm "$work/broken"
launch 0 status
built 5

mkdir "$home/target/faas-trace.lock"
# This is the id of a process that this script started and that has ended. So no running process has this id.
sleep 0 & gone=$!
wait "$gone"
echo "$gone" >"$home/target/faas-trace.lock/pid"
launch 0 status
built 6

tick
touch "$home/pom.xml"
: >"$work/slow"
pids=
for _ in 1 2 3; do
  $shell "$home/faas-trace" status 2>>"$work/said" & pids="$pids $!"
done
for pid in $pids; do wait "$pid" || fail 'one of three concurrent launches fails'; done
rm "$work/slow"
built 7

ln -s "a checkout/faas-trace" "$work/link"
ln -s ../link "$work/bin/linked"
(cd / && "$work/bin/linked" status) || fail 'does not run through two symbolic links'
built 7

# A copy of a checkout makes an archive of its own, but only once.
cp -a "$home" "$work/copy"
echo useless >"$work/copy/target/faas-trace.jsa"
$shell "$work/copy/faas-trace" status 2>"$work/said" || fail 'a copied checkout does not run'
said 'preparing a faster start'
[ "$(cat "$work/copy/target/faas-trace.jsa")" = archive ] || fail 'a copied checkout keeps an archive that java does not accept'
echo kept >"$work/copy/target/faas-trace.jsa"
$shell "$work/copy/faas-trace" status || fail 'a copied checkout does not run twice'
[ "$(cat "$work/copy/target/faas-trace.jsa")" = kept ] || fail 'a copied checkout makes an archive again and again'
built 7

# However the path of the launcher is written, java gets the path of the jar for which the archive was made.
(cd "$work/bin" && "../a checkout/faas-trace" status) || fail 'does not run through a relative path'
passed "<-jar><$home/target/faas-trace.jar>"
ln -s "a checkout" "$work/linked checkout"
$shell "$work/linked checkout/faas-trace" status || fail 'does not run through a linked folder'
passed "<-jar><$home/target/faas-trace.jar>"

# An update of java at the same path makes a new archive, but only once.
mkdir -p "$work/updated/bin"
cp "$work/bin/java" "$work/updated/bin"
for version in 17.0.1 17.0.2; do
  printf 'SOURCE=""\nJAVA_RUNTIME_VERSION="%s"\n' "$version" >"$work/updated/release"
  echo useless >"$home/target/faas-trace.jsa"
  JAVA_HOME=$work/updated launch 0 status
  said 'preparing a faster start'
  [ "$(cat "$home/target/faas-trace.jsa")" = archive ] || fail "keeps an archive that was made by the java before $version"
  JAVA_HOME=$work/updated launch 0 status
  [ ! -s "$work/said" ] || fail "makes an archive again and again with java $version"
done
built 7

JAVA_HOME=$work/none launch 2 status
said "JAVA_HOME is $work/none"
mkdir -p "$work/old/bin"
cp "$work/bin/java" "$work/old/bin/java"
JAVA_HOME=$work/old JAVA_SAYS=1.8.0_202 launch 2 status
said 'is Java 8'
JAVA_HOME=$work/old JAVA_SAYS=21 launch 0 status

rm "$home/pom.xml"
launch 0 status
rm "$home/target/faas-trace.jar"
launch 2 status
said 'is not a source checkout'

# In an application image, the launcher uses the image's java and jar, builds nothing, and makes the archive once.
home="$work/an image/bin"
lib="$work/an image/lib/faas-trace"
mkdir -p "$home" "$lib/runtime/bin"
cp "$root/faas-trace" "$home"
mv "$work/bin/java" "$lib/runtime/bin"
echo jar >"$lib/faas-trace.jar"
launch 0 patch --check
passed "<-XX:TieredStopAtLevel=1>"
passed "<-XX:SharedArchiveFile=$lib/faas-trace.jsa><-jar><"
passed '<patch><--check>'
[ -s "$lib/faas-trace.jsa" ] || fail 'the image has no archive'
launch 0 collect
passed '<-Xms48m><-Xmx128m><-Xmn24m>'
[ "$(ls "$lib")" = "$(printf 'faas-trace.jar\nfaas-trace.jsa\nruntime')" ] || fail "unexpected files in the image: $(ls "$lib")"
ln -sf '../an image/bin/faas-trace' "$work/bin/trace"
"$work/bin/trace" status || fail 'an image does not run through a symbolic link'
passed "an image/lib/faas-trace/faas-trace.jsa><-jar>"
built 7

echo "launcher.sh ($shell): ok"
