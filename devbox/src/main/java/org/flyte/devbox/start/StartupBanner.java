package org.flyte.devbox.start;

import org.flyte.platform.events.ActionEventRecord;

/**
 * What devbox prints when it is ready.
 *
 * @param brokers addresses of the embedded Kafka
 * @param startMillis how long the start took
 */
public record StartupBanner(Options options, String brokers, long startMillis) {
    /** The text, with the line that points the SDK at this devbox. */
    public String text() {
        String endpoint = "%s:%d".formatted(options.host(), options.port());
        String pods = options.kubernetes() == KubernetesMode.KUBECONFIG
                ? "in the cluster of KUBECONFIG, namespace " + options.namespace()
                : "as processes of this machine, Python of "
                        + options.venv().map(Object::toString).orElse("PATH");
        return """

                Flyte devbox is up (%.1f s).

                  endpoint     http://%s    Connect and gRPC on one port
                  internal     http://127.0.0.1:%d    also what the services write; for tests and measurements
                  data         %s%s
                  pods         %s
                  events       %s    Kafka topic %s
                  log          %s

                Point the SDK at it, then run something:
                  flyte create config --endpoint %s --insecure --project flytesnacks --domain development --builder local
                  flyte run my_workflow.py my_task --my_input 42

                Stop it with Ctrl-C or: kill %d
                """.formatted(
                        startMillis / 1000.0,
                        endpoint,
                        options.access().internalPort(),
                        options.data(),
                        options.ephemeral() ? "    deleted at the end" : "    kept between starts",
                        pods,
                        brokers,
                        ActionEventRecord.TOPIC,
                        options.data().resolve("devbox.log"),
                        endpoint,
                        ProcessHandle.current().pid());
    }
}
