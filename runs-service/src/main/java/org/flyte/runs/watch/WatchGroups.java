package org.flyte.runs.watch;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.flyte.idl.workflow.WatchGroupsRequest;
import org.flyte.idl.workflow.WatchGroupsResponse;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.watch.rule.GroupKey;

/** Streams the runs of a project in groups by task; it ends with the client, or after the first answer about a closed period. */
@ApplicationScoped
public class WatchGroups {
    private final ChangeBroadcaster broadcaster;
    private final ChangeStore changes;
    private final GroupStore groups;
    private final ActiveStreams active;
    private final WatchConfig config;
    private final Vertx vertx;

    WatchGroups(
            ChangeBroadcaster broadcaster,
            ChangeStore changes,
            GroupStore groups,
            ActiveStreams active,
            WatchConfig config,
            Vertx vertx) {
        this.broadcaster = broadcaster;
        this.changes = changes;
        this.groups = groups;
        this.active = active;
        this.config = config;
        this.vertx = vertx;
    }

    /** Fails with InvalidArgument that names the field. */
    public Multi<WatchGroupsResponse> execute(WatchGroupsRequest request) {
        GroupQuery query = GroupQuery.of(request);
        return WatchStream.multi(subscriber -> new GroupsStream(subscriber, active, new Source(query)));
    }

    private final class Source implements GroupsStream.Source {
        private final GroupQuery query;

        Source(GroupQuery query) {
            this.query = query;
        }

        @Override
        public Runnable subscribe(ChangeBroadcaster.RootListener listener) {
            return broadcaster.subscribeToRoots((run, version) -> {
                if (query.mayHold(run)) {
                    listener.changed(run, version);
                }
            });
        }

        @Override
        public Uni<GroupsStream.Groups> all() {
            return groups.all(query).map(all -> new GroupsStream.Groups(null, all));
        }

        @Override
        public Uni<GroupsStream.Groups> of(List<RunKey> runs) {
            return changes.roots(runs).chain(roots -> {
                Set<GroupKey> keys =
                        roots.stream().filter(query::mayHold).map(GroupKey::of).collect(Collectors.toUnmodifiableSet());
                return keys.isEmpty()
                        ? Uni.createFrom().item(new GroupsStream.Groups(Set.of(), Map.of()))
                        : groups.some(query, keys).map(some -> new GroupsStream.Groups(keys, some));
            });
        }

        @Override
        public boolean isClosed() {
            return query.until() != null;
        }

        @Override
        public int limit() {
            return query.limit();
        }

        @Override
        public void afterPause(Runnable then) {
            vertx.setTimer(config.groupPause().toMillis(), timer -> then.run());
        }
    }
}
