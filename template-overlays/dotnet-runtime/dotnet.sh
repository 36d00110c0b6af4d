# Names for .NET's own frames. Sourced by the agent before the function starts.
# 3 is the map alone; 1 would also write a dump of all machine code, which nobody reads here.

if [ -n "${by_fork-}" ]; then
    # Each call would leave some 100 KB behind.
    note "native frames only: .NET's own need a process that answers all requests (mode http)"
elif ! (: >"/tmp/perf-$$.map") 2>/dev/null; then
    note "native frames only: .NET's own need a writable /tmp"
else
    rm -f "/tmp/perf-$$.map"
    # The older spelling is the one that .NET before 6 knows.
    export DOTNET_PerfMapEnabled="${DOTNET_PerfMapEnabled-${COMPlus_PerfMapEnabled-3}}"
    export COMPlus_PerfMapEnabled="${COMPlus_PerfMapEnabled-$DOTNET_PerfMapEnabled}"
    # .NET 7 and later map compiled code twice, once to write and once to run it, from a file in memory. perf takes that
    # file for a library and never looks into the map.
    case $DOTNET_PerfMapEnabled in
    '' | 0) ;;
    *)
        export DOTNET_EnableWriteXorExecute="${DOTNET_EnableWriteXorExecute-${COMPlus_EnableWriteXorExecute-0}}"
        [ "$DOTNET_EnableWriteXorExecute" = 0 ] ||
            note "native frames only: .NET's own need DOTNET_EnableWriteXorExecute=0 (it is $DOTNET_EnableWriteXorExecute)"
        ;;
    esac
fi
