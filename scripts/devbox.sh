# Sourced by the scripts that need a devbox: builds it, makes the Python environment of its pods, trains its AOT cache,
# starts and stops it.
. "$root/scripts/aot.sh"
sdk_version=2.12.1
venv="${FLYTE_DEVBOX_VENV:-$root/target/venv}"

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
    [ "${optional:-no}" = no ] || return "$status"
    grep -v '^WARNING' "$log" | tail -n 25 >&2
    die "$text failed; all of its output is in $log"
  fi
  printf '%s: %d s\n' "$text" $((SECONDS - began))
}

# devbox_is_built APP: there is a jar, and no source is newer.
devbox_is_built() {
  [ -f "$1/quarkus-run.jar" ] && [ -z "$(find "$root" \( -name target -o -name .git -o -name test -o -name node_modules -o -path '*/web/src/gen' \) -prune -o \
    \( -path '*/src/*' -o -name pom.xml \) -type f -newer "$1/quarkus-run.jar" -print -quit)" ]
}

# find_devbox: sets devbox_app to what a full build left when that is up to date, else to what a quick build makes.
find_devbox() {
  devbox_app="$root/devbox/target/quarkus-app"
  devbox_is_built "$devbox_app" || devbox_app="$root/devbox/target/quick/quarkus-app"
}

make_venv() {
  [ -x "$venv/bin/a0" ] && return
  "$PYTHON" -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check "flyte==$sdk_version"
}

# make_devbox: the application, and meanwhile the environment.
make_devbox() {
  local sdk
  make_venv &
  sdk=$!
  devbox_is_built "$devbox_app" || maven -q --threads 2 --projects devbox --also-make package -Dquick -Dquarkus.build.skip=false \
    -Dmaven.test.skip=true $(console_profile) || return
  wait "$sdk"
}

# need_devbox: devbox, the environment with the released SDK that pods and clients use, and the AOT cache; each made
# where it is missing or old.
need_devbox() {
  need_java
  need_python
  find_devbox
  if ! devbox_is_built "$devbox_app"; then
    need_maven
    [ -x "$venv/bin/a0" ] || need_venv
    watched "Building devbox" "$root/target/build.log" make_devbox
  fi
  need_sdk
  if [ "${FLYTE_AOT:-on}" != off ] && ! aot_is_fresh "$devbox_app" devbox; then
    optional=yes watched "Training devbox" "$root/target/training.log" train_devbox \
      || say "no AOT cache was made, see target/training.log; devbox starts without it, slower"
  fi
}

need_sdk() {
  need_python
  [ -x "$venv/bin/a0" ] && return
  need_venv
  watched "Installing the Flyte SDK $sdk_version" "$root/target/pip.log" make_venv
}

# train_devbox: makes the AOT cache from a run of devbox that does everything once and what is hot often.
train_devbox() {
  local folder status=0
  folder=$(mktemp -d)
  trap 'stop_devbox; rm -rf "$folder"' EXIT
  cache_flags="-XX:AOTMode=record -XX:AOTConfiguration=$folder/recorded" \
    start_devbox "$folder/screen.log" --data "$folder/data" --port 0 --store s3
  "$venv/bin/python" "$root/devbox/training/drive.py" --endpoint "$endpoint" --internal "$internal" || status=$?
  stop_devbox
  [ "$status" -eq 0 ] && { aot_assemble "$devbox_app" devbox "$folder/recorded" || status=$?; }
  [ "$status" -eq 0 ] || cat "$folder/screen.log"
  return "$status"
}

# devbox_java ARGUMENT...: becomes devbox. cache_flags replaces the flag that uses the AOT cache; devbox_properties are
# -D options.
devbox_properties=()
devbox_java() {
  local flags=${cache_flags:-}
  [ -n "$flags" ] || flags=$(aot_flag "$devbox_app" devbox)
  # shellcheck disable=SC2086  # none, one or two flags
  exec "$JAVA_HOME/bin/java" "@$(jvm_options devbox)" -Xmx"${FLYTE_DEVBOX_HEAP:-1g}" $flags \
    "${devbox_properties[@]}" -jar "$devbox_app/quarkus-run.jar" --venv "$venv" "$@"
}

# start_devbox LOG ARGUMENT...: starts one in the background; sets devbox_pid, endpoint and internal when it is ready.
start_devbox() {
  local log=$1 waited=0
  shift
  mkdir -p "$(dirname "$log")"
  devbox_java "$@" >"$log" 2>&1 &
  devbox_pid=$!
  until grep -q '^Flyte devbox is up' "$log" 2>/dev/null; do
    kill -0 "$devbox_pid" 2>/dev/null || { tail -n 20 "$log" >&2; die "devbox did not start"; }
    waited=$((waited + 1))
    [ "$waited" -le 1800 ] || { stop_devbox; die "devbox did not start within 180 s, see $log"; }
    sleep 0.1
  done
  endpoint=$(sed -n 's|^ *endpoint *https\{0,1\}://\([^ ]*\).*|\1|p' "$log" | head -n 1)
  # shellcheck disable=SC2034  # for the scripts that source this
  internal=$(sed -n 's|^ *internal *http://\([^ ]*\).*|\1|p' "$log" | head -n 1)
}

stop_devbox() {
  [ -n "${devbox_pid:-}" ] || return 0
  kill "$devbox_pid" 2>/dev/null || true
  wait "$devbox_pid" 2>/dev/null || true
  devbox_pid=""
}
