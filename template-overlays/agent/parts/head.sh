# ---------------------------------------------------------------------------------------------- traces

# Values are percent-encoded; an unknown one is -.
write_meta() {
    LC_ALL=C awk 'BEGIN {
        for (i = 1; i < 256; i++) code[sprintf("%c", i)] = sprintf("%%%02X", i)
        printf "# faas-trace meta"
        for (i = 1; i < ARGC; i++) {
            at = index(ARGV[i], "=")
            value = substr(ARGV[i], at + 1)
            sub(/\n.*/, "", value)
            printf " %s", substr(ARGV[i], 1, at)
            if (value == "") printf "-"
            for (j = 1; j <= length(value); j++) {
                c = substr(value, j, 1)
                printf "%s", c ~ /[A-Za-z0-9._:\/@+-]/ ? c : code[c]
            }
        }
    }' "function=$name" "namespace=$(cat /var/run/secrets/kubernetes.io/serviceaccount/namespace 2>/dev/null)" \
        "container=$host" "language=$language" "runtime=$runtime" "rate=$FAAS_TRACE_FREQUENCY" clock=monotonic \
        "cpu=$(grep -m 1 -E '^(model name|Model|cpu model)' /proc/cpuinfo 2>/dev/null | cut -d : -f 2- | sed 's/^ *//' |
            grep . || uname -m)"
}

head_lines() {
    echo "# faas-trace $version"
    echo "${meta:-$(write_meta)} omitted=${omitted:-0}"
}

script() { # FILE OPTIONS: the text of a finished file
    file=$1
    shift
    DEBUGINFOD_URLS='' nice -n 10 "$perf" script --header --ns --no-inline \
        -F comm,pid,tid,cpu,time,period,event,ip,sym,dso "$@" -i "$file" </dev/null 2>/dev/null
}

# A runtime that writes its symbols down only when told says so by its PID in symbols.by, and takes symbols.wanted away
# when it has done so. One that is slow costs two seconds, and names.
ask_for_symbols() {
    [ -s symbols.by ] && read -r by <symbols.by && [ -d "/proc/$by" ] || return 0
    [ -e symbols.wanted ] || { true >symbols.wanted && echo symbols 1<>symbols; }
    tries=0
    while [ -e symbols.wanted ] && [ $tries -lt 40 ]; do
        tries=$((tries + 1))
        sleep 0.05
    done
}
