package org.flyte.apps.logs;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.logs.AppReplicas.Replica;
import org.flyte.apps.store.AppStore;
import org.flyte.idl.app.ReplicaIdentifierList;
import org.flyte.idl.app.TailLogsResponse;
import org.flyte.platform.connect.CallContext;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.podlogs.PodLogSource;

/** Follows the logs of the replicas that an app has now; the stream ends with the last of them. */
@ApplicationScoped
class TailAppLogs {
    private final AppStore store;
    private final AppReplicas replicas;
    private final PodLogSource source;
    private final AppsConfig.Logs config;
    private final ExecutorService threads;
    private final AtomicInteger streams;

    TailAppLogs(
            AppStore store,
            AppReplicas replicas,
            PodLogSource source,
            AppsConfig config,
            @VirtualThreads ExecutorService threads,
            MeterRegistry metrics) {
        this.store = store;
        this.replicas = replicas;
        this.source = source;
        this.config = config.logs();
        this.threads = threads;
        this.streams = metrics.gauge("flyte.apps.log.streams", new AtomicInteger());
    }

    /** First the replicas, then their lines. NotFound when there is nothing to read yet; clients retry. */
    Multi<TailLogsResponse> execute(AppLogSelection selection) {
        return store.find(selection.app())
                .invoke(found -> {
                    if (found.isEmpty() || found.get().isDeleted()) {
                        throw new NotFound("app %s does not exist", selection.app());
                    }
                })
                .chain(_ -> find(selection))
                .onItem()
                .transformToMulti(this::stream);
    }

    private Uni<List<Replica>> find(AppLogSelection selection) {
        return Uni.createFrom()
                .item(() -> replicas.of(selection.app()))
                .runSubscriptionOn(threads)
                .emitOn(CallContext.here())
                .map(all -> selected(selection, all));
    }

    private List<Replica> selected(AppLogSelection selection, List<Replica> all) {
        List<Replica> selected = all.stream()
                .filter(replica ->
                        selection.replica().map(replica.pod()::equals).orElse(true))
                .toList();
        if (selected.isEmpty()) {
            throw new NotFound(
                    selection.replica().isPresent()
                            ? "app %s has no replica of that name"
                            : "app %s has no replicas now",
                    selection.app());
        }
        if (selected.size() > config.maxReplicas()) {
            throw new Exhausted(
                    "app %s has %d replicas, more than flyte.apps.logs.max-replicas: name one by replica_id",
                    selection.app(), selected.size());
        }
        return selected;
    }

    private Multi<TailLogsResponse> stream(List<Replica> found) {
        ReplicaIdentifierList ids = ReplicaIdentifierList.newBuilder()
                .addAllReplicas(found.stream().map(ReplicaLog::id).toList())
                .build();
        Multi<TailLogsResponse> first = Multi.createFrom()
                .item(TailLogsResponse.newBuilder().setReplicas(ids).build());
        Multi<TailLogsResponse> lines = Multi.createBy()
                .merging()
                .withConcurrency(found.size())
                .streams(found.stream()
                        .map(replica -> lines(replica, found.size() == 1))
                        .toList());
        return Multi.createBy().concatenating().streams(first, lines);
    }

    private Multi<TailLogsResponse> lines(Replica replica, boolean alone) {
        return Multi.createFrom().emitter(client -> start(replica, alone, client), BackPressureStrategy.BUFFER);
    }

    private void start(Replica replica, boolean alone, MultiEmitter<? super TailLogsResponse> client) {
        if (streams.incrementAndGet() > config.maxStreams()) {
            streams.decrementAndGet();
            client.fail(new Exhausted(
                    "%d log streams are open, the limit of flyte.apps.logs.max-streams: try again later",
                    config.maxStreams()));
            return;
        }
        ReplicaLog log = new ReplicaLog(replica, source, client, config.stallTimeout());
        client.onTermination(log::close);
        threads.execute(() -> {
            try {
                log.send();
                client.complete();
            } catch (NotFound e) {
                // Others have a log already.
                end(client, alone, e);
            } catch (RuntimeException e) {
                client.fail(e);
            } finally {
                streams.decrementAndGet();
            }
        });
    }

    private static void end(MultiEmitter<? super TailLogsResponse> client, boolean alone, NotFound failure) {
        if (alone) {
            client.fail(failure);
        } else {
            client.complete();
        }
    }
}
