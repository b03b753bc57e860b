package org.flyte.executor.pool;

import io.fabric8.kubernetes.api.model.Pod;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.flyte.crd.Names;
import org.flyte.executor.config.PoolConfig;
import org.flyte.executor.pool.rule.End;
import org.flyte.executor.pool.wire.Hello;
import org.flyte.executor.pool.wire.PoolListener;
import org.flyte.executor.pool.wire.Session;
import org.flyte.executor.pool.wire.SupervisorListener;
import org.flyte.executor.pool.wire.Supervisors;
import org.flyte.executor.pool.wire.WorkerState;
import org.jboss.logging.Logger;

/** The supervisors that are connected: those of pods of a pool, with its token. */
@ApplicationScoped
class PoolSupervisors implements Supervisors {
    private static final Logger LOG = Logger.getLogger(PoolSupervisors.class);

    private final PoolConfig config;
    private final Pools pools;
    private final PoolTokens tokens;
    private final WorkerPodCache pods;
    private final PoolLogs logs;
    private final MeterRegistry metrics;
    private final Counter refused;
    private volatile PoolListener listener;

    PoolSupervisors(
            PoolConfig config,
            Pools pools,
            PoolTokens tokens,
            WorkerPodCache pods,
            PoolLogs logs,
            MeterRegistry metrics) {
        this.config = config;
        this.pools = pools;
        this.tokens = tokens;
        this.pods = pods;
        this.logs = logs;
        this.metrics = metrics;
        this.refused = Counter.builder("flyte.executor.pool.refused")
                .description("Messages of supervisors about tasks that they do not run, and wrong tokens")
                .register(metrics);
    }

    void start(@Observes StartupEvent event) {
        if (isEnabled()) {
            try {
                listener = new PoolListener(config.listen(), config.port(), config.maxConnections(), this);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "flyte.executor.pool.port %d of %s cannot be used: %s"
                                .formatted(config.port(), config.listen(), e.getMessage()),
                        e);
            }
        }
    }

    @PreDestroy
    void stop() {
        if (listener != null) {
            listener.close();
        }
    }

    boolean isEnabled() {
        return config.host().filter(host -> !host.isBlank()).isPresent();
    }

    /** Where supervisors connect to. */
    String address() {
        return config.host().orElseThrow() + ":" + (listener == null ? config.port() : listener.port());
    }

    @Override
    public Optional<SupervisorListener> accept(Hello hello, Session session) {
        int slash = hello.pool().indexOf('/');
        if (!pools.isLeading() || slash <= 0) {
            return Optional.empty();
        }
        String namespace = hello.pool().substring(0, slash);
        String name = hello.pool().substring(slash + 1);
        Optional<Pod> pod = pods.get(namespace, hello.pod())
                .filter(found -> hello.uid().equals(found.getMetadata().getUid()))
                .filter(found -> name.equals(found.getMetadata().getLabels().get(Names.LABEL_POOL)));
        if (pod.isEmpty()) {
            return Optional.empty();
        }
        if (!tokens.isOf(namespace, name, hello.token())) {
            refused.increment();
            LOG.warnf("a supervisor has a wrong token pod=%s/%s", namespace, hello.pod());
            return Optional.empty();
        }
        Pool pool = pools.of(namespace, name);
        Connection connection = new Connection(pool, pool.reports().connected(hello, session), session);
        connection.state(hello.state());
        pods.changed(namespace, name);
        return Optional.of(connection);
    }

    /** What one supervisor says. */
    private final class Connection implements SupervisorListener {
        private final Pool pool;
        private final WorkerReplica replica;
        private final Session session;

        Connection(Pool pool, WorkerReplica replica, Session session) {
            this.pool = pool;
            this.replica = replica;
            this.session = session;
        }

        @Override
        public void state(WorkerState state) {
            if (state.unusable() != null) {
                pool.capacity().unusable(state.unusable(), config.unusableTime());
            }
            pool.reports().ready(replica, state.ready() && state.unusable() == null);
            pods.changed(pool.namespace(), pool.name());
        }

        @Override
        public void accepted(String id) {
            replica.answered(id, true);
        }

        @Override
        public void refused(String id) {
            pool.reports().refused(replica, id);
        }

        @Override
        public void started(String id) {
            check(id, pool.reports().started(replica, id));
        }

        @Override
        public void ended(String id, End end, byte[] log) {
            logs.ended(id, log);
            if (!check(id, pool.reports().ended(replica, id, end))) {
                logs.forget(id);
            }
        }

        private boolean check(String id, boolean leased) {
            if (!leased) {
                refused.increment();
                LOG.warnf(
                        "a supervisor reports a task that it was not given pod=%s try=%s",
                        replica.pod, id.replaceAll("[^a-z0-9./-]", "?"));
            }
            return leased;
        }

        @Override
        public void restarted(String reason) {
            String known = reason.matches("tasks|memory|age|abort|ended|out-of-memory") ? reason : "other";
            metrics.counter("flyte.executor.pool.restarts", "reason", known).increment();
        }

        @Override
        public void closed() {
            pool.reports().disconnected(replica, session);
            pods.changed(pool.namespace(), pool.name());
        }
    }
}
