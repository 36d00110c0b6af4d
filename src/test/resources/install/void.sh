  xbps-install -Syu xbps
  add "xbps-install -Sy" perf curl gzip gawk findutils sudo
  rm -rf /var/cache/xbps
