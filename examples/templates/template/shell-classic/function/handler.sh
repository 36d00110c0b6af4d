# shellcheck shell=sh

# The body on stdin, the answer on stdout, the query in $Http_Query.
handle() {
  echo "Hello from faas-trace's shell template"
}
