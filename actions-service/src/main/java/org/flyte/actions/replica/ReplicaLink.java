package org.flyte.actions.replica;

import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.micrometer.core.instrument.Counter;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.flyte.actions.ActionsConfig;
import org.flyte.idl.internal.MutinyChildStateServiceGrpc;
import org.flyte.idl.internal.MutinyChildStateServiceGrpc.MutinyChildStateServiceStub;
import org.flyte.idl.internal.OfferChildrenRequest;
import org.flyte.idl.internal.OfferChildrenResponse;
import org.flyte.idl.internal.OfferedChild;
import org.jboss.logging.Logger;

/**
 * One address of a replica. One call at a time: what is offered meanwhile goes with the next one, so the order is kept. A
 * replica that does not answer has no streams either; what it is not told is counted and dropped. Thread-safe.
 */
final class ReplicaLink implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ReplicaLink.class);
    private static final int MAX_BATCH = 500;

    private final InetSocketAddress address;
    private final String ownIdentity;
    private final ActionsConfig.Replicas config;
    private final Counter lost;
    private final ManagedChannel channel;
    private final MutinyChildStateServiceStub replica;
    private final Queue<OfferedChild> waiting = new ArrayDeque<>();
    private boolean sending;
    private boolean unavailable;
    private volatile boolean self;

    ReplicaLink(
            InetSocketAddress address,
            String ownIdentity,
            ActionsConfig.Replicas config,
            Counter lost,
            ClientInterceptor credentials) {
        this.address = address;
        this.ownIdentity = ownIdentity;
        this.config = config;
        this.lost = lost;
        this.channel = ManagedChannelBuilder.forAddress(address.getAddress().getHostAddress(), address.getPort())
                .usePlaintext()
                .build();
        this.replica = MutinyChildStateServiceGrpc.newMutinyStub(ClientInterceptors.intercept(channel, credentials));
    }

    /** Whether it is not known to be this process itself. */
    boolean isOther() {
        return !self;
    }

    void offer(OfferedChild child) {
        if (self) {
            return;
        }
        List<OfferedChild> batch;
        synchronized (this) {
            if (waiting.size() >= config.buffer()) {
                lost.increment();
                return;
            }
            waiting.add(child);
            if (sending) {
                return;
            }
            sending = true;
            batch = nextBatch();
        }
        send(batch);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private void send(List<OfferedChild> batch) {
        replica.withDeadlineAfter(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .offerChildren(
                        OfferChildrenRequest.newBuilder().addAllChildren(batch).build())
                .subscribe()
                .with(this::sent, failure -> failed(batch, failure));
    }

    private void sent(OfferChildrenResponse response) {
        self = response.getReplica().equals(ownIdentity);
        synchronized (this) {
            unavailable = false;
        }
        sendNext();
    }

    private void failed(List<OfferedChild> batch, Throwable failure) {
        lost.increment(batch.size());
        synchronized (this) {
            if (!unavailable) {
                unavailable = true;
                LOG.warnf("replica not told of child states: address=%s cause=%s", address, failure.getMessage());
            }
        }
        sendNext();
    }

    private void sendNext() {
        List<OfferedChild> batch;
        synchronized (this) {
            if (self) {
                waiting.clear();
            }
            batch = nextBatch();
            sending = !batch.isEmpty();
        }
        if (!batch.isEmpty()) {
            send(batch);
        }
    }

    /** To be called with the lock held. */
    private List<OfferedChild> nextBatch() {
        List<OfferedChild> batch = new ArrayList<>();
        while (batch.size() < MAX_BATCH && !waiting.isEmpty()) {
            batch.add(waiting.remove());
        }
        return batch;
    }
}
