#!/bin/sh
# Behaves like a perf older than 5.12, which has no --control option to switch sampling on and off.
case " $* " in
*' --version '*) echo 'perf version 5.10.0' ;;
*' --control '*) echo "  Error: unknown option \`control'" >&2 && exit 129 ;;
*) exec perf "$@" ;;
esac
