package org.flyte.runs.watch;

import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Flow.Subscriber;
import org.flyte.idl.workflow.TaskGroup;
import org.flyte.idl.workflow.WatchGroupsResponse;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.watch.rule.GroupKey;

/** Streams groups of runs: all of them, then those whose runs change, together after a pause. */
final class GroupsStream extends WatchStream<WatchGroupsResponse> {
    /** Beyond it all groups are read again. */
    private static final int MAX_CHANGED = 1_000;

    private static final int MESSAGE_SIZE = 200;

    private final Source source;
    /** Runs that changed since the last reading; guarded by itself. */
    private final Set<RunKey> changed = new LinkedHashSet<>();

    private final Map<GroupKey, TaskGroup> sent = new HashMap<>();
    private final Queue<WatchGroupsResponse> outgoing = new ArrayDeque<>();
    private boolean reading;
    private boolean first = true;
    private boolean tooMany;
    private volatile boolean resting;
    private volatile Groups arrived;

    /**
     * Groups as they are now.
     *
     * @param of which groups were read, null for all
     */
    record Groups(Set<GroupKey> of, Map<GroupKey, TaskGroup> groups) {}

    /** Where the groups come from. */
    interface Source {
        /** Calls the listener after each change of a root; returns how to unsubscribe. */
        Runnable subscribe(ChangeBroadcaster.RootListener listener);

        Uni<Groups> all();

        /** The groups of these runs. */
        Uni<Groups> of(List<RunKey> runs);

        /** Whether nothing is sent after the first reading. */
        boolean isClosed();

        /** Maximum number of groups of the first reading, 0 for all. */
        int limit();

        /** Calls back when groups may be read again. */
        void afterPause(Runnable then);
    }

    GroupsStream(Subscriber<? super WatchGroupsResponse> subscriber, ActiveStreams active, Source source) {
        super(subscriber, active);
        this.source = source;
    }

    @Override
    protected Runnable start() {
        Runnable unsubscribe = source.subscribe(this::changed);
        read(source.all());
        return unsubscribe;
    }

    @Override
    protected WatchGroupsResponse heartbeat() {
        return WatchGroupsResponse.getDefaultInstance();
    }

    @Override
    protected void step() {
        if (arrived != null) {
            take(arrived);
        }
        while (!outgoing.isEmpty() && wanted()) {
            emit(outgoing.remove());
        }
        if (reading || !outgoing.isEmpty()) {
            return;
        }
        if (source.isClosed()) {
            complete();
        } else if (!resting && wanted()) {
            readChanged();
        }
    }

    private void take(Groups groups) {
        arrived = null;
        reading = false;
        resting = true;
        addMessages(news(groups));
        source.afterPause(() -> {
            resting = false;
            wake();
        });
    }

    private void readChanged() {
        List<RunKey> runs;
        boolean all;
        synchronized (changed) {
            all = tooMany;
            runs = List.copyOf(changed);
            changed.clear();
            tooMany = false;
        }
        if (all) {
            read(source.all());
        } else if (!runs.isEmpty()) {
            read(source.of(runs));
        }
    }

    private void read(Uni<Groups> groups) {
        reading = true;
        groups.subscribe().with(this::arrive, this::failed);
    }

    /** The messages of one reading; the last one says that it is the last. */
    private void addMessages(List<TaskGroup> news) {
        if (news.isEmpty() && !first) {
            return;
        }
        first = false;
        for (int from = 0; from < news.size() || from == 0; from += MESSAGE_SIZE) {
            int to = Math.min(from + MESSAGE_SIZE, news.size());
            outgoing.add(WatchGroupsResponse.newBuilder()
                    .addAllTaskGroups(news.subList(from, to))
                    .setSentinel(to == news.size())
                    .build());
        }
    }

    private List<TaskGroup> news(Groups groups) {
        Map<GroupKey, TaskGroup> now = groups.groups();
        if (first && source.limit() > 0 && now.size() > source.limit()) {
            now = new LinkedHashMap<>();
            for (Map.Entry<GroupKey, TaskGroup> group : groups.groups().entrySet()) {
                if (now.size() < source.limit()) {
                    now.put(group.getKey(), group.getValue());
                }
            }
        }
        List<TaskGroup> news = new ArrayList<>();
        now.forEach((key, group) -> {
            if (!group.equals(sent.put(key, group))) {
                news.add(group);
            }
        });
        Set<GroupKey> gone = new HashSet<>(groups.of() == null ? sent.keySet() : groups.of());
        gone.removeAll(groups.groups().keySet());
        for (GroupKey key : gone) {
            if (sent.remove(key) != null) {
                news.add(TaskGroup.newBuilder()
                        .setTaskName(key.task())
                        .setShouldDelete(true)
                        .build());
            }
        }
        return news;
    }

    private void changed(RunKey run, long version) {
        synchronized (changed) {
            if (changed.size() < MAX_CHANGED) {
                changed.add(run);
            } else {
                tooMany = true;
            }
        }
        wake();
    }

    private void arrive(Groups groups) {
        arrived = groups;
        wake();
    }
}
