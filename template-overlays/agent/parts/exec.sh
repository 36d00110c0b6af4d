# `exec` runs at every request where a process is forked for each, so it stands first: the shell parses no further than it
# runs. There it starts no process and never blocks; what it can't do at once it leaves undone.
# Its variables begin with ft_: an assignment to one that came with the environment would change it for the function.
ft_carried=${FAAS_TRACE_CARRIED:+${FAAS_TRACE_DIR-}/carried}
if [ "${1-}" = exec ] && { [ -z "$ft_carried" ] || [ -r "$ft_carried" ]; }; then
    shift
    ft_dir=${FAAS_TRACE_DIR-}
    # What this shell has added. Where a shell is the watchdog, the count is higher than 1.
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
    # One process that answers all requests: perf comes before its first thread, and so follows all that it starts.
    if [ -n "$ft_dir" ] && [ -e "$ft_dir/await" ]; then
        trap 'exec "$@"' EXIT # should this shell fail, as where no process can be started any more
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

    # Noclobber makes a creation that only one of many concurrent calls wins, without a subprocess.
    won() { set -C; { true >"$1"; } 2>/dev/null; ft_won=$?; set +C; return $ft_won; }
    uptime() { read -r ft_up _ </proc/uptime && ft_hundredths=${ft_up%.*}${ft_up#*.} && ft_up=${ft_up%.*}; }
    is_due() { # STAMP HUNDREDTHS: at least that long since the stamp was last renewed, and this call renews it
        ft_last=-1000000
        [ ! -s "$1" ] || read -r ft_last <"$1"
        uptime && [ $((ft_hundredths - ft_last)) -ge "$2" ] && won "$1.$ft_last" && echo "$ft_hundredths" >"$1"
    }
    wanted() {
        if [ "${Http_X_Faas_Trace-}" = 1 ] && [ "${FAAS_TRACE_HEADER-}" != off ] &&
            is_due "$ft_dir/stamp.header" $((100 / ${FAAS_TRACE_HEADER_RATE:-1})); then
            ft_demanded=1
            return 0
        fi
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
        # The id comes from a request header: only a plain, short one is taken over. A dash alone means a call left out.
        case ${Http_X_Call_Id-} in
        '' | - | *[!A-Za-z0-9._-]*) read -r ft_id </proc/sys/kernel/random/uuid ;;
        *) ft_id=$Http_X_Call_Id ;;
        esac
        [ ${#ft_id} -le 64 ] || read -r ft_id </proc/sys/kernel/random/uuid
        uptime && echo "$ft_id $ft_up $ft_demanded" >"$ft_dir/calls/$$" || return
        # A process that starts while the recorder changes files, some 50 ms, would lose its maps. First the mark, then
        # this look: the recorder does it the other way round, so one of the two sees the other.
        if [ -e "$ft_dir/rotating" ]; then
            echo "- - -" >"$ft_dir/calls/$$"
            return 1
        fi
        # At most one line of each kind is ever under way, so these pipes can't fill up.
        ! won "$ft_dir/on" || echo 'enable cpu-clock:u' 1<>"$ft_dir/control"
        ! won "$ft_dir/nudge" || echo call 1<>"$ft_dir/events"
    }
    ft_demanded=0
    { ! wanted || { leave_mark && eval "${FAAS_TRACE_TRACED-}"; }; } 2>/dev/null
    exec "$@"
fi
