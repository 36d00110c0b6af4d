# ---------------------------------------------------------------------------------------------- settings
notes='' # what to log when tracing begins

settings() {
    number FAAS_TRACE_FREQUENCY 200 1 99999
    number FAAS_TRACE_WINDOW 10 1 9999
    number FAAS_TRACE_HEADER_RATE 1 1 99999
    number FAAS_TRACE_HEADER_FREQUENCY 5000 1 99999
    switch FAAS_TRACE_HEADER
    switch FAAS_TRACE_SUDO
    read_sample
    read_waits
    read_proxy
    read_name
    read_version
    export FAAS_TRACE_SAMPLE
}

number() { # VARIABLE DEFAULT LOW HIGH
    eval "value=\${$1:-$2}"
    case $value in
    *[!0-9]* | ??????* | 0?*) fits='' ;;
    *) fits=1 && { [ "$value" -ge "$3" ] || fits=''; } && { [ "$value" -le "$4" ] || fits=''; } ;;
    esac
    if [ -z "$fits" ]; then
        log "$1=$value is not a number from $3 to $4; using $2"
        value=$2
    fi
    export "$1=$value"
}

off() { case $1 in [Oo][Ff][Ff] | 0 | [Ff]alse | FALSE | [Nn][Oo]) ;; *) false ;; esac }

switch() { # VARIABLE
    eval "value=\${$1-}"
    ! off "$value" || value=off
    case $value in
    off) ;;
    '' | [Oo][Nn] | 1 | [Tt]rue | TRUE | [Yy]es | YES) value=on ;;
    *) log "$1=$value is neither on nor off; using on" && value=on ;;
    esac
    export "$1=$value"
}

read_sample() {
    ! off "${FAAS_TRACE_SAMPLE:=10s}" || FAAS_TRACE_SAMPLE=off
    case $FAAS_TRACE_SAMPLE in
    all | off) ;;
    *[!0-9]*s | 1/*[!0-9]* | s | 0*s | ???????*s | 1/ | 1/0* | 1/??????????*) bad_sample ;;
    *s | 1/*) ;;
    *) bad_sample ;;
    esac
    export FAAS_TRACE_SAMPLE
}
bad_sample() {
    log "FAAS_TRACE_SAMPLE=$FAAS_TRACE_SAMPLE is none of all, off, 1/N, Ns; using 10s"
    FAAS_TRACE_SAMPLE=10s
}

read_waits() {
    ! off "${FAAS_TRACE_WAITS:=off}" || FAAS_TRACE_WAITS=off
    case $FAAS_TRACE_WAITS in
    off | demand | all) ;;
    *) log "FAAS_TRACE_WAITS=$FAAS_TRACE_WAITS is none of off, demand, all; using off" && FAAS_TRACE_WAITS=off ;;
    esac
}

# The function's own variables for proxies (http_proxy) are not meant for traces.
read_proxy() {
    proxy=${FAAS_TRACE_PROXY-}
    case $proxy in
    *[!!-~]* | *[\"\\]*) bad_proxy ;;
    http://?* | https://?*) ;;
    *) off "${proxy:-off}" || bad_proxy && proxy='' ;;
    esac
}
bad_proxy() {
    log "FAAS_TRACE_PROXY=$(shown "$proxy" | tr -s '\n' ' ')is neither off nor an http or https URL; sending traces directly"
    proxy=''
}

# The host name is the function's name plus the suffixes that Kubernetes appends. Other platforms' names are not parsed.
read_name() {
    read -r host </proc/sys/kernel/hostname
    name=${FAAS_TRACE_NAME:-${OPENFAAS_NAME:-}}
    if [ -z "$name" ]; then
        name=$host
        if [ -n "${KUBERNETES_SERVICE_HOST-}" ] || [ -d /var/run/secrets/kubernetes.io/serviceaccount ]; then
            without_suffixes
        fi
    fi
    name=$(printf %s "$name" | tr -c 'A-Za-z0-9._-' _)
    while [ "$name" != "${name#.}" ]; do name=${name#.}; done
    name=${name:-function}
}

# A pod is called NAME-<replica set>-<pod>. Both suffixes consist of letters that can't form words. The part before the
# pod's five letters is cut off after 58 characters, so with a long name some or all of the replica set's suffix is missing.
without_suffixes() {
    before=${name%?????}
    case ${name#"$before"} in *[!bcdfghjklmnpqrstvwxz2456789]*) return ;; esac
    case $before in
    ?*-*-)
        replicas=${before%-}
        replicas=${replicas##*-}
        case ${#replicas}:$replicas in
        *:*[!bcdfghjklmnpqrstvwxz2456789]*) ;;
        [6-9]:* | 10:*) name=${before%-"$replicas"-} && return ;;
        esac
        ;;
    esac
    [ ${#before} -eq 58 ] || return
    name=${before%-}
    replicas=${before##*-}
    case ${#replicas}:$replicas in
    *:*[!bcdfghjklmnpqrstvwxz2456789]*) ;;
    [1-9]:* | 10:*) name=${before%-"$replicas"} ;;
    esac
}

# Sets a variable for traced processes. The runtimes' fragments call it. A process forked per request gets the variable
# only if the request is traced, because a runtime takes time and space to write a map for each process.
traced() { # VARIABLE VALUE
    if [ -n "$by_fork" ]; then
        FAAS_TRACE_TRACED="${FAAS_TRACE_TRACED}export $1=$(quoted "$2");"
    else
        export "$1=$2"
    fi
}

note() { # MESSAGE: logged when tracing begins
    notes="${notes}faas-trace: $*
"
}

quoted() { printf '%s\n' "$1" | sed "s/'/'\\\\''/g; 1s/^/'/; \$s/\$/'/"; }
