  # Its packages fit only the newest of the others.
  add "pacman -Syu --noconfirm --needed" perf curl gzip gawk findutils sudo
  pacman -Scc --noconfirm
