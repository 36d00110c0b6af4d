# Sends the recordings in the spool, oldest first. If the collector can't be reached, they wait. Rejected recordings are lost.
upload() { # SECONDS TRIES
    for file in "$dir"/spool/*.gz; do
        [ -e "$file" ] || return 0
        if [ -z "${FAAS_TRACE_URL-}" ]; then
            once url "recordings are dropped: FAAS_TRACE_URL is not set"
        else
            tries=0
            until post "$file" "$1"; do
                tries=$((tries + 1))
                if [ $tries -ge "$2" ] || { [ -e "$dir/stopping" ] && [ "$2" -gt 1 ]; }; then
                    no_url=''
                    case $FAAS_TRACE_URL in http://* | https://*) ;; *) no_url=', and it is not an http or https URL' ;; esac
                    once collector "recordings wait: $(shown "$FAAS_TRACE_URL") does not accept them" \
                        "(${code:-no response}$by_way)$no_url; start the collector or correct FAAS_TRACE_URL${proxy:+ or FAAS_TRACE_PROXY}"
                    return 1
                fi
                sleep $((tries * 2 - 1))
            done
        fi
        rm -f "$file"
    done
}

shown() { printf '%s\n' "$1" | sed 's,//[^/?#]*@,//,'; } # passwords don't belong in a log

# The headers of a request, including the token, are passed in files, because anyone can read a command line.
post() { # FILE SECONDS: true if the file is no longer needed, even if it was not sent
    set -- "$1" "$2" "$(token)"
    # If the response was lost, the recording is sent again with the same key, and the collector stores it only once.
    key=$run-${1##*/}
    by_way=''
    [ -z "$proxy" ] || by_way=" through the proxy $(shown "$proxy")"
    if command -v curl >/dev/null 2>&1; then
        printf 'X-name: %s\nContent-Encoding: gzip\nIdempotency-Key: %s\n' "$name" "$key" >"$dir/headers"
        [ -z "$3" ] || printf 'Authorization: Bearer %s\n' "$3" >>"$dir/headers"
        printf 'noproxy = "%s"\nproxy = "%s"\n' "$([ -n "$proxy" ] || echo '*')" "$proxy" >"$dir/curl"
        code=$(sending curl -s -o /dev/null -w '%{http_code}' --connect-timeout 3 -m "$2" -X POST -K "$dir/curl" \
            -H @"$dir/headers" --data-binary @"$1" "$FAAS_TRACE_URL" </dev/null 2>/dev/null)
    elif ! command -v wget >/dev/null 2>&1; then
        once curl "recordings are dropped: neither curl nor wget is in this image; install curl"
        return
    elif wget --version 2>/dev/null | grep -q GNU; then
        printf 'header = X-name: %s\nheader = Content-Encoding: gzip\nheader = Idempotency-Key: %s\ntries = 1\n' \
            "$name" "$key" >"$dir/headers"
        [ -z "$3" ] || printf 'header = Authorization: Bearer %s\n' "$3" >>"$dir/headers"
        if [ -z "$proxy" ]; then echo 'use_proxy = off'; else
            printf 'use_proxy = on\nhttp_proxy = %s\nhttps_proxy = %s\n' "$proxy" "$proxy"
        fi >>"$dir/headers"
        # Otherwise wget would follow a redirect with the token, and take the response of the new address for success.
        code=$(export WGETRC="$dir/headers" && by_wget "$2" -S --max-redirect=0 --post-file "$1" "$FAAS_TRACE_URL")
    elif [ -n "$3" ]; then
        once curl "recordings are dropped: this image's wget can't keep a token secret; install curl"
        return
    elif [ -n "$proxy" ]; then
        once curl "recordings are dropped: this image's wget can't post through a proxy; install curl"
        return
    else # busybox's wget ends a body at its first zero byte, so it gets the uncompressed text
        gzip -dc "$1" >"$dir/plain"
        code=$(by_wget "$2" -S --header "X-name: $name" --header "Idempotency-Key: $key" \
            --post-file "$dir/plain" "$FAAS_TRACE_URL")
        rm -f "$dir/plain"
    fi
    case $code in
    2??) [ -z "$by_way" ] || once proxy "recordings are sent$by_way" ;;
    407 | 408 | 429) return 1 ;;
    4??) once "answer$code" "the collector rejects recordings with status $code$by_way; these recordings are dropped" ;;
    *) [ "$code" != 000 ] || code='' && return 1 ;;
    esac
}
token() {
    [ -n "${FAAS_TRACE_TOKEN_FILE-}" ] || return
    # A pipe or a device might never end.
    if [ -f "$FAAS_TRACE_TOKEN_FILE" ] && [ -r "$FAAS_TRACE_TOKEN_FILE" ]; then
        head -n 1 "$FAAS_TRACE_TOKEN_FILE" | tr -d '\r'
    else
        once token "recordings are sent without a token: $FAAS_TRACE_TOKEN_FILE (FAAS_TRACE_TOKEN_FILE) is not a readable file"
    fi
}
by_wget() { # SECONDS OPTION...: prints the last response's status
    # The timeout of busybox before 1.30 requires -t.
    for limit in "timeout $1" "timeout -t $1" ''; do
        ! $limit true 2>/dev/null || break
    done
    shift
    # shellcheck disable=SC2086 # two words or none
    sending $limit wget -O /dev/null "$@" </dev/null 2>&1 |
        sed -n 's/.*HTTP\/[0-9.]* \([0-9][0-9][0-9]\).*/\1/p' | tail -n 1
}
# Call it in a subshell, because it changes variables.
sending() { # CMD...
    unset http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY
    [ -z "$proxy" ] || export http_proxy="$proxy" https_proxy="$proxy"
    nice -n 10 "$@"
}

bound_spool() {
    set -- "$dir"/spool/*.gz
    while [ $# -gt 20 ] || { [ $# -gt 1 ] && [ "$(du -sk "$dir/spool" | cut -f1)" -gt "$most" ]; }; do
        rm -f "$1"
        once spool "the oldest recordings are dropped: the spool is full"
        shift
    done
}
