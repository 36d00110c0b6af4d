#!/bin/sh
# Serves one request with the function handle from function/handler.sh.
set -eu

# shellcheck source=function/handler.sh
. ./function/handler.sh
handle
