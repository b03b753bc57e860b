# Sourced by the scripts that need a devbox: builds it, makes the Python environment of its pods, starts and stops it.
sdk_version=2.12.1
venv="${FLYTE_DEVBOX_VENV:-$root/target/venv}"
devbox_jar="$root/devbox/target/quarkus-app/quarkus-run.jar"

# watched TEXT LOG COMMAND...: runs the command with its output in LOG, and shows its progress.
watched() {
  local text=$1 log=$2 began=$SECONDS job status=0 shown=0
  shift 2
  mkdir -p "$(dirname "$log")"
  "$@" >"$log" 2>&1 &
  job=$!
  while kill -0 "$job" 2>/dev/null; do
    if [ -t 1 ]; then
      printf '\r%s … %d s' "$text" $((SECONDS - began))
    elif [ $((SECONDS - began)) -ge $((shown + 20)) ]; then
      shown=$((SECONDS - began))
      printf '%s … %d s\n' "$text" "$shown"
    fi
    sleep 1
  done
  wait "$job" || status=$?
  [ -t 1 ] && printf '\r'
  if [ "$status" -ne 0 ]; then
    grep -v '^WARNING' "$log" | tail -n 25 >&2
    die "$text failed; all of its output is in $log"
  fi
  printf '%s: %d s\n' "$text" $((SECONDS - began))
}

# devbox_is_built: there is a jar, and no source is newer.
devbox_is_built() {
  [ -f "$devbox_jar" ] && [ -z "$(find "$root" \( -name target -o -name .git -o -name test \) -prune -o \
    \( -path '*/src/*' -o -name pom.xml \) -type f -newer "$devbox_jar" -print -quit)" ]
}

need_devbox() {
  need_java
  devbox_is_built && return
  need_maven
  watched "Building devbox" "$root/target/build.log" \
    maven -q --projects devbox --also-make package -Dmaven.test.skip=true -Dspotless.check.skip
}

make_venv() {
  "$PYTHON" -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check "flyte==$sdk_version"
}

# need_sdk: the environment that pods and clients use, with the released SDK.
need_sdk() {
  [ -x "$venv/bin/a0" ] && return
  need_venv
  watched "Installing the Flyte SDK $sdk_version" "$root/target/pip.log" make_venv
}

devbox_java() {
  exec "$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED \
    -Xmx"${FLYTE_DEVBOX_HEAP:-1g}" -jar "$devbox_jar" --venv "$venv" "$@"
}

# start_devbox LOG ARGUMENT...: starts one in the background; sets devbox_pid and endpoint when it is ready.
start_devbox() {
  local log=$1 waited=0
  shift
  mkdir -p "$(dirname "$log")"
  devbox_java "$@" >"$log" 2>&1 &
  devbox_pid=$!
  until grep -q '^Flyte devbox is up' "$log" 2>/dev/null; do
    kill -0 "$devbox_pid" 2>/dev/null || { tail -n 20 "$log" >&2; die "devbox did not start"; }
    waited=$((waited + 1))
    [ "$waited" -le 600 ] || { stop_devbox; die "devbox did not start within 60 s, see $log"; }
    sleep 0.1
  done
  endpoint=$(sed -n 's|^ *endpoint *http://\([^ ]*\).*|\1|p' "$log" | head -n 1)
}

stop_devbox() {
  [ -n "${devbox_pid:-}" ] || return 0
  kill "$devbox_pid" 2>/dev/null || true
  wait "$devbox_pid" 2>/dev/null || true
  devbox_pid=""
}
