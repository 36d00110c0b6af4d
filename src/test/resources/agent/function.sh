#!/bin/sh
# Busy for a while, itself and in a child, then answers with its query.
busy() { i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done; }
busy
(busy)
echo "hello $Http_Query"
