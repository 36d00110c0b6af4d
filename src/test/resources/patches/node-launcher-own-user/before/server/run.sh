#!/bin/sh
# Node takes the container's signals itself.
set -eu
exec node server/http.js
