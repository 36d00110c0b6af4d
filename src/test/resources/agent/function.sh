#!/bin/sh
# Keeps the CPU busy for a while, first in this process and then in a child process. Then prints the query.
busy() { i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done; }
busy
(busy)
echo "hello $Http_Query"
