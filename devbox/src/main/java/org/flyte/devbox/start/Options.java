package org.flyte.devbox.start;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The command line of devbox.
 *
 * @param data folder that holds everything devbox keeps
 * @param port the one port of all services; 0 takes a free one
 * @param access who reaches devbox where
 * @param ephemeral the data folder is a temporary one and is deleted at the end
 * @param host name by which pods of a real cluster reach this machine
 * @param kubernetes where pods live
 * @param store where objects are kept
 * @param namespace namespace of task pods
 * @param venv Python environment that holds the SDK; empty means the programs on PATH
 * @param help only print the usage
 */
public record Options(
        Path data,
        int port,
        NetworkAccess access,
        boolean ephemeral,
        String host,
        KubernetesMode kubernetes,
        StoreMode store,
        String namespace,
        Optional<Path> venv,
        boolean help) {

    public static final String USAGE = """
            devbox: every Flyte service in one process, on embedded PostgreSQL, Kafka and object store.

              --data DIR            data folder, kept between starts (default ~/.flyte-devbox)
              --ephemeral           use a temporary data folder and delete it at the end
              --port N              port of the API, 0 for a free one (default 8090)
              --auth                every call needs a login, by TLS; users and passwords are made and printed
              --listen ADDRESS      also serve other machines, at ADDRESS or ADDRESS:PORT (port 8443); with --auth
              --allow-host NAME     another name under which devbox may be called, such as that of a proxy in front
              --internal-port N     port for the calls between its services, 0 for a free one (default 0)
              --kubernetes WHERE    embedded: pods are processes of this machine (default)
                                    kubeconfig: pods go to the cluster of KUBECONFIG
              --store WHERE         folder: objects are files in the data folder (default with embedded)
                                    s3: objects are in an S3 server of devbox (always with kubeconfig)
              --namespace NAME      namespace of the pods (default flyte)
              --host NAME           name of this machine as pods of that cluster see it (default localhost)
              --venv DIR            Python environment with the flyte SDK (default FLYTE_DEVBOX_VENV,
                                    VIRTUAL_ENV, else the programs on PATH)
              --help                this text
            """;

    private static final int DEFAULT_PORT = 8090;

    public static Options parse(String[] arguments, Map<String, String> environment) {
        Deque<String> words = new ArrayDeque<>(Arrays.asList(arguments));
        Path data = null;
        int port = DEFAULT_PORT;
        refuseToken(environment);
        NetworkAccess access = NetworkAccess.DEFAULT;
        List<String> hosts = new ArrayList<>();
        boolean ephemeral = false;
        boolean help = false;
        String host = "localhost";
        KubernetesMode kubernetes = KubernetesMode.EMBEDDED;
        StoreMode store = null;
        String namespace = "flyte";
        Optional<Path> venv = venvOf(environment);
        while (!words.isEmpty()) {
            String name = splitValue(words);
            switch (name) {
                case "--data" -> data = Path.of(value(name, words));
                case "--port" -> port = port(name, value(name, words));
                case "--listen" -> access = access.withListen(ListenAddress.parse(value(name, words)));
                case "--auth" -> access = access.withLogin();
                case "--allow-host" -> hosts.add(value(name, words).toLowerCase(Locale.ROOT));
                case "--internal-port" -> access = access.withInternalPort(port(name, value(name, words)));
                case "--host" -> host = value(name, words);
                case "--kubernetes" -> kubernetes = KubernetesMode.parse(value(name, words));
                case "--store" -> store = StoreMode.parse(value(name, words));
                case "--namespace" -> namespace = value(name, words);
                case "--venv" -> venv = Optional.of(absolute(Path.of(value(name, words))));
                case "--ephemeral" -> ephemeral = true;
                case "--help", "-h" -> help = true;
                default -> throw new UsageException("unknown option %s: see --help", name);
            }
        }
        access = access.withAllowedHosts(hosts);
        if (ephemeral && data != null) {
            throw new UsageException("--ephemeral and --data exclude each other");
        }
        if (access.login() && kubernetes == KubernetesMode.KUBECONFIG) {
            throw new UsageException(
                    "--auth and --listen need pods that are processes of this machine: in a cluster, install"
                            + " the services and set flyte.auth there");
        }
        StoreMode objects = objects(store, kubernetes);
        Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
        Path folder = data == null ? home.resolve(".flyte-devbox") : data;
        return new Options(absolute(folder), port, access, ephemeral, host, kubernetes, objects, namespace, venv, help);
    }

    /** Where objects are kept: as asked for, else where the pods can read them. */
    private static StoreMode objects(StoreMode asked, KubernetesMode kubernetes) {
        if (asked == StoreMode.FOLDER && kubernetes == KubernetesMode.KUBECONFIG) {
            throw new UsageException("--store folder and --kubernetes kubeconfig exclude each other: "
                    + "pods of a cluster do not see a folder of this machine");
        }
        return kubernetes == KubernetesMode.KUBECONFIG || asked == StoreMode.S3 ? StoreMode.S3 : StoreMode.FOLDER;
    }

    /** True when pods are on this machine. */
    public boolean isLocal() {
        return kubernetes == KubernetesMode.EMBEDDED || host.equals("localhost") || host.startsWith("127.");
    }

    /** Name and port by which pods reach devbox. */
    public String podsAddress() {
        return isLocal() ? "localhost:" + port : new PodsAddress(host, port).endpoint();
    }

    /** Name and port by which clients on this machine reach devbox. */
    public String endpoint() {
        return isLocal() ? "localhost:" + port : new PodsAddress(host, port).clientEndpoint();
    }

    /** The address that clients of this machine use. */
    public String url() {
        return scheme() + endpoint();
    }

    /** What stands in front of names and ports of devbox. */
    String scheme() {
        return access.login() ? "https://" : "http://";
    }

    public Options withData(Path folder) {
        return new Options(absolute(folder), port, access, ephemeral, host, kubernetes, store, namespace, venv, help);
    }

    public Options withPorts(int number, int internal) {
        return new Options(
                data,
                number,
                access.withInternalPort(internal),
                ephemeral,
                host,
                kubernetes,
                store,
                namespace,
                venv,
                help);
    }

    private static String splitValue(Deque<String> words) {
        String word = words.pop();
        int equals = word.indexOf('=');
        if (equals < 0 || !word.startsWith("--")) {
            return word;
        }
        words.push(word.substring(equals + 1));
        return word.substring(0, equals);
    }

    private static String value(String name, Deque<String> words) {
        if (words.isEmpty() || words.peek().isBlank()) {
            throw new UsageException("%s needs a value: see --help", name);
        }
        return words.pop();
    }

    static int port(String name, String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // falls through to the one message
        }
        throw new UsageException("%s is %s, but must be a number from 0 to 65535", name, text);
    }

    private static void refuseToken(Map<String, String> environment) {
        if (!environment.getOrDefault("FLYTE_DEVBOX_TOKEN", "").isBlank()) {
            throw new UsageException("FLYTE_DEVBOX_TOKEN is set, but there is no such token any more: clients log in,"
                    + " programs with the client id and secret that devbox prints");
        }
    }

    private static Optional<Path> venvOf(Map<String, String> environment) {
        return Optional.ofNullable(environment.getOrDefault("FLYTE_DEVBOX_VENV", environment.get("VIRTUAL_ENV")))
                .filter(text -> !text.isBlank())
                .map(text -> absolute(Path.of(text)));
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
