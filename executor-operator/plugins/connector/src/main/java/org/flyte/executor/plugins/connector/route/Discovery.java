package org.flyte.executor.plugins.connector.route;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.flyte.executor.plugins.connector.settings.ConnectorSettings;
import org.flyte.executor.plugins.connector.settings.Endpoint;
import org.flyte.executor.plugins.connector.wire.Connector;
import org.flyte.idl.connector.ListConnectorsResponse;
import org.flyte.idl.connector.TaskCategory;
import org.flyte.platform.model.Backoff;
import org.jboss.logging.Logger;

/**
 * Asks every endpoint again and again for the types of tasks that it takes. What an endpoint has listed is valid until it lists something
 * else: also while it does not answer.
 */
public final class Discovery implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Discovery.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final double LEAST_JITTER = 0.8;

    /** Of one endpoint; more are not looked at. */
    private static final int MAX_CATEGORIES = 10_000;

    private final ConnectorSettings settings;
    private final List<Endpoint> endpoints;
    private final Backoff backoff;
    private final List<Thread> threads = new ArrayList<>();
    /** What endpoints have listed, by id; guarded by this. */
    private final Map<String, Set<TaskCategory>> known = new HashMap<>();

    private volatile Routes routes;
    private volatile boolean complete;

    public Discovery(List<Connector> connectors, ConnectorSettings settings) {
        this.settings = settings;
        this.endpoints = connectors.stream().map(Connector::endpoint).toList();
        this.backoff = Backoff.doubling(
                settings.discoveryInterval().dividedBy(4),
                settings.discoveryInterval().compareTo(LONGEST_PAUSE) > 0
                        ? settings.discoveryInterval()
                        : LONGEST_PAUSE);
        this.routes = new Routes(endpoints, settings.types(), known);
        this.complete = endpoints.isEmpty();
        for (Connector connector : connectors) {
            threads.add(Thread.ofVirtual()
                    .name("connector-" + connector.endpoint().id() + "-discovery")
                    .start(() -> askAgainAndAgain(connector)));
        }
    }

    public Routes routes() {
        return routes;
    }

    /** Whether every endpoint has answered at least once. */
    public boolean isComplete() {
        return complete;
    }

    private void askAgainAndAgain(Connector connector) {
        int failures = 0;
        try {
            while (true) {
                failures = ask(connector) ? 0 : failures + 1;
                Thread.sleep(pause(failures));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration pause(int failures) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return failures > 0
                ? backoff.jittered(failures, random)
                : Duration.ofMillis(
                        (long) (settings.discoveryInterval().toMillis() * random.nextDouble(LEAST_JITTER, 1)));
    }

    private boolean ask(Connector connector) {
        try {
            learn(connector.endpoint(), connector.list());
            return true;
        } catch (StatusRuntimeException e) {
            // The connector reports its outages itself.
            LOG.debugf(
                    "types not listed endpoint=%s cause=%s",
                    connector.endpoint().id(), e.getStatus());
            return false;
        }
    }

    private synchronized void learn(Endpoint endpoint, ListConnectorsResponse response) {
        Set<TaskCategory> listed = response.getConnectorsList().stream()
                .flatMap(found -> found.getSupportedTaskCategoriesList().stream())
                .filter(category -> !category.getName().isEmpty())
                .limit(MAX_CATEGORIES)
                .collect(Collectors.toSet());
        if (listed.equals(known.put(endpoint.id(), listed))) {
            return;
        }
        routes = new Routes(endpoints, settings.types(), known);
        complete = known.size() == endpoints.size();
        LOG.infof("connector takes endpoint=%s types=%s", endpoint.id(), names(listed));
    }

    private static String names(Set<TaskCategory> categories) {
        Set<String> names = new TreeSet<>();
        categories.forEach(category -> names.add(
                category.getVersion() == 0 ? category.getName() : category.getName() + ":" + category.getVersion()));
        return String.join(",", names);
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
