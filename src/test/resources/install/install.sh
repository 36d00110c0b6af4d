#!/bin/sh
# Puts the recorder into the image. Run once by the Dockerfile, as root.
#
# Tracing must never be what stops a function from being built: where a package can't be had, the image goes
# without, says so here, and the agent says so again when it starts.
set -u
here=/usr/local/lib/faas-trace

warn() {
  echo "faas-trace: WARNING: $*" >&2
}

if [ "$(id -u)" != 0 ]; then
  warn "the base image doesn't build as root, so perf was not installed; add USER root before the first COPY"
  exit 0
fi

# Most package managers install all packages or none, so where one can't be had, the others are asked for one by one.
add() { # COMMAND PACKAGE...
  command=$1
  shift
  $command "$@" || for package; do
    $command "$package"
  done
}
install_packages() {
  <packages>
}
# stdin closed and a subshell: no package manager may wait for an answer, and none may end this script.
(install_packages) </dev/null
command -v perf >/dev/null 2>&1 || warn "perf could not be installed; this function runs untraced"

chown -R 0:0 "$here" /usr/local/bin/faas-trace-agent
chmod -R u=rwX,go=rX "$here"
chmod 0755 /usr/local/bin/faas-trace-agent

# The way up for an image's own user, narrowed to the one recorder command. It helps only where the container has
# the capability in its bounding set and may gain privileges.
if command -v visudo >/dev/null 2>&1; then
  rule=$(mktemp)
  echo 'app ALL=(root) NOPASSWD: /usr/local/bin/faas-trace-agent record *' >"$rule"
  if visudo -cqf "$rule" >/dev/null 2>&1; then
    mkdir -p /etc/sudoers.d
    cp "$rule" /etc/sudoers.d/faas-trace
    chmod 0440 /etc/sudoers.d/faas-trace
  else
    warn "the sudoers rule was not accepted and is left out"
  fi
  rm -f "$rule"
fi

command -v curl >/dev/null 2>&1 || command -v wget >/dev/null 2>&1 ||
  warn "neither curl nor wget could be installed; no trace can be sent"
exit 0
