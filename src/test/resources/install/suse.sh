  [ -x "$here/perf/perf" ] || zypper --non-interactive install --no-recommends perf
  for need in curl gzip awk:gawk find:findutils sudo; do
    command -v ${need%:*} >/dev/null 2>&1 || zypper --non-interactive install --no-recommends ${need#*:}
  done
  zypper clean --all
