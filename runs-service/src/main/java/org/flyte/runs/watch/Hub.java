package org.flyte.runs.watch;

import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.flyte.runs.change.ChangeNotifier;
import org.flyte.runs.query.ActionRow;
import org.flyte.runs.query.Ids;
import org.jboss.logging.Logger;

/** Brings the hints of writers to the streams of this process, with one read for all streams of a run. */
@ApplicationScoped
public class Hub implements ChangeNotifier {
    private static final Logger LOG = Logger.getLogger(Hub.class);

    private final ConcurrentMap<RunKey, Topic> topics = new ConcurrentHashMap<>();
    private final List<RootListener> rootListeners = new CopyOnWriteArrayList<>();
    private final ChangeReader reader;
    private final WatchConfig config;
    private final Vertx vertx;

    Hub(ChangeReader reader, WatchConfig config, Vertx vertx) {
        this.reader = reader;
        this.config = config;
        this.vertx = vertx;
    }

    @Override
    public void changed(org.flyte.platform.model.RunKey run, Collection<String> actions) {
        if (topics.isEmpty() && rootListeners.isEmpty()) {
            return;
        }
        RunKey key = new RunKey(run.project(), run.domain(), run.name());
        if (actions.contains(Ids.ROOT)) {
            rootListeners.forEach(listener -> listener.changed(key, Long.MAX_VALUE));
        }
        mark(key, actions);
    }

    /** Every changed row of a run, newest state; rows may come again. */
    Runnable follow(RunKey run, Consumer<List<ActionRow>> stream) {
        topics.compute(run, (key, topic) -> {
            Topic followed = topic == null ? new Topic() : topic;
            followed.add(stream);
            return followed;
        });
        return () -> leave(run, topic -> topic.remove(stream));
    }

    /** A call for each change of one action or its events, with the version of the row if that is known, else the highest. */
    Runnable follow(RunKey run, String action, LongConsumer listener) {
        topics.compute(run, (key, topic) -> {
            Topic followed = topic == null ? new Topic() : topic;
            followed.add(action, listener);
            return followed;
        });
        return () -> leave(run, topic -> topic.remove(action, listener));
    }

    /** Hears of changes of runs, whichever they are. */
    interface RootListener {
        /** @param version of the root's row if that is known, else the highest number */
        void changed(RunKey run, long version);
    }

    /** A call for each change of any root. */
    Runnable followRoots(RootListener listener) {
        rootListeners.add(listener);
        return () -> rootListeners.remove(listener);
    }

    boolean hasRootListeners() {
        return !rootListeners.isEmpty();
    }

    void rootsChanged(Map<RunKey, Long> versions) {
        versions.forEach((run, version) -> rootListeners.forEach(listener -> listener.changed(run, version)));
    }

    void mark(RunKey run, Collection<String> names) {
        Topic topic = topics.get(run);
        if (topic != null && topic.mark(names)) {
            read(run, topic);
        }
    }

    void mark(RunKey run, Map<String, Long> versions) {
        Topic topic = topics.get(run);
        if (topic != null && topic.mark(versions)) {
            read(run, topic);
        }
    }

    Map<RunKey, Topic> topics() {
        return topics;
    }

    private void leave(RunKey run, Consumer<Topic> removal) {
        topics.computeIfPresent(run, (key, topic) -> {
            removal.accept(topic);
            return topic.isEmpty() ? null : topic;
        });
    }

    private void read(RunKey run, Topic topic) {
        String[] names = topic.take(config.pageSize());
        reader.rows(run, names)
                .subscribe()
                .with(
                        rows -> {
                            topic.deliver(rows);
                            again(run, topic);
                        },
                        failure -> {
                            LOG.warnf("read of changed actions failed, run=%s error=%s", run, failure);
                            topic.putBack(names);
                            vertx.setTimer(pause(), timer -> again(run, topic));
                        });
    }

    private void again(RunKey run, Topic topic) {
        if (topic.endRead()) {
            read(run, topic);
        }
    }

    private static long pause() {
        return ThreadLocalRandom.current().nextLong(200, 600);
    }
}
