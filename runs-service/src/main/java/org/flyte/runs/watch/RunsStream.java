package org.flyte.runs.watch;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Flow.Subscriber;
import org.flyte.idl.workflow.WatchRunsResponse;
import org.flyte.platform.model.RecentMap;
import org.flyte.platform.model.RunKey;
import org.flyte.runs.query.row.ActionRow;
import org.flyte.runs.query.rule.ActionProjection;

/** Streams the runs of a selection: the newest, then each that is created or changes. */
final class RunsStream extends WatchStream<WatchRunsResponse> {
    private static final int BATCH = 200;
    private static final int REMEMBERED = 10_000;

    private final Source source;
    /** Runs to read again; guarded by itself. */
    private final Set<RunKey> dirty = new LinkedHashSet<>();
    /** Version last sent of each of the latest runs; guarded by dirty. */
    private final Map<RunKey, Long> sent = new RecentMap<>(REMEMBERED);

    private boolean reading;
    private volatile List<ActionRow> first;
    private volatile List<ActionRow> arrived;

    /** Where the runs come from. */
    interface Source {
        /** Calls the listener after each change of a root; returns how to unsubscribe. */
        Runnable subscribe(ChangeBroadcaster.RootListener listener);

        Uni<List<ActionRow>> newest();

        Uni<List<ActionRow>> read(List<RunKey> runs);

        /** Whether the stream is about this run. */
        boolean holds(ActionRow root);
    }

    RunsStream(Subscriber<? super WatchRunsResponse> subscriber, ActiveStreams active, Source source) {
        super(subscriber, active);
        this.source = source;
    }

    @Override
    protected Runnable start() {
        Runnable unsubscribe = source.subscribe(this::changed);
        reading = true;
        source.newest().subscribe().with(this::first, this::failed);
        return unsubscribe;
    }

    @Override
    protected WatchRunsResponse heartbeat() {
        return WatchRunsResponse.getDefaultInstance();
    }

    @Override
    protected void step() {
        if (first != null && wanted()) {
            send(first);
            first = null;
            reading = false;
        }
        if (arrived != null && wanted()) {
            send(arrived.stream().filter(this::isNews).toList());
            arrived = null;
            reading = false;
        }
        if (!reading && wanted()) {
            List<RunKey> runs = take();
            if (!runs.isEmpty()) {
                reading = true;
                source.read(runs).subscribe().with(this::arrive, this::failed);
            }
        }
    }

    private void send(List<ActionRow> roots) {
        if (!roots.isEmpty()) {
            WatchRunsResponse.Builder message = WatchRunsResponse.newBuilder();
            roots.forEach(root -> message.addRuns(new ActionProjection(root).run()));
            emit(message.build());
        }
    }

    private boolean isNews(ActionRow root) {
        if (!source.holds(root)) {
            return false;
        }
        synchronized (dirty) {
            Long before = sent.put(root.key().run(), root.changeSeq());
            return before == null || before < root.changeSeq();
        }
    }

    private List<RunKey> take() {
        List<RunKey> runs = new ArrayList<>();
        synchronized (dirty) {
            Iterator<RunKey> next = dirty.iterator();
            while (next.hasNext() && runs.size() < BATCH) {
                runs.add(next.next());
                next.remove();
            }
        }
        return runs;
    }

    private void changed(RunKey run, long version) {
        synchronized (dirty) {
            if (sent.getOrDefault(run, 0L) >= version) {
                return;
            }
            dirty.add(run);
        }
        wake();
    }

    private void first(List<ActionRow> roots) {
        first = roots;
        wake();
    }

    private void arrive(List<ActionRow> roots) {
        arrived = roots;
        wake();
    }
}
