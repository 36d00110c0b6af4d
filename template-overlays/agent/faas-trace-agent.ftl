#!/bin/sh
# faas-trace-agent: records what a function does while it is invoked, with Linux perf.
#
#   faas-trace-agent watchdog CMD...   the image's command: starts the watchdog, attaches perf, sends traces
#   faas-trace-agent exec CMD...       prefix of fprocess: replaces itself with the function, which is traced
#   faas-trace-agent record PID        records a process for one window and sends the trace; --print prints it instead
#   faas-trace-agent --version
#
# If something is missing, blocked or full, the function runs and responds as if this file were not there.

[=file("parts/exec.sh")]

[=file("parts/environment.sh")]

# The agent's processes.

[=file("parts/watchdog.sh")]

[=file("parts/recorder.sh")]

[=file("parts/hooked.sh")]

[=file("parts/forked.sh")]

[=file("parts/record.sh")]

# Functions that these processes use.

[=file("parts/settings.sh")]

[=file("parts/version.sh")]

[=file("parts/room.sh")]

[=file("parts/perf.sh")]

[=file("parts/events.sh")]

[=file("parts/gates.sh")]

[=file("parts/text.sh")]

# shellcheck disable=SC2016 # the $ belong to awk
{
awk_context='[=file("parts/context.awk")]
'
awk_split='[=file("parts/split.awk")]'
awk_waits='[=file("parts/waits.awk")]
'
awk_hooked='[=file("parts/hooked.awk")]'
awk_forked='[=file("parts/forked.awk")]'
awk_executable='[=file("parts/executable.awk")]'
awk_latest='[=file("parts/latest.awk")]'
awk_rank='[=file("parts/rank.awk")]'
awk_choose='[=file("parts/choose.awk")]'
}

[=file("parts/maps.sh")]

[=file("parts/upload.sh")]

[=file("parts/basics.sh")]

case $ft_command:$# in
watchdog:[1-9]*) watchdog "$@" ;;
record:*)
    exec 3>&2
    record "$@"
    ;;
--version:0) echo "faas-trace-agent $version" ;;
*)
    echo "faas-trace: usage: faas-trace-agent watchdog CMD... | exec CMD... | record [--print] PID [FREQUENCY [SECONDS]] |" \
        "--version" >&2
    exit 2
    ;;
esac
