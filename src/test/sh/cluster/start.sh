#!/usr/bin/env bash
# Starts a single-machine Kubernetes cluster, for tests and for use by hand. The cluster runs in separate namespaces and stops when
# this script ends. The script ends when its standard input ends.
#
#   start.sh BINARIES WORK [IMAGES…]
#
# BINARIES has etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubelet and kubectl; CONTRIBUTING.md describes how
# to build them. WORK is an empty folder. IMAGES are archives written by podman save; there is no registry. The machine needs
# containerd, runc, the CNI plugins, iproute2, python3 and root. When the node is ready, the file WORK/ready appears, and
# WORK/bin/kubectl reaches the cluster from outside.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if [ -z "${CLUSTER_PROCESS:-}" ]; then
  [ $# -ge 2 ] || { echo 'usage: start.sh BINARIES WORK [IMAGES…]' >&2; exit 2; }
  cgroups=/faas-trace-cluster-$$
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    mkdir "/sys/fs/cgroup$cgroups"
  else
    for hierarchy in cpu cpuacct cpuset memory pids systemd; do mkdir "/sys/fs/cgroup/$hierarchy$cgroups"; done
    for list in cpus mems; do cat "/sys/fs/cgroup/cpuset/cpuset.$list" >"/sys/fs/cgroup/cpuset$cgroups/cpuset.$list"; done
  fi
  # The kubelet changes these settings for the whole machine, so they are restored at the end.
  kernel=$(cd /proc/sys && grep -H '' vm/{overcommit_memory,panic_on_oom} kernel/{panic,panic_on_oops} \
    kernel/keys/root_max{keys,bytes})
  # unshare kills the first process of the new PID namespace when unshare itself ends. Then the kernel kills all other processes in
  # that namespace.
  CLUSTER_CGROUPS=$cgroups sh -c 'CLUSTER_PROCESS=$$ exec unshare --net --mount --pid --fork --kill-child --mount-proc "$@"' \
    sh "${BASH_SOURCE[0]}" "$@" <&0 &
  child=$!
  trap 'kill -KILL "$child"' HUP INT TERM
  status=0
  wait "$child" || status=$?
  while IFS=: read -r name value; do echo "$value" >"/proc/sys/$name"; done <<<"$kernel"
  find /sys/fs/cgroup -path "*$cgroups*" -depth -type d -exec rmdir {} \; 2>/dev/null || :
  exit "$status"
fi

binaries=$(cd "$1" && pwd)
work=$(cd "$2" && pwd)
shift 2
node=10.99.0.1
api=https://$node:6443
mkdir -p "$work"/{bin,log,cni,etcd,containerd}
say() { echo "start.sh: $*" >&2; }
fail() { say "$*"; tail -n 5 "$work"/log/* >&2; exit 1; }

# The programs write to these fixed paths. So file systems in memory are mounted there. Only this mount namespace sees them.
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /var/log
mount -t tmpfs tmpfs /var/lib
mount --make-rshared /

ip link set lo up
ip link add eth0 type veth peer name eth1
ip addr add "$node/24" dev eth0
ip link set eth0 up
ip link set eth1 up
ip route add default dev eth0
echo 1 >/proc/sys/net/ipv4/ip_forward

# start NAME COMMAND…: starts the command in the background, with its own log.
start() {
  local name=$1
  shift
  "$@" >"$work/log/$name" 2>&1 &
}

# until_true SECONDS WHAT COMMAND…: waits until the command succeeds. Fails after SECONDS. Messages use WHAT to name the thing
# that is expected.
until_true() {
  local most=$1 what=$2 began=$SECONDS
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ $((SECONDS - began)) -lt "$most" ] || fail "no $what after $most s"
    sleep 0.5
  done
  say "$what after $((SECONDS - began)) s"
}

containerd_settings() {
  cat <<END
version = 2
root = "$work/containerd/root"
state = "$work/containerd/state"
[grpc]
  address = "$work/containerd.sock"
[ttrpc]
  address = "$work/containerd.sock.ttrpc"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "registry.example/pause:1"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$work/cni"
END
}

network_settings() {
  cat <<END
{"cniVersion": "0.4.0", "name": "pods", "plugins": [
  {"type": "bridge", "bridge": "cni0", "isGateway": true, "hairpinMode": true, "ipam": {"type": "host-local",
   "dataDir": "$work/cni/addresses", "ranges": [[{"subnet": "10.98.0.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "loopback"}]}
END
}

# oomScoreAdj is 0, because root may lack CAP_SYS_RESOURCE. Without CAP_SYS_RESOURCE, root can't lower the oom_score_adj of any
# process.
kubelet_settings() {
  cat <<END
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
authorization: {mode: AlwaysAllow}
cgroupDriver: cgroupfs
cgroupRoot: $CLUSTER_CGROUPS
enforceNodeAllocatable: [none]
clusterDNS: ["$node"]
clusterDomain: cluster.local
containerRuntimeEndpoint: unix://$work/containerd.sock
evictionHard: {imagefs.available: "0%", memory.available: 1Mi, nodefs.available: "0%", nodefs.inodesFree: "0%"}
failCgroupV1: false
failSwapOn: false
imageGCHighThresholdPercent: 100
oomScoreAdj: 0
podLogsDir: $work/log/pods
resolvConf: ""
END
}

kubectl_settings() {
  cat <<END
apiVersion: v1
kind: Config
clusters: [{name: test, cluster: {server: "$api", insecure-skip-tls-verify: true}}]
users: [{name: admin, user: {token: admin}}]
contexts: [{name: test, context: {cluster: test, user: admin}}]
current-context: test
END
}

containerd_settings >"$work/containerd.toml"
network_settings >"$work/cni/10-pods.conflist"
kubelet_settings >"$work/kubelet.yaml"
kubectl_settings >"$work/kubeconfig"
echo 'admin,admin,admin,system:masters' >"$work/tokens"
openssl genrsa -out "$work/accounts.key" 2048 2>/dev/null
cat >"$work/bin/kubectl" <<END
#!/bin/sh
export KUBECONFIG=$work/kubeconfig
exec nsenter --net=/proc/$CLUSTER_PROCESS/ns/net $binaries/kubectl "\$@"
END
chmod +x "$work/bin/kubectl"
: >"$work/names"
kubectl() { "$binaries/kubectl" --kubeconfig "$work/kubeconfig" "$@"; }

start containerd containerd --config "$work/containerd.toml"
start etcd "$binaries/etcd" --data-dir "$work/etcd" --unsafe-no-fsync --listen-client-urls http://127.0.0.1:2379 \
  --advertise-client-urls http://127.0.0.1:2379 --listen-peer-urls http://127.0.0.1:2380
start apiserver "$binaries/kube-apiserver" --etcd-servers http://127.0.0.1:2379 --advertise-address "$node" \
  --bind-address "$node" --cert-dir "$work/certificates" --service-cluster-ip-range 10.97.0.0/24 \
  --kubelet-preferred-address-types InternalIP --authorization-mode RBAC --token-auth-file "$work/tokens" --allow-privileged \
  --service-account-issuer "$api" --service-account-key-file "$work/accounts.key" \
  --service-account-signing-key-file "$work/accounts.key"
ctr() { command ctr --address "$work/containerd.sock" --namespace k8s.io "$@"; }
until_true 60 containerd ctr version
for image in "$@"; do
  ctr images import "$image" >/dev/null || fail "$image can't be imported"
done
until_true 180 'API server' kubectl get --raw /readyz
start controller-manager "$binaries/kube-controller-manager" --kubeconfig "$work/kubeconfig" --leader-elect=false \
  --service-account-private-key-file "$work/accounts.key" --root-ca-file "$work/certificates/apiserver.crt"
start scheduler "$binaries/kube-scheduler" --kubeconfig "$work/kubeconfig" --leader-elect=false
start kubelet "$binaries/kubelet" --config "$work/kubelet.yaml" --kubeconfig "$work/kubeconfig" \
  --cert-dir "$work/certificates" --hostname-override node --node-ip "$node"
start names python3 "$here/names.py" "$node" "$work/names"
until_true 120 'ready node' kubectl wait --for=condition=Ready node/node --timeout=5s
touch "$work/ready"

# Until the standard input ends, keeps the file for names.py up to date. For each service, the file has the address of a pod.
while :; do
  status=0
  read -r -t 3 || status=$?
  [ "$status" -eq 0 ] || [ "$status" -gt 128 ] || break
  kubectl get endpoints --all-namespaces --output \
    'jsonpath={range .items[?(@.subsets)]}{.subsets[0].addresses[0].ip} {.metadata.namespace}/{.metadata.name}{"\n"}{end}' \
    2>/dev/null | awk 'NF == 2' >"$work/names.new" && mv "$work/names.new" "$work/names"
done
say 'stopping'
