#!/bin/sh
# Puts the hook into net/http.
#
#   hook.sh change           changes the Go that builds programs in the current folder. A step of the template's build stage runs
#                            this before the first `go build`
#   hook.sh run COMMAND...   changes nothing, and runs the command. If it builds a program with Go 1.16 or later, the program has
#                            the hook
#
# Tracing must never make a build fail. If anything is not as expected, Go stays as it is.
set -u
here=$(cd "$(dirname "$0")" && pwd)

without() { # REASON
    echo "faas-trace: WARNING: this build has no hook in net/http: $*; the function is traced in whole windows, not request by request" >&2
    return 1
}

# Prints the file with the calls of the hook. All lines keep their numbers. False if a line is not found exactly once.
edited() { # FILE
    awk '
    /^type response struct [{]$/ { $0 = $0 " faasTraced *faasInvocation"; fields++ }
    /^func [(][a-z]+ [*]Server[)] Serve[(]l net[.]Listener[)] error [{]$/ { $0 = $0 " faasServing(l)"; starts++ }
    /^\trwc, buf, err = c[.]hijackLocked[(][)]$/ { $0 = $0 "; if err == nil { w.faasTraced.end() }"; handovers++ }
    /^\thandler[.]ServeHTTP[(]rw, req[)]$/ { $0 = "\tdefer faasBegin(rw, req).end(); handler.ServeHTTP(rw, req)"; requests++ }
    { print }
    END { exit fields != 1 || starts != 1 || handovers != 1 || requests != 1 }
    ' "$1"
}

# Makes the edited file in `work`, and sets `http`, the folder of net/http.
prepare() { # GOROOT
    http=$1/src/net/http
    case $("$1/bin/go" version 2>&1) in
    *' go1.'[1-9][0-9]*) ;;
    *' go1.'*) without "it needs Go 1.10 or later" || return ;;
    *) without "there is no Go in $1" || return ;;
    esac
    [ -r "$http/server.go" ] || without "$http/server.go can't be read" || return
    edited "$http/server.go" >"$work/server.go" || without "$http/server.go is not as expected"
}

# Most functions are built without cgo, so their builds find the packages of this build in Go's cache.
compiles() { # GOROOT
    (cd / && CGO_ENABLED=${CGO_ENABLED:-0} GOROOT=$1 GOFLAGS='' GOTOOLCHAIN=local GOWORK=off "$1/bin/go" build net/http) \
        >"$work/errors" 2>&1
}

# Whether the folder is not only in the image that is being built, such as in a cache that other builds share.
mounted() { # FOLDER
    awk -v folder="$1/" '$5 != "/" && index(folder, $5 "/") == 1 { found = 1 } END { exit !found }' /proc/self/mountinfo
}

# Changes the files of one Go. If net/http can't be compiled then, changes them back.
change() { # GOROOT
    [ ! -e "$1/src/net/http/faas_trace_linux.go" ] || return 0
    ! mounted "$1" || without "$1 is not part of the image" || return
    prepare "$1" && cp "$http/server.go" "$work/original" || return
    if put "$http" 2>"$work/errors" && compiles "$1"; then return 0; fi
    rm -f "$http"/faas_trace_*.go
    [ ! -w "$http/server.go" ] || cat "$work/original" >"$http/server.go"
    without "$(tail -n 1 "$work/errors" | cut -c1-200)"
}
put() { # FOLDER
    for file in "$here"/faas_trace_*.go*; do
        name=${file##*/}
        cp "$file" "$1/${name%.txt}" || return
    done
    chmod u+w "$1/server.go" && cat "$work/server.go" >"$1/server.go"
}

# With a command, the compiler sees the changed files in the place of the others.
overlaid() {
    replace="\"$http/server.go\": \"$work/server.go\""
    for file in "$here"/faas_trace_*.go*; do
        name=${file##*/}
        replace="$replace, \"$http/${name%.txt}\": \"$file\""
    done
    echo "{\"Replace\": {$replace}}" >"$work/overlay.json"
    export GOFLAGS="${GOFLAGS:+$GOFLAGS }-overlay=$work/overlay.json"
}

case ${1-} in
change | run) ;;
*) echo "hook.sh: use 'change' or 'run COMMAND...'" >&2 && exit 2 ;;
esac
work=$(mktemp -d) || { [ "$1" = change ] && exit 0; exit 1; }
trap 'rm -rf "$work"' EXIT
root=$(go env GOROOT 2>"$work/errors") && [ -n "$root" ] || without "there is no Go: $(tail -n 1 "$work/errors")" || root=''
if [ "$1" = run ]; then
    shift
    [ -z "$root" ] || { prepare "$root" && overlaid; }
    "$@"
    exit
fi
[ -z "$root" ] || change "$root"
# go.mod may ask for another version of Go, and Go then downloads that version and uses it in the current folder only.
default=$(cd / && go env GOROOT 2>/dev/null)
[ -z "$default" ] || [ "$default" = "$root" ] || change "$default"
exit 0
