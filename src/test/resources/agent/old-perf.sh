#!/bin/sh
# perf as it was before 5.12: it can't be switched from outside.
case " $* " in
*' --version '*) echo 'perf version 5.10.0' ;;
*' --control '*) echo "  Error: unknown option \`control'" >&2 && exit 129 ;;
*) exec perf "$@" ;;
esac
