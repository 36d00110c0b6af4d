#!/usr/bin/env bash
# Builds the images that a cluster without a registry needs, as an archive for start.sh: images.sh WORK
#
# The results stay in the folder WORK. If the results are up to date, the next run builds nothing. The archive has these images: a
# Debian made by debootstrap, with everything that the recipes install; the collector, built from its recipe with the application
# image of this checkout; the example pi-python, built from its patched template; and the other images that pods need. Needs root,
# go, podman, runc, a JDK and Maven.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../../.." && pwd)
[ $# -eq 1 ] || { echo 'usage: images.sh WORK' >&2; exit 2; }
mkdir -p "$1"
work=$(cd "$1" && pwd)

engine() {
  podman --runtime runc --cgroup-manager cgroupfs --root "$work/storage" --runroot "$work/run" --tmpdir "$work/state" "$@"
}

build() {
  engine build -q --isolation chroot --pull-never --network host --ulimit nofile=1024:1024 --ulimit nproc=4096:4096 \
    --format docker --tag "$@"
}

clean_up() {
  # podman's overlay driver leaves its folder mounted (bind-mounted on itself).
  awk -v work="$work/" 'index($2, work) == 1 {print $2}' /proc/self/mounts | xargs -r umount --lazy || :
}
trap clean_up EXIT

debian() {
  local mirror
  # shellcheck disable=SC2016
  mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Label: Debian' | head -n 1)
  rm -rf --one-file-system "$work/debian"
  debootstrap --variant=minbase --include=ca-certificates,curl,linux-perf,python3,sudo bookworm "$work/debian" "$mirror"
  # Everything is already installed, so recipes need no network.
  : >"$work/debian/etc/apt/sources.list"
  rm -rf "$work"/debian/var/cache/apt/archives/*.deb "$work"/debian/usr/share/{doc,man,locale}
  tar -C "$work/debian" -cf "$work/debian.new" .
  mv "$work/debian.new" "$work/debian.tar"
  rm -rf --one-file-system "$work/debian"
}

# program NAME FOLDER: builds a static Go program from FOLDER/main.go, and an archive for an image that contains only this program.
program() {
  (cd "$2" && CGO_ENABLED=0 go build -o "$1" main.go)
  tar -C "$2" -cf "$2/$1.tar" "$1"
}

watchdog() {
  mkdir -p "$work/watchdog"
  cp "$root/src/test/resources/image/watchdog/main.go.txt" "$work/watchdog/main.go"
  program fwatchdog "$work/watchdog"
}

# A program that only waits. It keeps a pod's network alive, like the program of the Kubernetes image "pause".
pause() {
  mkdir -p "$work/pause"
  cat >"$work/pause/main.go" <<'END'
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	<-stop
}
END
  program pause "$work/pause"
}

# Builds from a copy, because a build in the checkout would change files that tests are using.
application() {
  rm -rf "$work"/{source,application,functions}
  mkdir -p "$work/source/src"
  cp -R "$root"/{pom.xml,faas-trace,LICENSE,template-overlays,examples} "$work/source"
  cp -R "$root"/src/{main,package} "$work/source/src"
  "$work/source/src/package/image.sh" "$work/application"
  touch "$work/application.made"
}

# Whether the application was built from the current sources.
application_is_new() {
  [ -e "$work/application.made" ] &&
    [ -z "$(find "$root"/{pom.xml,faas-trace,template-overlays,examples,src/main,src/package} -newer "$work/application.made" -print -quit)" ]
}

# Builds the recipe's last stage, with the application image instead of the result of the first stage.
collector() {
  awk '/^FROM / {stage = ""} {stage = stage $0 "\n"} END {printf "%s", stage}' "$root/examples/collector/Dockerfile" |
    sed 's|--from=build /source/target/image/faas-trace|faas-trace|' >"$work/application/Dockerfile"
  build registry.example/faas-trace-collector:1 "$work/application"
}

function_repository() {
  mkdir -p "$work/functions/template"
  cp -R "$root/examples/functions/pi-python" "$work/functions"
  cp -R "$root/examples/templates/template/python-http" "$work/functions/template"
  cat >"$work/functions/stack.yaml" <<'END'
version: 1.0
provider: {name: openfaas, gateway: "http://127.0.0.1:8080"}
functions:
  pi-python: {lang: python-http, handler: ./pi-python, image: "registry.example/pi-python:1"}
END
  (cd "$work/functions" && "$work/application/faas-trace/bin/faas-trace" patch)
  # faas-cli makes the same layout.
  mkdir "$work/functions/build"
  cp -R "$work/functions/template/python-http" "$work/functions/build/pi-python"
  cp -R "$work/functions/pi-python/." "$work/functions/build/pi-python/function"
}

if application_is_new && [ "$work/images.tar" -nt "$work/application.made" ]; then
  echo "$work/images.tar"
  exit
fi
[ -e "$work/debian.tar" ] || debian
[ -e "$work/watchdog/fwatchdog.tar" ] || watchdog
[ -e "$work/pause/pause.tar" ] || pause
application_is_new || application
[ -e "$work/functions/build" ] || function_repository
rm -f "$work/images.tar"
engine import -q "$work/debian.tar" docker.io/library/debian:bookworm-slim
engine import -q "$work/watchdog/fwatchdog.tar" ghcr.io/openfaas/of-watchdog:0.11.3
engine import -q --change 'ENTRYPOINT ["/pause"]' "$work/pause/pause.tar" registry.example/pause:1
# nodes.yaml runs this image. Any image with a shell will do.
placing=$(cat "$root/src/main/resources/kubernetes/image.txt")
engine tag docker.io/library/debian:bookworm-slim "$placing"
collector
build registry.example/pi-python:1 "$work/functions/build/pi-python"
engine save -q --multi-image-archive --output "$work/images.tar" registry.example/pause:1 "$placing" \
  registry.example/faas-trace-collector:1 registry.example/pi-python:1
echo "$work/images.tar"
