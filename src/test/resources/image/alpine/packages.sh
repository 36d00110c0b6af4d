#!/bin/sh
# packages.sh ROOT OUT: copies the Alpine root file system in ROOT to OUT/base and removes all packages that are not in
# Alpine's own image. Also creates two package repositories: OUT/packages/all with perf, curl and sudo, and
# OUT/packages/no-curl without curl. Alpine's own apk creates and signs the packages and repositories.
set -eu
root=$1 out=$(cd "$2" && pwd)
base=$out/base
work=$base/tmp/packages
arch=$(cat "$root/etc/apk/arch")

cp -a "$root" "$base"
true >"$base/etc/apk/repositories"
chroot "$base" apk --no-network --quiet del busybox-openrc ca-certificates cloud-utils-growpart curl dhcpcd e2fsprogs-extra \
    linux-virt openrc sudo
sed -i '/^\(dhcpcd\|quicksand\):/d' "$base/etc/passwd" "$base/etc/shadow" "$base/etc/group"
for left in .dockerenv boot etc/sudoers.d home/quicksand lib/modules lost+found; do
    rm -rf "${base:?}/$left"
done

# Restores mode bits such as set-user-ID from the lists of installed packages. The tool that extracted the disk image
# dropped these bits.
set_modes() { # FOLDER RECORDS
    awk -F: '/^F:/ { folder = path = $2 } /^R:/ { path = folder "/" $2 } /^[aM]:/ { print $4, path }' "$2" |
        while read -r mode path; do [ -L "$1/$path" ] || chmod "$mode" "$1/$path"; done
}
set_modes "$base" "$base/lib/apk/db/installed"

mkdir -p "$work/$arch"
openssl genrsa -out "$work/test.rsa" 2048 2>/dev/null
openssl rsa -in "$work/test.rsa" -pubout -out "$base/etc/apk/keys/test.rsa.pub" 2>/dev/null

package() { # NAME VERSION DEPENDS PROVIDES: makes a package from the files in $work/files
    chroot "$base" apk mkpkg --compression none --sign-key /tmp/packages/test.rsa --files /tmp/packages/files --output "/tmp/packages/$arch/$1-$2.apk" \
        --info "name:$1" --info "version:$2" --info "arch:$arch" --info "description:$1" --info "license:as packed" \
        --info "depends:$3" --info "provides:$4"
    rm -rf "$work/files"
}

# Makes a package from files in ROOT, according to ROOT's list of installed packages. Omits the package's scripts.
repack() { # NAME
    awk -v RS= -v line="\nP:$1\n" 'index("\n" $0, line)' "$root/lib/apk/db/installed" >"$work/record"
    awk '/^F:/ { folder = substr($0, 3); print folder } /^R:/ { print folder "/" substr($0, 3) }' "$work/record" >"$work/list"
    mkdir "$work/files"
    tar -C "$root" --no-recursion -cf - -T "$work/list" | tar -C "$work/files" -xpf -
    set_modes "$work/files" "$work/record"
    package "$1" "$(sed -n 's/^V://p' "$work/record")" "$(sed -n 's/^D://p' "$work/record")" "$(sed -n 's/^p://p' "$work/record")"
}
for name in brotli-libs c-ares ca-certificates curl libcurl libidn2 libpsl libunistring nghttp2-libs sudo zstd-libs; do
    repack $name
done

# Makes a package with this machine's perf, its C library and its loader, in a separate folder. The package stands in
# for Alpine's own perf, which is not available from the registries that tests may use.
folder=usr/lib/perf
mkdir -p "$work/files/$folder" "$work/files/usr/bin"
cp -L "$(command -v perf)" "$work/files/$folder/program"
ldd "$work/files/$folder/program" | while read -r library _ file _; do
    case $library in /*) cp -L "$library" "$work/files/$folder/perf" ;; esac # the loader gives the process its name
    case $file in /*) cp -L "$file" "$work/files/$folder/$library" ;; esac
done
cat >"$work/files/usr/bin/perf" <<END
#!/bin/sh
exec /$folder/perf --library-path /$folder /$folder/program "\$@"
END
chmod 0755 "$work/files/usr/bin/perf"
package perf 6.0-r0 '' cmd:perf=6.0-r0

index() { # REPOSITORY PACKAGE...
    folder=$out/packages/$1/$arch
    shift
    mkdir -p "$folder"
    (cd "$work/$arch" && ln "$@" "$folder/")
    # shellcheck disable=SC2016 # the inner shell expands its own arguments
    chroot "$base" sh -c 'cd "$1" && shift && apk mkndx --quiet --sign-key ../test.rsa --output index "$@"' sh "/tmp/packages/$arch" "$@"
    mv "$work/$arch/index" "$folder/APKINDEX.tar.gz"
}
cd "$work/$arch"
index all ./*.apk
rm curl-*.apk
index no-curl ./*.apk
cd /
rm -rf "$work"
