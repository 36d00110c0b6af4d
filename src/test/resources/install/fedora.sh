  for tool in dnf microdnf tdnf yum; do
    ! command -v $tool >/dev/null 2>&1 || break
  done
  [ -x "$here/perf/perf" ] || ! command -v amazon-linux-extras >/dev/null 2>&1 || amazon-linux-extras enable kernel-5.15
  # On Photon and Azure Linux, the package with perf has another name.
  for package in perf linux-tools kernel-tools; do
    [ -x "$here/perf/perf" ] || $tool install -y $package && break
  done
  # Minimal images lack some of these programs. Existing programs are kept, because curl-minimal conflicts with curl.
  for need in curl gzip awk:gawk find:findutils sudo; do
    command -v ${need%:*} >/dev/null 2>&1 || $tool install -y ${need#*:}
  done
  $tool clean all
