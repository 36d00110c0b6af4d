#!/bin/sh
printf '%s\n' "$1" | sh function/handler.sh
