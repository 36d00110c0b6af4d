  # Arch packages only work with the newest versions of all other packages, so all packages are upgraded.
  add "pacman -Syu --noconfirm --needed" perf curl gzip gawk findutils sudo
  pacman -Scc --noconfirm
