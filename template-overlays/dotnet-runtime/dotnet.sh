# Names for .NET's own frames. Sourced by the agent before the function starts.
# 3 is the map alone; 1 would write a dump of all machine code, too, and nobody reads that here.

if (: >"/tmp/perf-$$.map") 2>/dev/null; then
    rm -f "/tmp/perf-$$.map"
    export DOTNET_PerfMapEnabled="${DOTNET_PerfMapEnabled-3}"
else
    echo "faas-trace: native frames only: .NET's own need a writable /tmp" >&2
fi
