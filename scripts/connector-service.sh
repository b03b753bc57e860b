# Sourced by the scripts that need a connector service: starts and stops the SDK's, with the example in sdk-cases/connectors.

# need_connector_service: what the SDK needs for it.
need_connector_service() {
  "$venv/bin/python" -c 'import grpc_health, prometheus_client' 2>/dev/null \
    || "$venv/bin/pip" install --quiet --disable-pip-version-check "flyte[connector]==$sdk_version"
}

# free_port: one that nobody listens on.
free_port() {
  "$venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# start_connector_service LOG CALLS [PORT]: in the background; sets connector_pid and connector_port. CALLS gets a line of JSON a call.
start_connector_service() {
  local log=$1 waited=0
  connector_port=${3:-$(free_port)}
  mkdir -p "$(dirname "$log")"
  (cd "$root/sdk-cases/connectors" && REMOTE_JOBS_LOG=$2 PYTHONDONTWRITEBYTECODE=1 exec "$venv/bin/c0" --port "$connector_port" \
    --prometheus_port "$(free_port)" --modules remote_jobs) >>"$log" 2>&1 &
  connector_pid=$!
  until (exec 3<>"/dev/tcp/127.0.0.1/$connector_port") 2>/dev/null; do
    kill -0 "$connector_pid" 2>/dev/null && [ $((waited += 1)) -lt 300 ] || { tail -n 20 "$log" >&2; die "the connector service did not start"; }
    sleep 0.2
  done
}

stop_connector_service() {
  [ -z "${connector_pid:-}" ] || kill "$connector_pid" 2>/dev/null || true
  connector_pid=
}
