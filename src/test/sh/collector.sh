#!/usr/bin/env bash
# Starts the collector as a cluster would start it, with a tenth of a CPU, and sends the health checks that the manifest
# specifies. Fails if the kubelet would restart the collector before it is ready.
#
#   collector.sh IMAGE [CPUS]
#
# IMAGE is the application image: the folder that src/package/image.sh makes. Needs root, podman and runc. The container has this
# machine's /usr, with IMAGE as /usr/local.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
image=$(cd "$1" && pwd)
cpus=${2:-0.1}
manifest=$root/examples/collector/kubernetes.yaml
port=41415
work=$(mktemp -d)
container=

engine() {
  podman --runtime runc --cgroup-manager cgroupfs --root "$work/storage" --runroot "$work/run" --tmpdir "$work/state" "$@"
}

clean_up() {
  [ -z "$container" ] || engine rm --force --time 0 "$container" >/dev/null 2>&1 || :
  # podman cleans up after a container in a separate process. That process may mount the storage again, so try several times.
  for _ in 1 2 3 4 5; do
    awk -v work="$work/" 'index($2, work) == 1 {print $2}' /proc/self/mounts | xargs -r umount --lazy || :
    ! rm -rf --one-file-system "$work" 2>/dev/null || break
    sleep 1
  done
}
trap clean_up EXIT

fail() {
  echo "collector.sh: $*" >&2
  [ -z "$container" ] || engine logs "$container" >&2 || :
  exit 1
}

if [ "$(id -u)" != 0 ] || ! command -v podman >/dev/null || ! command -v runc >/dev/null; then
  [ "${FAAS_TRACE_REQUIRE_ALL:-}" != 1 ] || fail 'needs root, podman and runc'
  echo 'collector.sh: skipped: it needs root, podman and runc'
  exit
fi

# probe NAME KEY DEFAULT: prints the value of KEY of the probe NAME in the manifest, or DEFAULT if the probe has no such key.
probe() {
  awk -v probe="$1:" -v key="$2:" -v number="$3" '
    $1 ~ /Probe:$/ {inside = $1 == probe}
    inside && $1 == key {number = $2}
    /^ *resources:/ {inside = 0}
    END {print number}' "$manifest"
}

# Prints the words of a JSON list, one per line.
words() { python3 -c 'import json, sys; print("\n".join(json.loads(sys.stdin.read())))'; }

mkdir -p "$work/root"/{usr,proc,sys,dev,tmp,etc,stacks}
chmod 1777 "$work/root/tmp"
for link in bin sbin lib lib64; do ln -s "usr/$link" "$work/root/$link"; done
cp /etc/ld.so.cache "$work/root/etc"
mkdir "$work/stacks"
chown 10001:10001 "$work/stacks"
mapfile -t entry < <(sed -n 's/^ENTRYPOINT //p' "$root/examples/collector/Dockerfile" | words)
mapfile -t arguments < <(sed -n 's/^ *args: \[\(.*\)\]$/\1/p' "$manifest" | tr -d '"' | sed 's/, */\n/g')
memory=$(sed -n 's/^ *limits: .*memory: \([0-9]*\)Mi.*/\1/p' "$manifest")
if [ "${#arguments[@]}" -lt 2 ] || [ -z "$memory" ]; then fail "can't read the arguments or the memory limit in $manifest"; fi

container=$(engine run --detach --cpus "$cpus" --memory "${memory}m" --user 10001:10001 --cap-drop all --read-only \
  --read-only-tmpfs=false --security-opt no-new-privileges --tmpfs /tmp:size=16m --network host --log-driver k8s-file \
  --no-healthcheck --ulimit nofile=1024:1024 --ulimit nproc=4096:4096 --volume /usr:/usr:ro --volume "$image:/usr/local:ro" \
  --volume "$work/stacks:/stacks" --env PATH=/usr/local/bin:/usr/bin:/bin --entrypoint "${entry[0]}" \
  --rootfs "$work/root" "${entry[@]:1}" --port "$port" "${arguments[@]}") || fail 'the container does not start'
pid=$(engine inspect --format '{{.State.Pid}}' "$container")

# ask PATH SECONDS: sends one health check, which times out after SECONDS.
ask() { curl -sf -m "$2" -o /dev/null "http://127.0.0.1:$port$1"; }

period=$(probe startupProbe periodSeconds 10)
most=$(probe startupProbe failureThreshold 3)
patience=$(probe startupProbe timeoutSeconds 1)
failures=0
began=$SECONDS
sleep "$(probe startupProbe initialDelaySeconds 0)"
until ask /healthz "$patience"; do
  failures=$((failures + 1))
  [ "$failures" -lt "$most" ] || fail "not started after $most probes, one every $period s: the kubelet would restart it"
  kill -0 "$pid" 2>/dev/null || fail 'the collector has exited'
  sleep "$period"
done
cpu=$(awk -v tick="$(getconf CLK_TCK)" '{printf "%.2f", ($14 + $15) / tick}' "/proc/$pid/stat")
started=$((SECONDS - began))

# Now the collector has started. It must become ready, and must not fail so many liveness probes that the kubelet would restart it.
failures=0
ready=
for _ in 1 2 3; do
  sleep 2
  if ask /healthz "$(probe livenessProbe timeoutSeconds 1)"; then failures=0; else failures=$((failures + 1)); fi
  [ "$failures" -lt "$(probe livenessProbe failureThreshold 3)" ] || fail 'the kubelet would restart it: it fails its liveness probe'
  ! ask /readyz "$(probe readinessProbe timeoutSeconds 1)" || ready=yes
done
[ -n "$ready" ] || fail 'it does not become ready'
grep -q "faas-trace.jsa" "/proc/$pid/maps" || fail 'it does not use its class-data archive'
echo "collector.sh: with $cpus CPU, started after $started s ($((period * most)) s are allowed) and $cpu s of CPU time"
