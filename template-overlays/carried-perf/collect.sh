#!/bin/sh
# Collects perf, and busybox's wget, with their libraries and their own dynamic loader: collect.sh [FOLDER]
# The collected perf runs in any image for this processor, whatever C library the image has.
# This script never makes a build fail: if the folder stays empty, the function is traced with its own image's perf, if any.
out=${1:-/faas-trace/out}
mkdir -p "$out/lib"

install() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q && apt-get install -y -q --no-install-recommends linux-perf busybox
}

# Copies the program NAME to lib/, with its libraries and its loader.
collect() {
    program=$(command -v "$1") && cp -L "$program" "$out/lib/$1" || return
    ldd "$program" | while read -r library _ file _; do
        case $library in /*) cp -L "$library" "$out/lib/loader" ;; esac
        case $file in /*) cp -L "$file" "$out/lib/$library" ;; esac
    done
}

# Writes a script NAME that runs PROGRAM [WORD]. Linker variables for the function must not affect a different C library.
wrapper() {
    cat >"$out/$1" <<-END
		#!/bin/sh
		here=\${0%/*}
		unset LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT
		exec "\$here/lib/loader" --library-path "\$here/lib" "\$here/lib/$2" $3"\$@"
	END
    chmod 0755 "$out/$1"
}

if ! command -v perf || ! command -v busybox; then
    install </dev/null
fi
collect busybox && wrapper wget busybox 'wget '
collect perf && wrapper perf perf ''
"$out/perf" --version || {
    echo "faas-trace: WARNING: perf could not be copied into the image; this function is traced only if its own image has perf" >&2
    rm -rf "$out" && mkdir -p "$out"
}
exit 0
