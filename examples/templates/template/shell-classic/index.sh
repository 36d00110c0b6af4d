#!/bin/sh
# Serves one request with handle from function/handler.sh.
set -eu

# shellcheck source=function/handler.sh
. ./function/handler.sh
handle
