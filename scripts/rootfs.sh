# Sourced by the scripts that make root file systems of images, from this machine's JDK and C library; no registry is needed.

# rootfs DIR: the folders and files that programs expect. DIR must not exist, or be empty.
rootfs() {
  dir=$(realpath -m "$1")
  [ ! -e "$dir" ] || [ -z "$(ls -A "$dir")" ] || die "$1 is not empty: name a folder that does not exist"
  mkdir -p "$dir/bin" "$dir/etc" "$dir/tmp" "$dir/proc" "$dir/dev" "$dir/sys"
  chmod 1777 "$dir/tmp"
  printf 'root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\nnonroot:x:65532:65532:nonroot:/:/bin/sh\n' >"$dir/etc/passwd"
  printf 'root:x:0:\nnobody:x:65534:\nnonroot:x:65532:\n' >"$dir/etc/group"
  printf 'hosts: files dns\n' >"$dir/etc/nsswitch.conf"
  # Kubernetes and container engines put their own in its place.
  printf '127.0.0.1 localhost\n' >"$dir/etc/hosts"
  # Names of hosts.
  local library found
  for library in libnss_files.so.2 libnss_dns.so.2 libresolv.so.2; do
    found=$(ldconfig -p | awk -v name="$library" '$1 == name {print $NF; exit}')
    [ -z "$found" ] || add_library "$found"
  done
}

# add_program FILE NAME: a program of this machine as /bin/NAME, with its libraries.
add_program() { cp -L "$1" "$dir/bin/$2"; add_libraries "$1"; }

add_library() { mkdir -p "$dir$(dirname "$1")"; cp -Ln "$1" "$dir$1" 2>/dev/null || true; }

# add_libraries FILE: the libraries that a program or library needs, but for those of the image itself.
add_libraries() {
  local library
  ldd "$1" 2>/dev/null | grep -o '/[^ ]*' | while read -r library; do
    case "$library" in "$dir"/*) ;; *) add_library "$library" ;; esac
  done
}

# add_java HOME MODULES: a JVM of those modules in HOME, below the root file system. JDK 24 and later links without jmods.
add_java() {
  "$JAVA_HOME/bin/jlink" --output "$dir$1" --compress zip-6 --strip-debug --no-header-files --no-man-pages --strip-java-debug-attributes \
    --vm server --add-modules "$2"
  local file
  find "$dir$1" -type f \( -name '*.so' -o -path '*/bin/java' \) | while read -r file; do add_libraries "$file"; done
}

# enter DIR TMP COMMAND...: becomes the command, with DIR as its root and the folder TMP as its /tmp. It has a mount namespace of its
# own, with /proc, by which the JVM finds its libraries, and /dev, where randomness comes from; and a user namespace where this is not
# root.
enter() {
  local own=(--mount)
  [ "$(id -u)" = 0 ] || own+=(--map-root-user)
  # shellcheck disable=SC2016  # expanded by the inner shell
  exec unshare "${own[@]}" sh -c 'mount --rbind /proc "$0/proc" && mount --rbind /dev "$0/dev" && mount --bind "$1" "$0/tmp" && shift \
    && exec chroot "$0" "$@"' "$@"
}
