# Names for JavaScript frames. Sourced by the agent before the function starts.
# An old Node refuses to start with an option that it does not allow in NODE_OPTIONS, so the options are tried first.
# `sh node.sh settle` tries them when the image is built, and stores the result next to this file.

node_options='--perf-basic-prof-only-functions --interpreted-frames-native-stack'

node_frames() {
    if (cd /tmp 2>/dev/null && NODE_OPTIONS="$node_options" node -e 'require("fs").unlinkSync(`/tmp/perf-${process.pid}.map`)') >/dev/null 2>&1; then
        echo yes
    else
        echo no
    fi
}

if [ "${1-}" = settle ] && [ "${0##*/}" = node.sh ]; then
    node_frames >"${0%/*}/node.frames"
    exit
fi

frames=
[ ! -r "${fragment%/*}/node.frames" ] || read -r frames <"${fragment%/*}/node.frames"
# Node aborts if it can't write its map. perf looks for the map only in /tmp, even if TMPDIR is set.
if [ "${frames:-$(node_frames)}" = yes ] && (: >"/tmp/perf-$$.map") 2>/dev/null; then
    rm -f "/tmp/perf-$$.map"
    traced NODE_OPTIONS "${NODE_OPTIONS:+$NODE_OPTIONS }$node_options"
else
    note "native frames only: names of JavaScript functions need Node 10 or newer and a writable /tmp"
fi
