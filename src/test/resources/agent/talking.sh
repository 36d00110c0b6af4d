#!/bin/sh
# Keeps the CPU busy for a while, then writes to stdout and stderr. Some queries make it exit, crash or hang instead.
i=0
while [ $i -lt 20000 ]; do i=$((i + 1)); done
case $Http_Query in
*exit*) exit 7 ;;
*segv*) kill -SEGV $$ ;;
*hang*)
    trap '' TERM
    true >hanging
    while kill -0 $PPID; do :; done
    ;;
esac
echo "hello $Http_Query"
echo "said $Http_X_Call_Id" >&2
