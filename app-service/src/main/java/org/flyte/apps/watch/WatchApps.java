package org.flyte.apps.watch;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.change.ChangeListener;
import org.flyte.apps.list.ListedApps;
import org.flyte.apps.store.AppRecord;
import org.flyte.apps.store.AppStore;
import org.flyte.idl.app.WatchResponse;
import org.flyte.platform.identity.role.CallerAccess;
import org.flyte.platform.identity.role.ProjectScopes;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.Exhausted;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;

/** Streams apps: what is there, then every change, whichever replica made it. */
@ApplicationScoped
public class WatchApps implements ChangeListener {
    private static final long CHECK_MILLIS = 1000;

    private final AppStore store;
    private final ListedApps listed;
    private final AppsConfig.Watch config;
    private final Vertx vertx;
    private final CallerAccess access;
    private final Set<AppStream> streams = ConcurrentHashMap.newKeySet();

    WatchApps(
            AppStore store,
            ListedApps listed,
            AppsConfig config,
            Vertx vertx,
            CallerAccess access,
            MeterRegistry metrics) {
        this.store = store;
        this.listed = listed;
        this.config = config.watch();
        this.vertx = vertx;
        this.access = access;
        metrics.gauge("flyte.apps.watch.streams", streams, Set::size);
    }

    void start(@Observes StartupEvent event) {
        vertx.setPeriodic(
                CHECK_MILLIS, timer -> streams.forEach(stream -> stream.sendHeartbeatAfter(config.heartbeat())));
    }

    void stop(@Observes ShutdownEvent event) {
        streams.forEach(stream -> stream.fail(new Unavailable(null, "this replica stops: watch again")));
    }

    /** A stream that ends only with a failure: NotFound for one app that does not exist. */
    public Multi<WatchResponse> execute(WatchTarget target) {
        Supplier<ProjectScopes> scopes = access.readableOverTime();
        return Multi.createFrom().publisher(reader -> {
            AtomicReference<AppStream> self = new AtomicReference<>();
            AppStream stream =
                    new AppStream(target, scopes, reader, config.maxPending(), () -> streams.remove(self.get()));
            self.set(stream);
            boolean full = streams.size() >= config.maxStreams();
            if (!full) {
                streams.add(stream);
            }
            reader.onSubscribe(stream);
            if (full) {
                stream.fail(new Exhausted(
                        "%d streams are open, the limit of flyte.apps.watch.max-streams", streams.size()));
                return;
            }
            present(target, scopes.get()).subscribe().with(stream::begin, failure -> stream.fail(asAnswer(failure)));
        });
    }

    @Override
    public void changed(AppRecord app) {
        streams.forEach(stream -> stream.changed(app));
    }

    private Uni<List<AppRecord>> present(WatchTarget target, ProjectScopes scopes) {
        if (target.app().isPresent()) {
            return store.find(target.app().get())
                    .map(found -> found.filter(app -> !app.isDeleted())
                            .map(List::of)
                            .orElseThrow(() -> new NotFound(
                                    "app %s does not exist", target.app().get())));
        }
        return all(target, scopes, Optional.empty(), new ArrayList<>());
    }

    private Uni<List<AppRecord>> all(
            WatchTarget target, ProjectScopes scopes, Optional<String> after, List<AppRecord> found) {
        return listed.page(target.project(), target.domain(), scopes, after).chain(page -> {
            found.addAll(page.apps());
            if (found.size() > config.maxPending()) {
                throw new Exhausted(
                        "there are more than %d apps, the limit of flyte.apps.watch.max-pending: watch a project",
                        config.maxPending());
            }
            return page.next().isEmpty() ? Uni.createFrom().item(found) : all(target, scopes, page.next(), found);
        });
    }

    private static FlyteException asAnswer(Throwable failure) {
        return failure instanceof FlyteException e
                ? e
                : new Unavailable(failure, "the apps cannot be read now: watch again");
    }
}
