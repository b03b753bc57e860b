package org.flyte.devbox.start;

import java.util.OptionalInt;
import org.flyte.platform.events.ActionEventRecord;

/**
 * What devbox prints when it is ready.
 *
 * @param brokers addresses of the embedded Kafka
 * @param consolePort the port of the console, where that is not the endpoint's
 * @param startMillis how long the start took
 */
public record StartupBanner(Options options, String brokers, OptionalInt consolePort, long startMillis) {
    /** The text, with the line that points the SDK at this devbox. */
    public String text() {
        String endpoint = options.endpoint();
        String pods = options.kubernetes() == KubernetesMode.KUBECONFIG
                ? "in the cluster of KUBECONFIG, namespace " + options.namespace()
                : "as processes of this machine, Python of "
                        + options.venv().map(Object::toString).orElse("PATH");
        return """

                Flyte devbox is up (%.1f s).

                  endpoint     %s    Connect and gRPC on one port
                  console      %s/v2/    the SDK's links lead there
                  internal     http://127.0.0.1:%d    also what the services write; for tests and measurements
                %s  data         %s%s
                  pods         %s
                  events       %s    Kafka topic %s
                  log          %s

                Point the SDK at it, then run something:
                  %s
                  flyte run my_workflow.py my_task --my_input 42

                Stop it with Ctrl-C or: kill %d
                """.formatted(
                startMillis / 1000.0,
                options.url(),
                consolePort.isPresent() ? options.scheme() + "localhost:" + consolePort.getAsInt() : options.url(),
                options.access().internalPort(),
                access(),
                options.data(),
                options.ephemeral() ? "    deleted at the end" : "    kept between starts",
                pods,
                brokers,
                ActionEventRecord.TOPIC,
                options.data().resolve("devbox.log"),
                createConfig(endpoint),
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
        if (options.access().login()) {
            lines.append(login());
        }
        return lines.toString();
    }

    private String createConfig(String endpoint) {
        String place = "--project flytesnacks --domain development --builder local";
        return options.access().login()
                ? "export SSL_CERT_FILE=%s\n  flyte create config --endpoint %s %s"
                        .formatted(options.data().resolve("tls-bundle.pem"), endpoint, place)
                : "flyte create config --endpoint %s --insecure %s".formatted(endpoint, place);
    }

    private String login() {
        DevboxLogin login = DevboxLogin.of(options);
        StringBuilder lines = new StringBuilder("  login        %s\n".formatted(login.issuer()));
        login.passwords().forEach((user, password) -> lines.append("    %-10s %s\n".formatted(user, password)));
        lines.append("    %-10s %s    for programs: authType ClientSecret\n"
                .formatted(DevboxLogin.PROGRAM, login.programSecret()));
        options.access()
                .listen()
                .ifPresent(address -> lines.append("""
                          remote       %s    on the other machine: copy %s there,
                                       SSL_CERT_FILE=tls-bundle.pem flyte create config --endpoint %s
                        """.formatted(
                                login.publicUrl(),
                                options.data().resolve("tls-bundle.pem"),
                                login.publicUrl().replace("https://", ""))));
        return lines.toString();
    }
}
