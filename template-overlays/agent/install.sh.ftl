#!/bin/sh
# Installs what the agent needs in the image. The Dockerfile runs it once, as root.
#
# Tracing must never make a build fail. If a package can't be installed, the image is built without it: this script
# prints a warning, and the agent logs the problem again when it starts.
set -u
here=/usr/local/lib/faas-trace

warn() {
  echo "faas-trace: WARNING: $*" >&2
}

if [ "$(id -u)" != 0 ]; then
  warn "this build step doesn't run as root, so perf was not installed; add USER root before the first COPY"
  exit 0
fi

[#if overlays?seq_contains("carried-perf")]
if ! "$here/perf/perf" --version </dev/null; then
  warn "the perf copied from Debian doesn't run here; trying the distribution's own perf instead"
  rm -rf "$here/perf"
fi

[/#if]
# Most package managers install all packages or none. If that fails, the packages are installed one by one.
add() { # COMMAND PACKAGE...
  command=$1
  shift
  $command "$@" || for package; do
    $command "$package"
  done
}
install_packages() {
  [=install?trim?replace("\n", "\n  ")]
}
# In a subshell and without stdin, so that no package manager can wait for input or end this script.
(install_packages) </dev/null
[#if overlays?seq_contains("carried-perf")][ -x "$here/perf/perf" ] || [/#if]command -v perf >/dev/null 2>&1 || warn "perf could not be installed; this function runs untraced"

chown -R 0:0 "$here" /usr/local/bin/faas-trace-agent
chmod -R u=rwX,go=rX "$here"
chmod 0755 /usr/local/bin/faas-trace-agent
[#if settings.sudo == "on" && user != "" && user != "root" && user != "0"]

# Lets the image's user run only the agent's record command as root. This helps only if the container has the
# capability in its bounding set and may gain privileges. It helps on almost no machine. To leave out sudo and this rule,
# run: faas-trace patch --sudo off
if command -v visudo >/dev/null 2>&1; then
  rule=$(mktemp)
  echo '[#if user?matches("[0-9]+")]#[/#if][=user] ALL=(root) NOPASSWD: /usr/local/bin/faas-trace-agent record *' >"$rule"
  if visudo -cqf "$rule" >/dev/null 2>&1; then
    mkdir -p /etc/sudoers.d
    cp "$rule" /etc/sudoers.d/faas-trace
    chmod 0440 /etc/sudoers.d/faas-trace
  else
    warn "the sudoers rule was not accepted and is left out"
  fi
  rm -f "$rule"
fi
[/#if]
[#list settle as command]

[=command]
[/#list]

command -v curl >/dev/null 2>&1 || command -v wget >/dev/null 2>&1 ||
  warn "neither curl nor wget could be installed; no trace can be sent"
exit 0
