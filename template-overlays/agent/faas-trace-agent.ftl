#!/bin/sh
# faas-trace-agent: records what a function does while it is invoked, with Linux perf.
#
#   faas-trace-agent watchdog CMD...   the image's command: starts the watchdog, arms perf, ships traces
#   faas-trace-agent exec CMD...       prefix of fprocess: becomes the function, traced
#   faas-trace-agent record PID        record one window of PID and send it; --print writes it to stdout
#   faas-trace-agent --version
#
# Whatever is missing, refused or full: the function runs and answers as if this file were not there.

[=file("parts/exec.sh")]

[=file("parts/environment.sh")]

[=file("parts/log.sh")]

[=file("parts/settings.sh")]

[=file("parts/perf.sh")]

[=file("parts/head.sh")]

# The hooks' lines: those that ended as the head's lines, those still under way as they are, and what was left out. A begin
# that was put back after the file was taken may stand behind its end.
# shellcheck disable=SC2016 # awk's own $
split='
[=file("parts/split.awk")]'

# Both readers below cut perf's text into header (once) and samples, each ended by a blank line.
# Hooked: keeps the samples inside the invocations that ended; those of others under way, and later ones, wait for the next
# recording. With finish=1 those under way end with their last sample.
# shellcheck disable=SC2016
hooked='
[=file("parts/hooked.awk")]'

# Forked: finds each traced process, its descendants, and from fork and exit the bounds of the invocation.
# shellcheck disable=SC2016
forked='
[=file("parts/forked.awk")]'

[=file("parts/text.sh")]

[=file("parts/upload.sh")]

[=file("parts/maps-1.sh")]

# The lines that are still true: of code that may still be run, and not overwritten by later code. Of those that overlap, the
# later one is.
# shellcheck disable=SC2016
executable='
[=file("parts/executable.awk")]'
# shellcheck disable=SC2016
latest='
[=file("parts/latest.awk")]'

[=file("parts/maps-2.sh")]

[=file("parts/recorder-1.sh")]

[=file("parts/hooked.sh")]

[=file("parts/forked.sh")]

[=file("parts/recorder-2.sh")]

[=file("parts/watchdog.sh")]

[=file("parts/record.sh")]

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
