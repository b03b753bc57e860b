# Sourced by the scripts that run the services as processes of their own.

# start_infrastructure FOLDER ADDRESS CLASSPATH: PostgreSQL, Kafka, S3 (bound to ADDRESS) and the stand-in for the Kubernetes
# API, in a session of their own, with their data and infrastructure.log in FOLDER. Sets infrastructure_pid and waits.
start_infrastructure() {
  local log=$1/infrastructure.log
  (umask 077 && : >"$log") # it has the secrets
  setsid "$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED -Xmx512m -cp "$3" \
    org.flyte.platform.embedded.EmbeddedInfrastructure "$1/data" "$2" >"$log" 2>&1 </dev/null &
  infrastructure_pid=$!
  for _ in $(seq 300); do grep -q '^READY=1' "$log" && return; sleep 0.2; done
  kill "$infrastructure_pid" 2>/dev/null || true
  die "the infrastructure did not start, see $log"
}

# read_infrastructure FOLDER: sets POSTGRES_PORT, POSTGRES_PASSWORD, KAFKA, KUBERNETES, S3_PORT, S3_ACCESS_KEY and S3_SECRET_KEY.
read_infrastructure() { eval "$(grep -E '^[A-Z0-9_]+=' "$1/infrastructure.log")"; }

# write_secrets FOLDER: puts the secrets of the services into a file that only this user reads, and prints the argument
# that names it: every user of the machine sees the arguments themselves.
write_secrets() {
  (umask 077 && cat >"$1/secrets.properties" <<SECRETS
flyte.storage.s3.secret-key=$S3_SECRET_KEY
flyte.database.password=$POSTGRES_PASSWORD
flyte.executor.pod.default-env.FLYTE_AWS_SECRET_ACCESS_KEY=$S3_SECRET_KEY
SECRETS
  )
  printf -- '-Dsmallrye.config.locations=file:%s/secrets.properties' "$1"
}

# packaged_infrastructure: the class path of a devbox that is built.
packaged_infrastructure() {
  printf '%s' "$root/devbox/target/quarkus-app/lib/main/*:$root/devbox/target/quarkus-app/lib/boot/*"
}
