#!/usr/bin/env bash
# Makes everything that a release consists of: release.sh [DIR]. DIR is target/release by default.
#
#   faas-trace-VERSION.jar                         the jar, for machines with Java
#   faas-trace-VERSION-linux-MACHINE.tar.gz        the application image
#   faas-trace_VERSION_ARCHITECTURE.deb            the same as a Debian package
#   faas-trace-VERSION-oci.tar                     a container image for both machines
#   faas-trace-VERSION-sbom.json                   the libraries in the jar (CycloneDX)
#   SHA256SUMS
#
# Needs Debian, a JDK 17 and Maven. Java for both machines, and the libraries for the container image, come from the current
# Debian packages. These are only extracted, so the machine stays as it is. Two builds of one commit from the same Debian packages
# have the same bytes.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct)}
export SOURCE_DATE_EPOCH

out=${1:-$root/target/release}
rm -rf "$out"
mkdir -p "$out"
out=$(cd "$out" && pwd)

# A jar from an earlier commit can be as new as its sources.
rm -f "$root/target/faas-trace.jar"
version=$("$root/faas-trace" --version)
version=${version#faas-trace }
version=${version%% *}
cp "$root/target/faas-trace.jar" "$out/faas-trace-$version.jar"
mvn -q -B -f "$root/pom.xml" org.cyclonedx:cyclonedx-maven-plugin:makeBom
cp "$root/target/sbom.json" "$out/faas-trace-$version-sbom.json"

# Creates an archive whose bytes depend only on the files' names, modes and contents: pack FOLDER FILE...
pack() {
  tar -C "$1" --format=gnu --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -cf - "${@:2}"
}

# Extracts Debian packages of an architecture: extract ARCHITECTURE FOLDER PACKAGE... The lists of packages are kept in a folder
# of this script, because apt on this machine may not know the architecture.
extract() {
  local state=$work/apt-$1 debs=$work/debs-$1
  local options=(-q -o "Dir::State=$state" -o "Dir::State::status=$state/status" -o "Dir::Cache=$state"
    -o "APT::Architecture=$1" -o "APT::Architectures=$1" -o "APT::Sandbox::User=root")
  if [ ! -d "$state" ]; then
    mkdir -p "$state/lists/partial" "$state/archives/partial"
    : >"$state/status"
    apt-get "${options[@]}" update >&2
  fi
  rm -rf "$debs"
  mkdir -p "$debs" "$2"
  (cd "$debs" && apt-get "${options[@]}" download "${@:3}" >&2)
  local deb
  for deb in "$debs"/*.deb; do
    dpkg-deb -x "$deb" "$2"
  done
}

# Makes the Debian package from an application image: debian_package ARCHITECTURE IMAGE
debian_package() {
  local tree=$work/deb-$1
  mkdir -p "$tree/usr/share/zsh" "$tree/DEBIAN"
  cp -a "$2/bin" "$2/lib" "$2/share" "$tree/usr/"
  mv "$tree/usr/share/zsh/site-functions" "$tree/usr/share/zsh/vendor-completions"
  mv "$tree/usr/share/doc/faas-trace/LICENSE" "$tree/usr/share/doc/faas-trace/copyright"
  gzip -9n "$tree"/usr/share/man/man1/*
  cp "$root"/src/package/debian/* "$tree/DEBIAN/"
  cat >"$tree/DEBIAN/control" <<CONTROL
Package: faas-trace
Version: $version
Architecture: $1
Maintainer: faas-trace developers <faas-trace@users.noreply.github.com>
Installed-Size: $(find "$tree/usr" -type f -printf '%s\n' | awk '{ all += int(($1 + 1023) / 1024) } END { print all }')
Depends: libc6 (>= 2.34), libgcc-s1, libstdc++6, zlib1g
Section: devel
Priority: optional
Description: trace OpenFaaS functions with Linux perf
 Patches the language templates of OpenFaaS functions so that the functions
 record themselves. Collects and shows the traces. Contains its own Java.
CONTROL
  chmod -R u=rwX,go=rX "$tree"
  # The modification time of the jar is part of its class-data archive, so all files keep a time that a package can store.
  find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  dpkg-deb --root-owner-group -Zgzip --build "$tree" "$out/faas-trace_${version}_$1.deb" >&2
}

# Stores a file under its digest in the container image, and prints a descriptor of it: blob MEDIA-TYPE FILE
blob() {
  local digest
  digest=$(sha256sum <"$2" | cut -d' ' -f1)
  printf '{"mediaType":"application/vnd.oci.image.%s","digest":"sha256:%s","size":%s' "$1" "$digest" "$(stat -c %s "$2")"
  mv "$2" "$oci/blobs/sha256/$digest"
}

# Adds the image for one architecture to the container image: container_image ARCHITECTURE IMAGE. Prints a descriptor of it.
container_image() {
  local tree=$work/root-$1 layer=$work/layer config=$work/config manifest=$work/manifest
  extract "$1" "$tree" base-files dash gcc-12-base libc6 libgcc-s1 libstdc++6 zlib1g
  rm -rf "$tree/usr/share/man" "$tree/usr/share/lintian"
  # The licences must stay. gcc-12-base contains those of GCC's libraries.
  find "$tree/usr/share/doc" -type f ! -name copyright -delete
  ln -sf dash "$tree/bin/sh"
  mkdir -p "$tree/usr/local" "$tree/work"
  echo 'root:x:0:0:root:/root:/bin/sh' >"$tree/etc/passwd"
  echo 'root:x:0:' >"$tree/etc/group"
  cp -a "$2/." "$tree/usr/local"
  pack "$tree" . >"$layer"
  local unpacked
  unpacked=$(sha256sum <"$layer" | cut -d' ' -f1)
  gzip -nc "$layer" >"$layer.gz"
  cat >"$config" <<CONFIG
{"created":"$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)","architecture":"$1","os":"linux",
"config":{"Env":["PATH=/usr/local/bin:/usr/bin:/bin","container=oci"],"Entrypoint":["faas-trace"],"Cmd":["--help"],
"WorkingDir":"/work","ExposedPorts":{"4141/tcp":{}},"Labels":{"org.opencontainers.image.version":"$version"}},
"rootfs":{"type":"layers","diff_ids":["sha256:$unpacked"]}}
CONFIG
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s},"layers":[%s}]}' \
    "$(blob config.v1+json "$config")" "$(blob layer.v1.tar+gzip "$layer.gz")" >"$manifest"
  printf '%s,"platform":{"architecture":"%s","os":"linux"}}' "$(blob manifest.v1+json "$manifest")" "$1"
}

oci=$work/oci
mkdir -p "$oci/blobs/sha256"
images=
for pair in amd64:x86_64 arm64:aarch64; do
  architecture=${pair%:*}
  extract "$architecture" "$work/jdk-$architecture" openjdk-17-jdk-headless openjdk-17-jre-headless
  "$root/src/package/image.sh" "$work/image-$architecture" \
    "$work/jdk-$architecture/usr/lib/jvm/java-17-openjdk-$architecture/jmods" "${pair#*:}" >&2
  image=$work/image-$architecture/faas-trace
  mv "$work/image-$architecture"/*.tar.gz "$out/"
  debian_package "$architecture" "$image"
  images="$images${images:+,}$(container_image "$architecture" "$image")"
done
printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s]}' "$images" >"$work/index"
# Programs that read such an archive expect one image in it. So the list of both images is itself this one image.
printf '{"schemaVersion":2,"manifests":[%s,"annotations":{"org.opencontainers.image.ref.name":"%s"}}]}' \
  "$(blob index.v1+json "$work/index")" "$version" >"$oci/index.json"
printf '{"imageLayoutVersion":"1.0.0"}' >"$oci/oci-layout"
pack "$oci" blobs index.json oci-layout >"$out/faas-trace-$version-oci.tar"

(cd "$out" && sha256sum -- * >"$work/sums" && mv "$work/sums" SHA256SUMS)
echo "$out"
