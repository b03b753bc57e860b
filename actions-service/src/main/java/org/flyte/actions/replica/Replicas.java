package org.flyte.actions.replica;

import io.grpc.ClientInterceptor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.flyte.actions.ActionsConfig;
import org.flyte.actions.child.ChildState;
import org.flyte.idl.internal.OfferedChild;
import org.flyte.platform.identity.outgoing.ServiceCredentials;
import org.flyte.platform.model.ActionKey;
import org.jboss.logging.Logger;

/**
 * Tells the other replicas of this service the states of children that no TaskAction shows, so that a stream gets them at
 * once on whichever replica it is. Best effort: what is lost comes with the next heartbeat of the stream, which reads the
 * durable state. See docs/adr/0035-replicas-of-actions-service-pass-states-on.md.
 */
@ApplicationScoped
public class Replicas {
    private static final Logger LOG = Logger.getLogger(Replicas.class);

    private final String identity;
    private final ActionsConfig.Replicas config;
    /** As configured: names and ports. */
    private final List<InetSocketAddress> addresses;

    private final Vertx vertx;
    private final ClientInterceptor credentials;
    private final ExecutorService virtualThreads;
    private final Counter lost;
    private final Map<InetSocketAddress, ReplicaLink> links = new ConcurrentHashMap<>();

    @Inject
    Replicas(
            ActionsConfig config,
            Vertx vertx,
            @VirtualThreads ExecutorService virtualThreads,
            MeterRegistry metrics,
            ServiceCredentials credentials) {
        this(
                config,
                vertx,
                virtualThreads,
                metrics,
                credentials,
                UUID.randomUUID().toString());
    }

    Replicas(
            ActionsConfig config,
            Vertx vertx,
            ExecutorService virtualThreads,
            MeterRegistry metrics,
            ServiceCredentials credentials,
            String identity) {
        this.identity = identity;
        this.config = config.replicas();
        this.addresses = this.config.addresses().orElse(List.of()).stream()
                .map(Replicas::parse)
                .toList();
        this.vertx = vertx;
        this.credentials = credentials.ofOwnWork();
        this.virtualThreads = virtualThreads;
        this.lost = metrics.counter("flyte.actions.replicas.lost");
        metrics.gauge("flyte.actions.replicas", links, Replicas::others);
    }

    void start(@Observes StartupEvent event) {
        if (!addresses.isEmpty()) {
            virtualThreads.execute(this::resolve);
            vertx.setPeriodic(config.refresh().toMillis(), timer -> virtualThreads.execute(this::resolve));
        }
    }

    @PreDestroy
    void close() {
        links.values().forEach(ReplicaLink::close);
    }

    /** Identifies this process among the replicas. */
    public String identity() {
        return identity;
    }

    /** Tells all other replicas, without waiting. */
    public void offer(ActionKey parent, ChildState child) {
        if (links.isEmpty()) {
            return;
        }
        OfferedChild offered = OfferedChild.newBuilder()
                .setParent(parent.toProto())
                .setChild(org.flyte.idl.internal.ChildState.newBuilder()
                        .setUpdate(child.update())
                        .setAttempt(child.attempt()))
                .build();
        links.values().forEach(link -> link.offer(offered));
    }

    /** Opens links to new addresses and closes those to addresses that are gone. Blocks. */
    synchronized void resolve() {
        Set<InetSocketAddress> found = new HashSet<>();
        for (InetSocketAddress named : addresses) {
            try {
                for (InetAddress ip : InetAddress.getAllByName(named.getHostString())) {
                    found.add(new InetSocketAddress(ip, named.getPort()));
                }
            } catch (UnknownHostException e) {
                LOG.debugf("replicas not found: address=%s", named);
            }
        }
        found.forEach(address -> links.computeIfAbsent(address, this::link));
        links.keySet().stream()
                .filter(address -> !found.contains(address))
                .toList()
                .forEach(gone -> links.remove(gone).close());
    }

    private ReplicaLink link(InetSocketAddress address) {
        return new ReplicaLink(address, identity, config, lost, credentials);
    }

    private static InetSocketAddress parse(String address) {
        try {
            int colon = address.lastIndexOf(':');
            return InetSocketAddress.createUnresolved(
                    address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "flyte.actions.replicas.addresses: '%s' is not host:port".formatted(address), e);
        }
    }

    private static double others(Map<InetSocketAddress, ReplicaLink> links) {
        return links.values().stream().filter(ReplicaLink::isOther).count();
    }
}
