# Sourced by the scripts: finds the toolchain, and says in one line what is missing.
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

say() { printf '%s\n' "$*"; }
die() { printf 'flyte: %s\n' "$*" >&2; exit 1; }

# java_major HOME: the major version of the JDK there, nothing when there is no compiler.
java_major() {
  [ -x "$1/bin/javac" ] && "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
}

# at_least VERSION WANTED: both dotted numbers.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# need_java: exports JAVA_HOME of a JDK 25 or later.
need_java() {
  local home major older=""
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/*jdk* /opt/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -n "$home" ] || continue
    major=$(java_major "$home") || continue
    [ -n "$major" ] || continue
    if [ "$major" -ge 25 ]; then
      export JAVA_HOME="$home" PATH="$home/bin:$PATH"
      return
    fi
    older=" (only older ones, $major for one)"
  done
  die "no JDK 25 found$older: install one and set JAVA_HOME to it"
}

# need_maven: a Maven that the build works with.
need_maven() {
  command -v mvn >/dev/null || die "Maven not found: install Maven 3.8.7 or later"
  local version
  version=$(mvn --version 2>/dev/null | sed 's/\x1b\[[0-9;]*m//g' | sed -n 's/^Apache Maven \([0-9.]*\).*/\1/p')
  at_least "${version:-0}" 3.8.7 || die "Maven ${version:-unknown} is too old: install 3.8.7 or later"
  # Libraries of older Maven versions use JVM internals that JDK 25 warns about.
  export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
}

# need_python: sets PYTHON to a Python that the released SDK works with.
need_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python3.10; do
    if [ -n "$candidate" ] && command -v "$candidate" >/dev/null \
      && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
      PYTHON=$candidate
      export PYTHON
      return
    fi
  done
  die "no Python 3.10 or later found: install python3"
}

# need_venv: the Python can make virtual environments.
need_venv() {
  need_python
  "$PYTHON" -c 'import venv, ensurepip' 2>/dev/null \
    || die "$PYTHON cannot make virtual environments: install its venv package (python3-venv)"
}

# maven ARGUMENT...: Maven on the whole project, without its banner.
maven() { (cd "$root" && mvn -B -ntp "$@"); }

# has_node: there is a Node that builds the web console.
has_node() {
  command -v npm >/dev/null && at_least "$(node --version 2>/dev/null | tr -d v)" 20.19
}

# console_profile: the Maven argument that builds the web console, nothing where there is no Node for it.
console_profile() {
  if has_node; then
    printf '%s' -Pconsole
  else
    say "left out: the web console, which needs Node 20.19 or later with npm" >&2
  fi
}
