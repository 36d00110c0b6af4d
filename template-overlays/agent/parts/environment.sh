# Prints the environment that this process was started with, each variable as a quoted word. Only /proc has all of it: a
# shell drops names that it can't use (my.secret). A value may contain any byte, so awk gets each byte as an octal number.
ft_environment() {
    printf %b "'$(od -An -v -to1 "/proc/$$/environ" 2>/dev/null | awk '{
        gsub(/ /, "\\0")
        gsub(/\\0047/, "\047\\0134\\0047\047")
        gsub(/\\0000/, "\047 \047")
        printf "%s", $0
    }' 2>/dev/null)'"
}

# Given NUMBER variables and a command, picks the command and those variables that a shell would not pass on unchanged.
# `env` starts the command with them. The result is text for eval, because a function can't change its caller's arguments.
ft_pick() { # NUMBER VARIABLE... COMMAND...
    ft_number=$1 ft_index=0 ft_picked='' ft_env=${ft_minus-}
    shift
    for ft_given; do
        ft_index=$((ft_index + 1))
        if [ $ft_index -le "$ft_number" ]; then
            ft_is_lost "${ft_given%%=*}" "$ft_given" || continue
            ft_env="${ft_minus-} --"
        elif [ $ft_index -eq $((ft_number + 1)) ]; then
            case $ft_given in *=*) ft_picked='' ft_env='' ;; esac # env would take this command for a variable
        fi
        ft_picked="$ft_picked \"\${$ft_index}\""
    done
    [ -z "$ft_env" ] || ft_picked="env$ft_env$ft_picked"
}
ft_is_lost() { # NAME VARIABLE
    case $1:${BASH_VERSION-} in
    :* | "$2":*) false ;;
    *[!A-Za-z0-9_]*:[5-9].* | [0-9]*:[5-9].*) false ;; # bash 5 keeps them, and passing them twice could exceed a limit
    *) ft_unkept "$1" || { [ -n "${ft_changed-}" ] && ft_changes "$1"; } ;;
    esac
}
ft_unkept() { # NAME: whether shells drop it, or give it a value of their own
    case $1 in
    IFS | OPTIND | PS[0-9] | PPID | LINENO | RANDOM | [0-9]* | *[!A-Za-z0-9_]*) ;;
    *) false ;;
    esac
}

# `exec` when the agent's folder no longer exists. Unlike the `exec` above, this starts processes.
if [ "${1-}" = exec ]; then
    shift
    trap 'exec "$@"' EXIT
    unset FAAS_TRACE_CARRIED IFS
    OPTIND=1
    ft_number=$#
    eval "set -- $(ft_environment) \"\$@\""
    ft_pick $(($# - ft_number)) "$@"
    trap - EXIT
    eval "exec $ft_picked"
fi

# Without the agent, the watchdog would be the process that the container started. So it gets the environment, the open
# files and the signal handling that this process was given. If that is impossible, the watchdog is started untraced.

# All other variables of the agent are lower-case. If the environment has variables with such names, ft_words keeps them
# until the watchdog starts. Here they are unset. Otherwise, assigning to them below would change the environment of
# everything that the agent starts.
forget() { # VARIABLE...
    for ft_given; do
        ft_name=${ft_given%%=*}
        case $ft_name in
        '' | "$ft_given" | mode | fprocess | function_process | ft_*) ;;
        PWD | OLDPWD | SHLVL)
            case $ft_added in *" $ft_name "*) ft_added=${ft_added%" $ft_name "*}\ ${ft_added#*" $ft_name "} ;; esac
            ;;
        [0-9]* | *[!a-z0-9_]*) ! ft_unkept "$ft_name" || ft_odd=1 ;;
        *) unset "$ft_name" ;;
        esac
    done
}
ft_changes() { # NAME: whether this file or the shell itself changes its value
    case $1 in
    fprocess | function_process | ft_*) false ;;
    PWD | OLDPWD | SHLVL) ;;
    *[!a-z0-9_]*) false ;;
    esac
}

fail_open() { # CMD...
    echo "faas-trace: not tracing: the agent could not continue; this happens when no more processes can be started" >&"${ft_log:-2}"
    become "$@"
}
become() { # CMD...: replaces this process with the command, in the original environment
    trap - EXIT
    [ -z "$ft_log" ] || exec 2>&3 3>&- 4<&- 5>&- 6<&- 7>&- 8>&- 9>&-
    ft_number=$# ft_changed=1 ft_minus=''
    # bash adds SHLVL even after it was unset.
    case $ft_added${BASH_VERSION-} in *SHLVL*.*) ft_minus=' -u SHLVL' ;; esac
    eval "set -- $ft_words \"\$@\""
    ft_pick $(($# - ft_number)) "$@"
    # shellcheck disable=SC2086 # names
    [ -z "$ft_added" ] || unset $ft_added
    eval "exec $ft_picked"
}

unset ft_words
ft_command=${1-} ft_words='' ft_log='' ft_odd='' ft_added=''
[ $# -eq 0 ] || shift
if [ "$ft_command" = watchdog ] && [ $# -gt 0 ]; then
    # If this shell fails before it has started the watchdog, for example because no more processes can be started, it
    # becomes the watchdog.
    trap 'fail_open "$@"' EXIT
    # If the environment has IFS or OPTIND, busybox keeps them in memory that its own awk can't write to.
    unset IFS
    OPTIND=1
    ft_words=$(ft_environment)
    [ "${#ft_words}" -le 2 ] || ft_added=" ${PWD+PWD }${OLDPWD+OLDPWD }${SHLVL+SHLVL }" # unless the environment has them
    eval "forget $ft_words"
fi
