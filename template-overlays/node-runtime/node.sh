# Options for Node.js: names for JavaScript frames, and the hook if there is one. Sourced by the agent before the function starts.
# NODE_OPTIONS also reaches a Node.js that npm or another launcher starts. Node.js refuses to start with an option that it does not
# allow there, or with a file that it can't load, so both are tried first.
# `sh node.sh settle` tries them when the image is built, and stores the options that work next to this file.

node_names='--perf-basic-prof-only-functions --interpreted-frames-native-stack'

node_starts() { # OPTIONS SCRIPT
    (cd /tmp && FAAS_TRACE_DIR=/nowhere NODE_OPTIONS=$1 node -e "$2") >/dev/null 2>&1
}
# Prints the options that this Node.js accepts.
node_accepted() {
    # shellcheck disable=SC2016 # the $ belongs to JavaScript
    ! node_starts "$node_names" 'require("fs").unlinkSync(`/tmp/perf-${process.pid}.map`)' || echo "$node_names"
    # The hook replaces a method. Without the option, or without effect of it, the method is inherited.
    ! node_starts "--require $node_hook" 'process.exit(require("net").Server.prototype.hasOwnProperty("emit") ? 0 : 1)' ||
        echo "--require $node_hook"
}

if [ "${1-}" = settle ] && [ "${0##*/}" = node.sh ]; then
    node_home=${0%/*}
    node_hook=${node_home%/*}/node/faas_trace.js
    ! command -v node >/dev/null || node_accepted >"$node_home/node.options"
    exit
fi

node_home=${fragment%/*}
node_hook=${node_home%/*}/node/faas_trace.js
if [ -r "$node_home/node.options" ]; then node_options=$(cat "$node_home/node.options"); else node_options=$(node_accepted); fi
node_added=${NODE_OPTIONS-}

# Node.js aborts if it can't write its map. perf looks for the map only in /tmp, even if TMPDIR is set.
case $node_options in
*"$node_names"*) if (: >"/tmp/perf-$$.map") 2>/dev/null; then rm -f "/tmp/perf-$$.map"; else node_names=''; fi ;;
*) node_names='' ;;
esac
if [ -n "$node_names" ]; then
    node_added="${node_added:+$node_added }$node_names"
else
    note "native frames only: names of JavaScript functions need Node 12 or newer and a writable /tmp"
fi

if [ -z "$by_fork$windows" ] && [ -r "$node_hook" ]; then
    case "${NODE_OPTIONS-} ${fprocess-} ${function_process-}:$node_options" in
    *--permission*:* | *--experimental-p[eo][rl]*:*)
        echo "faas-trace: not tracing: with --permission, Node.js may not load the hook" >&2
        ;;
    *:*--require*) node_added="${node_added:+$node_added }--require $node_hook" ;;
    *) echo "faas-trace: not tracing: the hook can't be put into Node.js: no node in PATH accepts it" >&2 ;;
    esac
fi
[ "$node_added" = "${NODE_OPTIONS-}" ] || traced NODE_OPTIONS "$node_added"
