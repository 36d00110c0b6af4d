# Checks whether the function was built with the hook. Sourced by the agent before the function starts.
# A stripped program has no symbols, but it keeps its texts.

go_program=${fprocess:-${function_process-}}
[ "${mode-}" != inproc ] || go_program=${1-}
go_program=$(command -v "${go_program%% *}")
if [ -z "$windows" ] && [ -f "$go_program" ] && grep -q 'Go build' "$go_program" && ! grep -q FAAS_TRACE_HEADER_RATE "$go_program"; then
    windows=own
    log "tracing whole windows, not single invocations: $go_program was built without the hook in net/http; the output of the image's build says why"
fi
