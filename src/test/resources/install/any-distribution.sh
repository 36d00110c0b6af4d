  if command -v apk >/dev/null 2>&1; then
    add "apk add --no-cache" perf curl sudo
    return
  fi
  if command -v pacman >/dev/null 2>&1; then
    add "pacman -Syu --noconfirm --needed" perf curl gzip gawk findutils sudo
    return
  fi
  if command -v xbps-install >/dev/null 2>&1; then
    add "xbps-install -Sy" perf curl gzip gawk findutils sudo
    return
  fi
  for tool in apt-get dnf microdnf tdnf yum zypper ''; do
    ! command -v "$tool" >/dev/null 2>&1 || break
  done
  if [ -z "$tool" ]; then
    warn "there is no package manager in this image: record its functions from the host"
    return 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  [ $tool != apt-get ] || apt-get update -q
  for package in perf linux-perf linux-tools-generic linux-tools kernel-tools; do
    $tool install -y $package && break
  done
  for need in curl gzip awk:gawk find:findutils sudo; do
    command -v ${need%:*} >/dev/null 2>&1 || $tool install -y ${need#*:}
  done
  [ $tool != apt-get ] || apt-get install -y ca-certificates
  case $tool in
    apt-get) apt-get clean && rm -rf /var/lib/apt/lists/* ;;
    zypper) zypper clean --all ;;
    *) $tool clean all ;;
  esac
