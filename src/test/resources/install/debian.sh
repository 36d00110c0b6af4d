  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q || {
    # A release that is no longer supported has moved to the archive, where its package lists have expired.
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
      sed 's,//[a-z.]*debian\.org/,//archive.debian.org/,; s,//[a-z.]*ubuntu\.com/,//old-releases.ubuntu.com/,' >/tmp/faas-trace.list
    echo 'Dir::Etc::sourcelist "/tmp/faas-trace.list"; Dir::Etc::sourceparts "-"; Acquire::Check-Valid-Until "false";' >/tmp/faas-trace.conf
    export APT_CONFIG=/tmp/faas-trace.conf
    apt-get update -q || :
  }
  # Single invocations need perf 5.12. Debian 11 has a newer perf in its backports, Debian 10 only perf 5.10. The backports
  # may have moved to the archive.
  for release in bullseye buster; do
    [ ! -x "$here/perf/perf" ] && grep -q "VERSION_CODENAME=$release" /etc/os-release 2>/dev/null || continue
    own=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | sed -n 's,^deb .*\(http[^ ]*/debian\)/* .*,\1,p' | head -n 1)
    for mirror in "$(echo "$own" | sed 's,//[a-z.]*debian\.org/,//archive.debian.org/,')" "$own"; do
      echo "deb $mirror $release-backports main" >/tmp/faas-trace.backports
      set -- -o Dir::Etc::sourcelist=/tmp/faas-trace.backports -o Dir::Etc::sourceparts=- -o Acquire::Check-Valid-Until=false
      if apt-get update -q -o APT::Get::List-Cleanup=0 "$@"; then
        cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /tmp/faas-trace.list 2>/dev/null >>/tmp/faas-trace.backports
        apt-get install -y -q --no-install-recommends "$@" -t "$release-backports" linux-perf && break
      fi
    done
    rm -f /tmp/faas-trace.backports
  done
  # On Debian, perf is in linux-perf (before Debian 9 in linux-tools), on Ubuntu in linux-tools-*. On Ubuntu 18.04 and 20.04,
  # the packages with a newer perf are named after later kernels.
  for package in linux-perf linux-tools-generic-hwe-20.04 linux-tools-generic-hwe-18.04 linux-tools-generic linux-tools; do
    [ -x "$here/perf/perf" ] || apt-get install -y -q --no-install-recommends $package && break
  done
  add "apt-get install -y -q --no-install-recommends" ca-certificates curl sudo
  # Official images delete downloaded packages by themselves. Other images would keep about 50 MB of them.
  apt-get clean
  rm -rf /var/lib/apt/lists/* /tmp/faas-trace.list /tmp/faas-trace.conf
