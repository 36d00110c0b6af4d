# If a process is forked for each request, `exec` runs at every request. So it comes first: the shell parses only what it
# runs. In that case `exec` starts no process and never blocks. What can't be done at once is skipped.
# Its variables begin with ft_, because assigning to a variable of the environment would change it for the function.
ft_carried=${FAAS_TRACE_CARRIED:+${FAAS_TRACE_DIR-}/carried}
if [ "${1-}" = exec ] && { [ -z "$ft_carried" ] || [ -r "$ft_carried" ]; }; then
    shift
    ft_dir=${FAAS_TRACE_DIR-}
    # Removes what this shell has added. If the watchdog is a shell, SHLVL is higher than 1.
    case ${FAAS_TRACE_ADDED-}:${SHLVL-} in
    *SHLVL*:1 | [!:]*:) ;;
    *SHLVL*:*) SHLVL=$((SHLVL - 1)) FAAS_TRACE_ADDED=PWD ;;
    esac
    # shellcheck disable=SC2086 # names
    [ -z "${FAAS_TRACE_ADDED-}" ] || unset $FAAS_TRACE_ADDED FAAS_TRACE_ADDED
    if [ -n "$ft_carried" ]; then
        unset FAAS_TRACE_CARRIED
        # shellcheck disable=SC1090 # sets the arguments
        command . "$ft_carried"
    fi
    # One process serves all requests. perf is attached before its first thread, and so follows everything that it starts.
    if [ -n "$ft_dir" ] && [ -e "$ft_dir/await" ]; then
        trap 'exec "$@"' EXIT # in case this shell fails, for example because no more processes can be started
        ft_turns=0
        { echo "start $$" 1<>"$ft_dir/events"; } 2>/dev/null
        until [ -e "$ft_dir/armed" ] || [ -e "$ft_dir/refused" ] || [ $ft_turns -ge 50 ]; do
            ft_turns=$((ft_turns + 1))
            sleep 0.02
        done
        trap - EXIT
        exec "$@"
    fi
    if [ -z "$ft_dir" ] || [ ! -e "$ft_dir/armed" ]; then exec "$@"; fi

    # With noclobber, only one of many concurrent requests can create a file, and no subprocess is needed.
    won() { set -C; { true >"$1"; } 2>/dev/null; ft_won=$?; set +C; return $ft_won; }
    # A number that begins with 0 would be octal.
    uptime() { read -r ft_up _ </proc/uptime && ft_hundredths=$((${ft_up%.*} * 100 + 1${ft_up#*.} - 100)) && ft_up=${ft_up%.*}; }
    is_due() { # STAMP HUNDREDTHS: true if the stamp is at least that old, and this request has renewed it
        ft_last=-1000000
        [ ! -s "$1" ] || read -r ft_last <"$1"
        uptime && [ $((ft_hundredths - ft_last)) -ge "$2" ] && won "$1.$ft_last" && echo "$ft_hundredths" >"$1"
    }
    wanted() {
        case ${Http_X_Faas_Trace-}:${FAAS_TRACE_HEADER-} in
        *:off) ;;
        1:* | waits:*)
            if is_due "$ft_dir/stamp.header" $((100 / ${FAAS_TRACE_HEADER_RATE:-1})); then
                ft_demanded=1
                return 0
            fi
            ;;
        esac
        case ${FAAS_TRACE_SAMPLE-} in
        all) ;;
        1/*)
            read -r ft_uuid </proc/sys/kernel/random/uuid && [ $((0x0${ft_uuid%%-*} % ${FAAS_TRACE_SAMPLE#1/})) -eq 0 ]
            ;;
        *s) is_due "$ft_dir/stamp.sample" "${FAAS_TRACE_SAMPLE%s}00" ;;
        *) false ;;
        esac
    }
    leave_mark() {
        # The id comes from a request header, so it is used only if it is plain and short. A lone dash marks an omitted request.
        case ${Http_X_Call_Id-} in
        '' | - | *[!A-Za-z0-9._-]*) read -r ft_id </proc/sys/kernel/random/uuid ;;
        *) ft_id=$Http_X_Call_Id ;;
        esac
        [ ${#ft_id} -le 64 ] || read -r ft_id </proc/sys/kernel/random/uuid
        # The place of the caller in a distributed trace.
        case ${Http_Traceparent-} in
        *[!0-9a-f-]*) ft_parent='' ;;
        *) ft_parent=${Http_Traceparent-} ;;
        esac
        [ ${#ft_parent} = 55 ] || ft_parent=''
        uptime && echo "$ft_id $ft_up $ft_demanded $ft_parent" >"$ft_dir/calls/$$" || return
        # A process that starts while perf changes files (about 50 ms) would lose its maps. This code first writes the mark
        # and then checks for `rotating`. The recorder does it in reverse order, so at least one of them notices the other.
        if [ -e "$ft_dir/rotating" ]; then
            echo "- - -" >"$ft_dir/calls/$$"
            return 1
        fi
        # At most one line of each kind is in these pipes at any time, so they can't fill up.
        [ "$ft_demanded" = 0 ] || ! won "$ft_dir/dense" || echo 'enable demand' 1<>"$ft_dir/control"
        ! won "$ft_dir/on" || echo 'enable cpu-clock:u' 1<>"$ft_dir/control"
        ! won "$ft_dir/nudge" || echo call 1<>"$ft_dir/events"
    }
    ft_demanded=0
    { ! wanted || { leave_mark && eval "${FAAS_TRACE_TRACED-}"; }; } 2>/dev/null
    exec "$@"
fi
