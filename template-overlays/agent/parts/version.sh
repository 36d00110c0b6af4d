# ---------------------------------------------------------------------------------------------- version
# The version of the function's deployment: the value of FAAS_TRACE_VERSION, or the name of the pod's ReplicaSet, or a
# fingerprint of the function's files.

deployed=''             # the version, once it is known
fingerprinter=''        # the process that computes the fingerprint
commands=''             # the function's commands

read_version() {
    deployed=${FAAS_TRACE_VERSION-}
    [ -n "$deployed" ] || { version_of_pod; return; }
    if [ ${#deployed} -le 128 ]; then
        case $deployed in
        *[!A-Za-z0-9._:/@+-]*) ;;
        *) return ;;
        esac
    fi
    log "FAAS_TRACE_VERSION=$(printf %.40s "$deployed" | tr -c ' -~' '?') is not a valid version: use at most 128 letters," \
        "digits and . _ : / @ + -; the variable is ignored"
    version_of_pod
}

# A pod's host name is the deployment's name, the hash in the name of its ReplicaSet, and five random characters.
version_of_pod() {
    deployed=''
    [ -n "${KUBERNETES_SERVICE_HOST-}" ] || return 0
    # If the function's name was taken from a host name that was cut off, the end of the name may look like a hash.
    [ -n "${FAAS_TRACE_NAME:-${OPENFAAS_NAME-}}" ] || [ ${#host} -lt 63 ] || return 0
    rest=${host#"${OPENFAAS_NAME:-$name}"-}
    [ "$rest" != "$host" ] || return 0
    replicas=${rest%-?????}
    case ${#replicas}:$replicas:${rest#"$replicas"-} in
    *:*[!bcdfghjklmnpqrstvwxz2456789]*:* | *:*:*[!bcdfghjklmnpqrstvwxz2456789]*) ;;
    [6-9]:* | 10:*) deployed=$replicas ;;
    esac
}

# Computes the fingerprint in the background when the first recording has ended. So it delays neither the function's start
# nor an invocation whose trace is being recorded.
compute_version() {
    [ -z "$deployed$fingerprinter" ] || return 0
    # Busybox compares only whole seconds.
    touch -d "@$(($(stat -c %Y "$dir/life") - 2))" "$dir/start"
    { fingerprint "/proc/$agent/cwd"; } >"$dir/fingerprint" 3>&- 8>&- 9>&- &
    fingerprinter=$!
}
# A trace waits for the fingerprint for at most a second.
await_version() { comes 20 0.05 version_is_decided; }
version_is_decided() { [ -n "$deployed" ] || [ -s "$dir/fingerprint" ] || [ -e "$dir/stopping" ]; }

stop_fingerprint() {
    [ -z "$fingerprinter" ] || [ -s "$dir/fingerprint" ] || end_tree "$fingerprinter"
}

# Reads up to 3,000 files and 32 megabytes in whole: the function's own files before those of packages, and small files before
# large ones. Of the other files, only names and sizes count, and for a few large ones also the beginning and the end, where
# programs and archives have their own checksums. This creates no files, because the agent's folder may be deleted meanwhile.
fingerprint() { # FOLDER: prints the fingerprint, or a dash if there is none
    sum=''
    if cd "$1" && folder=$(pwd -P) && list_files; then
        sum=$({
            printf '%s\n' "$files"
            chosen | tr '\n' '\0' | nice -n 19 xargs -0 -r sha256sum
            chosen 1 | while read -r file; do
                { nice -n 19 head -c 1048576 "$file"; nice -n 19 tail -c 1048576 "$file"; } | nice -n 19 sha256sum
            done
        } 2>/dev/null | nice -n 19 sha256sum | cut -c1-12)
    fi
    if [ -n "$sum" ]; then echo "files-$sum"; else echo -; fi
}
chosen() { printf '%s\n' "$files" | LC_ALL=C nice -n 19 awk -v ends="${1-}" "$awk_choose"; }

list_files() {
    for depth in 40 4 2 1; do
        files=$(own_files "$depth" | LC_ALL=C nice -n 19 awk "$awk_rank" | LC_ALL=C nice -n 19 sort -k1,1n -k3)
        [ -n "$files" ] || return
        [ "$(printf '%s\n' "$files" | wc -l)" -gt 20000 ] || return 0
    done
    false
}

# Lists the sizes and names of the files that the image has in the function's folder, and of files elsewhere that the function's
# commands name. A file that is newer than the agent was written by the function, so other containers don't have it.
own_files() { # DEPTH
    {
        [ "$folder" = / ] || nice -n 19 find . -xdev -maxdepth "$1" \( -name __pycache__ -o -name "faas-trace.??????" \) -prune -o \
            -type f ! -newer "$dir/start" -exec stat -c '%s %n' {} +
        set -f
        for word in $commands; do
            case $word in
            "$folder"/* | "$self") ;;
            /*) [ ! -f "$word" ] || stat -L -c '%s %n' "$word" ;;
            *) [ "$folder" != / ] || [ ! -f "$word" ] || stat -L -c '%s %n' "$word" ;;
            esac
        done
    } 2>/dev/null | head -n 20001
}
