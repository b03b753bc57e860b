# Sourced by the scripts that start an application: its JVM flags, and its AOT cache (ADR 0026).

# jvm_options NAME: the argument file of that kind of JVM.
jvm_options() { printf '%s/scripts/jvm/%s.options' "$root" "$1"; }

# aot_cache APP: where the cache of an application lies: beside its jar, and gone with it.
aot_cache() { printf '%s/app.aot' "$1"; }

# aot_is_fresh APP OPTIONS: the cache is newer than the application and its flags, and is of this JDK.
# The JVM checks every jar itself as well.
aot_is_fresh() {
  local cache
  cache=$(aot_cache "$1")
  [ -f "$cache" ] && [ "$cache" -nt "$1/quarkus-run.jar" ] && [ "$cache" -nt "$(jvm_options "$2")" ] \
    && cmp -s "$JAVA_HOME/release" "$cache.jdk"
}

# aot_assemble APP OPTIONS CONFIGURATION: makes the cache from what a training run recorded.
aot_assemble() {
  local cache
  cache=$(aot_cache "$1")
  "$JAVA_HOME/bin/java" "@$(jvm_options "$2")" -XX:AOTMode=create "-XX:AOTConfiguration=$3" "-XX:AOTCache=$cache.new" \
    -cp "$1/quarkus-run.jar" || return
  rm -f "$3"
  cp "$JAVA_HOME/release" "$cache.jdk" && mv "$cache.new" "$cache"
}

# aot_flag APP OPTIONS: prints the flag that uses the cache; nothing, and one line on stderr, without one that fits.
aot_flag() {
  [ "${FLYTE_AOT:-on}" != off ] || return 0
  if aot_is_fresh "$1" "$2"; then
    printf '%s' "-XX:AOTCache=$(aot_cache "$1")"
  elif [ -f "$(aot_cache "$1")" ]; then
    say "the AOT cache of ${1#"$root"/} is of another build, JDK or set of flags; starting without it" >&2
  else
    say "no AOT cache of ${1#"$root"/}; starting without it" >&2
  fi
}
