package org.flyte.devbox.start;

import java.util.OptionalInt;
import org.flyte.platform.events.ActionEventRecord;

/**
 * What devbox prints when it is ready.
 *
 * @param brokers addresses of the embedded Kafka
 * @param token what clients on other machines send; empty when there are none. Printed only where devbox made it
 * @param consolePort the port of the console, where that is not the endpoint's
 * @param startMillis how long the start took
 */
public record StartupBanner(Options options, String brokers, String token, OptionalInt consolePort, long startMillis) {
    /** The text, with the line that points the SDK at this devbox. */
    public String text() {
        String endpoint = options.endpoint();
        String pods = options.kubernetes() == KubernetesMode.KUBECONFIG
                ? "in the cluster of KUBECONFIG, namespace " + options.namespace()
                : "as processes of this machine, Python of "
                        + options.venv().map(Object::toString).orElse("PATH");
        return """

                Flyte devbox is up (%.1f s).

                  endpoint     http://%s    Connect and gRPC on one port
                  console      http://%s/v2/    the SDK's links lead there
                  internal     http://127.0.0.1:%d    also what the services write; for tests and measurements
                %s  data         %s%s
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
                        consolePort.isPresent() ? "localhost:" + consolePort.getAsInt() : endpoint,
                        options.access().internalPort(),
                        access(),
                        options.data(),
                        options.ephemeral() ? "    deleted at the end" : "    kept between starts",
                        pods,
                        brokers,
                        ActionEventRecord.TOPIC,
                        options.data().resolve("devbox.log"),
                        endpoint,
                        ProcessHandle.current().pid());
    }

    /** What others than this machine reach. */
    private String access() {
        StringBuilder lines = new StringBuilder();
        if (!options.isLocal()) {
            lines.append(
                    "  open         http://%s    for pods, without a token: the SDK sends none over plain HTTP, so whoever\n"
                            .formatted(options.podsAddress()));
            lines.append("               reaches that address may start runs; let only the cluster reach it\n");
        } else if (!options.host().equals("localhost")) {
            lines.append("  host         --host is for pods of a cluster; --listen ADDRESS lets other machines in\n");
        }
        options.access()
                .listen()
                .ifPresent(address -> lines.append("""
                          remote       https://%s    for those who send the token; on the other machine, in ~/.flyte/config.yaml:
                                         admin: {endpoint: "dns:///THIS-MACHINE:%d", authType: ExternalCommand, command: [echo, %s]}
                                       and SSL_CERT_FILE=tls.pem with a copy of %s
                        """.formatted(
                                address,
                                address.port(),
                                options.access().token().isPresent() ? "TOKEN" : token,
                                options.data().resolve("tls.pem"))));
        return lines.toString();
    }
}
