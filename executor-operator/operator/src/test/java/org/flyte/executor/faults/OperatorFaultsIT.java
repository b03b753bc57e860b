package org.flyte.executor.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.flyte.crd.PhaseEntry;
import org.flyte.crd.TaskAction;
import org.flyte.executor.Actions;
import org.flyte.executor.EventLog;
import org.flyte.executor.faults.LifeCheck.Life;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.events.EventId;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.ActionPhases;
import org.flyte.platform.testkit.FaultyNetwork;
import org.flyte.platform.testkit.RealCluster;
import org.flyte.platform.testkit.RealKafka;
import org.flyte.platform.testkit.RealKubernetes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two operators on a real control plane with a simulated node, while many actions run: each operator is killed, the leader
 * is paused until another leads, and the API server is unavailable. Parameters: {@code -Dfaults.seed}, {@code -Dfaults.actions}
 * (500), {@code -Dfaults.outage-seconds} of the API server (10).
 */
@RealCluster
class OperatorFaultsIT {
    private static final String LEASE = "executor-operator";
    private static final Duration LONG = Duration.ofMinutes(4);

    private final long seed = Long.getLong("faults.seed", System.nanoTime());
    private final int count = Integer.getInteger("faults.actions", 500);
    private final long outageSeconds = Long.getLong("faults.outage-seconds", 10);
    private final Random random = new Random(seed);
    private final String namespace = "flyte-faults-" + Long.toHexString(seed & 0xffffffffL);
    private final Map<String, Plan> plans = new ConcurrentHashMap<>();
    private final Map<String, TaskAction> created = new ConcurrentHashMap<>();
    private final Set<String> aborted = ConcurrentHashMap.newKeySet();

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS) // the test has limits of its own
    void losesNothingAndDoesNothingTwice() throws Exception {
        System.out.printf(
                "OperatorFaultsIT: -Dfaults.seed=%d -Dfaults.actions=%d -Dfaults.outage-seconds=%d%n",
                seed, count, outageSeconds);
        Path logs = Files.createDirectories(Path.of("target", "faults"));
        Vertx vertx = Vertx.vertx();
        try (KubernetesClient client = RealKubernetes.client();
                FaultyNetwork network = new FaultyNetwork(vertx, apiPort())) {
            prepare(client);
            Map<String, String> settings = settings();
            Path kubeconfig = kubeconfigThrough(network.port());
            try (SimulatedNode node = new SimulatedNode(client, namespace, namespace, Clock.systemUTC(), 4_000);
                    OperatorProcess first = new OperatorProcess("first", settings, kubeconfig, logs);
                    OperatorProcess second = new OperatorProcess("second", settings, kubeconfig, logs)) {
                List<OperatorProcess> operators = List.of(first, second);
                operators.forEach(OperatorProcess::start);
                Thread driver = Thread.ofVirtual().start(() -> drive(client));
                makeFaults(client, network, operators, driver::isAlive);
                driver.join();
                assertThat(created).hasSize(count);
                awaitEnd(client, operators);
                assertThat(violations(client, node))
                        .as("violations; seed %d; logs in %s", seed, logs.toAbsolutePath())
                        .isEmpty();
                deleteAll(client, operators);
            } finally {
                client.namespaces().withName(namespace).delete();
            }
        } finally {
            vertx.close();
        }
    }

    private void prepare(KubernetesClient client) {
        RealKubernetes.applyCrds(client);
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("flyte.kubernetes.namespace", namespace);
        settings.put("flyte.events.bootstrap-servers", RealKafka.bootstrapServers());
        settings.put("flyte.storage.base", folder.resolve("store").toString());
        settings.put("flyte.executor.leader-elect", "true");
        settings.put("flyte.executor.cache.enabled", "false");
        settings.put("flyte.executor.logs.enabled", "false");
        settings.put("flyte.executor.pod.node-selector.\"kubernetes.io/hostname\"", namespace);
        settings.put("flyte.executor.pod.tolerations[0].key", namespace);
        settings.put("flyte.executor.pod.tolerations[0].operator", "Exists");
        return settings;
    }

    private static int apiPort() {
        return URI.create(Config.fromKubeconfig(
                                Path.of(RealKubernetes.kubeconfig()).toFile())
                        .getMasterUrl())
                .getPort();
    }

    private Path kubeconfigThrough(int port) throws IOException {
        String text = Files.readString(Path.of(RealKubernetes.kubeconfig()));
        return Files.writeString(
                folder.resolve("kubeconfig"),
                text.replaceAll("(server: \"?https://)[^\"\\s,}]+", "$1" + "127.0.0.1:" + port));
    }

    /** Creates all actions over some time, and aborts some of them at any time. */
    private void drive(KubernetesClient client) {
        Random choice = new Random(seed);
        List<TaskAction> running = new ArrayList<>();
        while (created.size() < count) {
            Plan plan = Plan.values()[Math.min(3, choice.nextInt(10) / 2)];
            TaskAction action = client.resource(Actions.action(
                            namespace,
                            folder.resolve("store").toString(),
                            template(plan),
                            spec -> spec.runName = "r" + created.size()))
                    .create();
            String name = action.getSpec().runName;
            plans.put(name, plan);
            created.put(name, action);
            running.add(action);
            if (choice.nextInt(12) == 0) {
                abort(client, running.remove(choice.nextInt(running.size())));
            }
            pause(choice.nextInt(200));
        }
        created.values().stream()
                .filter(action -> plans.get(action.getSpec().runName) == Plan.RUNS_ON)
                .forEach(action -> abort(client, action));
    }

    private void abort(KubernetesClient client, TaskAction action) {
        client.resource(action).delete();
        aborted.add(action.getSpec().runName);
    }

    private static TaskTemplate template(Plan plan) {
        TaskTemplate.Builder template = Actions.template(Plan.RETRIES);
        template.getContainerBuilder()
                .addEnvBuilder()
                .setKey(SimulatedNode.PLAN)
                .setValue(plan.name());
        return template.build();
    }

    /** At least one of each, in random order, and then as long as the driver works. */
    private void makeFaults(
            KubernetesClient client, FaultyNetwork network, List<OperatorProcess> operators, BooleanSupplier more)
            throws InterruptedException {
        for (int i = 0; i < 6 || more.getAsBoolean(); i++) {
            pause(1_000 + random.nextInt(4_000));
            switch (i == 2 ? 8 : i == 4 ? 9 : random.nextInt(8)) {
                case 8 -> pauseTheLeader(client, operators);
                case 9 -> {
                    network.refuse();
                    TimeUnit.SECONDS.sleep(outageSeconds);
                    network.repair();
                }
                case 0 -> {
                    for (OperatorProcess operator : operators) {
                        operator.kill();
                    }
                }
                case 1 -> network.cut();
                default -> operators.get(random.nextInt(2)).kill();
            }
            pause(random.nextInt(1_500));
            operators.forEach(OperatorProcess::start);
        }
    }

    /** It still believes that it leads when it goes on. */
    private void pauseTheLeader(KubernetesClient client, List<OperatorProcess> operators) throws InterruptedException {
        operators.forEach(OperatorProcess::start);
        OperatorProcess leader = await().atMost(LONG)
                .until(
                        () -> operators.stream()
                                .filter(operator -> operator.name().equals(leader(client)))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        leader.pause();
        await().atMost(LONG).until(() -> !leader.name().equals(leader(client)));
        TimeUnit.SECONDS.sleep(2);
        leader.resume();
    }

    private String leader(KubernetesClient client) {
        Lease lease = client.leases().inNamespace(namespace).withName(LEASE).get();
        return lease == null ? "" : String.valueOf(lease.getSpec().getHolderIdentity());
    }

    private void awaitEnd(KubernetesClient client, List<OperatorProcess> operators) {
        await().atMost(LONG).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            operators.forEach(OperatorProcess::start);
            assertThat(actions(client))
                    .as("actions without an end; seed %d", seed)
                    .allMatch(action -> action.getStatus() != null
                            && action.getStatus().phase != null
                            && ActionPhases.isTerminal(ActionPhases.parse(action.getStatus().phase))
                            && action.getMetadata().getDeletionTimestamp() == null);
        });
    }

    private List<String> violations(KubernetesClient client, SimulatedNode node) {
        Map<String, TaskAction> left = actions(client).stream()
                .collect(Collectors.toMap(action -> action.getSpec().runName, action -> action));
        Map<String, List<EventId>> events = readEvents();
        LifeCheck check = new LifeCheck();
        created.forEach((name, action) -> check.check(new Life(
                name,
                plans.get(name),
                aborted.contains(name),
                events.getOrDefault(name, List.of()),
                left.containsKey(name) ? history(left.get(name)) : null,
                podsOf(action, node))));
        int sent = events.values().stream().mapToInt(Collection::size).sum();
        int distinct = events.values().stream()
                .mapToInt(all -> new HashSet<>(all).size())
                .sum();
        System.out.printf(
                "OperatorFaultsIT: %d actions, %d pods, %d events, %d of them again%n",
                created.size(), node.uids().size(), distinct, sent - distinct);
        return check.violations();
    }

    private static Map<String, Set<String>> podsOf(TaskAction action, SimulatedNode node) {
        String prefix = action.getMetadata().getName() + "-";
        return node.uids().entrySet().stream()
                .filter(pod -> pod.getKey().startsWith(prefix))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }

    private static List<EventId> history(TaskAction action) {
        var spec = action.getSpec();
        ActionKey key = new ActionKey(spec.project, spec.domain, spec.runName, spec.actionName);
        return action.getStatus().phaseHistory.stream()
                .map((PhaseEntry entry) ->
                        new EventId(key, entry.attempt, ActionPhases.parse(entry.phase), entry.version))
                .toList();
    }

    /** Nothing is left behind. */
    private void deleteAll(KubernetesClient client, List<OperatorProcess> operators) {
        created.values().stream()
                .filter(action -> !aborted.contains(action.getSpec().runName))
                .forEach(action -> client.resource(action).delete());
        await().atMost(LONG).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            operators.forEach(OperatorProcess::start);
            assertThat(actions(client)).as("TaskActions").isEmpty();
            assertThat(client.pods().inNamespace(namespace).list().getItems())
                    .as("pods")
                    .isEmpty();
        });
    }

    private List<TaskAction> actions(KubernetesClient client) {
        return client.resources(TaskAction.class).inNamespace(namespace).list().getItems();
    }

    /** Ids of events by the name of the run, in the order of the log. */
    private Map<String, List<EventId>> readEvents() {
        try (EventLog log = new EventLog(RealKafka.bootstrapServers())) {
            return log.untilQuiet(Duration.ofSeconds(8)).stream()
                    .map(EventId::of)
                    .filter(id -> created.containsKey(id.action().run().name()))
                    .collect(Collectors.groupingBy(id -> id.action().run().name()));
        }
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
