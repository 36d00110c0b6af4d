# ---------------------------------------------------------------------------------------------- version
# The version of the function's deployment: the value of FAAS_TRACE_VERSION, or the name of the pod's ReplicaSet, or a
# fingerprint of the function's files.

deployed=''             # the version, once it is known
fingerprinter=''        # the process that computes the fingerprint
commands=''             # the function's commands

read_version() {
    deployed=${FAAS_TRACE_VERSION-}
    case ${#deployed}:$deployed in
    0:) version_of_pod ;;
    *:*[!A-Za-z0-9._:/@+-]* | ????*:* | 12[9]:* | 1[3-9]?:* | [2-9]??:*)
        log "FAAS_TRACE_VERSION=$(printf %.40s "$deployed" | tr -c ' -~' '?') is not a version: use at most 128 letters," \
            "digits and . _ : / @ + -; finding the version without it"
        version_of_pod
        ;;
    esac
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
    { fingerprint "/proc/$agent/cwd"; true >"$dir/fingerprinted"; } 3>&- 8>&- 9>&- &
    fingerprinter=$!
}
has_version() { [ -n "$deployed" ] || [ -e "$dir/fingerprinted" ]; }

# Files of at most 32 megabytes are read in whole, small ones and those of the function itself before those of its packages. Of
# the other files, names and sizes count, and for some of them the beginning and the end, where programs and archives have their
# own checksums.
fingerprint() { # FOLDER: writes the fingerprint to the file `fingerprint`
    cd "$1" && folder=$(pwd -P) || return
    touch -d "@$(($(stat -c %Y "$dir/life") - 2))" "$dir/start" || return # busybox compares only whole seconds
    for depth in 40 4 2 1; do
        own_files "$depth" >"$dir/files" && [ -s "$dir/files" ] || return
        [ "$(wc -l <"$dir/files")" -gt 20000 ] || break
    done
    [ "$(wc -l <"$dir/files")" -le 20000 ] || return
    LC_ALL=C nice -n 19 awk "$awk_rank" "$dir/files" | LC_ALL=C nice -n 19 sort -k1,1n -k3 >"$dir/ranks"
    LC_ALL=C nice -n 19 awk -v whole="$dir/whole" -v parts="$dir/parts" "$awk_choose" "$dir/ranks"
    {
        cat "$dir/ranks"
        [ ! -e "$dir/whole" ] || tr '\n' '\0' <"$dir/whole" | nice -n 19 xargs -0 sha256sum
        [ ! -e "$dir/parts" ] || while read -r file; do
            { nice -n 19 head -c 1048576 "$file"; nice -n 19 tail -c 1048576 "$file"; } | nice -n 19 sha256sum
        done <"$dir/parts"
    } 2>/dev/null | nice -n 19 sha256sum | cut -c1-12 | sed 's/^/files-/' >"$dir/fingerprint.new"
    rm -f "$dir/start" "$dir/files" "$dir/ranks" "$dir/whole" "$dir/parts"
    mv "$dir/fingerprint.new" "$dir/fingerprint"
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
