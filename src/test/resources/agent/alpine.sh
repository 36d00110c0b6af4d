#!/bin/sh
# alpine.sh ROOT AGENT COMMAND...: runs the command as the first process in an Alpine root file
# system. In it, /mnt/agent is the agent, and /mnt/perf runs this machine's perf with this machine's C library.
set -e
root=$1 agent=$2
shift 2
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs tmpfs "$root/mnt"
mount --bind /dev "$root/dev"
mkdir "$root/mnt/host"
mount --bind / "$root/mnt/host"
cp -p "$agent" "$root/mnt/agent"
loader=$(readlink -f /lib64/ld-linux-x86-64.so.2)
cat >"$root/mnt/perf" <<END
#!/bin/sh
exec /mnt/host$loader --library-path /mnt/host${loader%/*}:/mnt/host/usr${loader%/*} /mnt/host$(readlink -f "$(command -v perf)") "\$@"
END
chmod +x "$root/mnt/perf"
exec env -u PWD chroot "$root" "$@"
