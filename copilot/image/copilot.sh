#!/bin/sh
# copilot download|upload|sidecar FLAG...: the program of copilot's containers; see docs/behaviour/raw-containers.md.
# sidecar waits for SIGTERM, which the kubelet sends once the task has ended, and then uploads. It waits here and not in a
# JVM: a shell is ready for the signal at once, and takes 1 MB while the task runs.
umask 0
home=${COPILOT_HOME:-/opt/copilot}
if [ "${1:-}" = sidecar ]; then
  shift
  ended=
  trap 'ended=yes' TERM INT
  sleep 2147483647 &
  until [ -n "$ended" ]; do wait; done
  # The JVM leaves ignored signals ignored: a second one does not cut the upload.
  trap '' TERM INT
  kill -KILL $! 2>/dev/null
  set -- upload "$@"
fi
cache=$home/${1:-}.aot
[ -f "$cache" ] && cache=-XX:AOTCache=$cache || cache=-Xshare:auto
exec "$home/java/bin/java" "@$home/jvm.options" "$cache" org.flyte.copilot.Copilot "$@"
