# shellcheck shell=sh

# Handles one request. The request's body is on stdin, and the query is in $Http_Query. The response goes to stdout.
handle() {
  echo "Hello from faas-trace's shell template"
}
