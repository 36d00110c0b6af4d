# shellcheck shell=sh

# The body comes on stdin, the response goes to stdout, and the query is in $Http_Query.
handle() {
  echo "Hello from faas-trace's shell template"
}
