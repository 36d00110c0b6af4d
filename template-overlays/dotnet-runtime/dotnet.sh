# Names for .NET frames. Sourced by the agent before the function starts.
# With PerfMapEnabled=3, .NET writes only the map. With 1, it would also write a dump of all machine code, which is not used.

if [ -n "${by_fork-}" ]; then
    # Each request would leave about 100 KB behind.
    note "native frames only: .NET methods have names only if one process serves all requests (mode http)"
elif ! (: >"/tmp/perf-$$.map") 2>/dev/null; then
    note "native frames only: names of .NET methods need a writable /tmp"
else
    rm -f "/tmp/perf-$$.map"
    # The hook removes these variables again, so that child processes don't inherit them.
    FAAS_TRACE_NOT_INHERITED=''
    for dotnet_variable in DOTNET_PerfMapEnabled COMPlus_PerfMapEnabled DOTNET_EnableWriteXorExecute; do
        printenv "$dotnet_variable" >/dev/null || FAAS_TRACE_NOT_INHERITED="$FAAS_TRACE_NOT_INHERITED $dotnet_variable"
    done
    export FAAS_TRACE_NOT_INHERITED
    # .NET before 6 knows only the older spelling (COMPlus_).
    export DOTNET_PerfMapEnabled="${DOTNET_PerfMapEnabled-${COMPlus_PerfMapEnabled-3}}"
    export COMPlus_PerfMapEnabled="${COMPlus_PerfMapEnabled-$DOTNET_PerfMapEnabled}"
    # .NET 7 and later map compiled code twice, once to write and once to run it, from a file in memory. perf takes that
    # file for a library and never reads the map.
    case $DOTNET_PerfMapEnabled in
    '' | 0) ;;
    *)
        export DOTNET_EnableWriteXorExecute="${DOTNET_EnableWriteXorExecute-${COMPlus_EnableWriteXorExecute-0}}"
        [ "$DOTNET_EnableWriteXorExecute" = 0 ] ||
            note "native frames only: names of .NET methods need DOTNET_EnableWriteXorExecute=0 (it is $DOTNET_EnableWriteXorExecute)"
        ;;
    esac
fi
