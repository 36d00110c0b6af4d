  # Arch packages only work with the newest versions of the others, so all are upgraded.
  add "pacman -Syu --noconfirm --needed" perf curl gzip gawk findutils sudo
  pacman -Scc --noconfirm
